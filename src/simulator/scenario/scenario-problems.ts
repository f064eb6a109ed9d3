/** What is wrong with a scenario whose form is right, and what somebody should be warned of. */
import { faultProblem } from "../faults/fault";
import { oddStates } from "../instances/known-states";
import { readTimeline } from "../instances/timeline";
import { type Problem, shown } from "./check";
import { faultOf, milliseconds, type Scenario, timelinesOf } from "./scenario-file";

export function problemsOf(scenario: Scenario): Problem[] {
  const timelines = timelinesOf(scenario).flatMap(([path, timeline]) => {
    try {
      readTimeline(timeline);
      return [];
    } catch (error) {
      return [{ path, says: `cannot be read: ${(error as Error).message}` }];
    }
  });
  const faults = (scenario.faults ?? []).flatMap((fault, index) => {
    const problem = faultProblem(faultOf(fault));
    return problem === undefined ? [] : [{ path: ["faults", index], says: `cannot happen: ${problem}` }];
  });
  const window = scenario.limit?.window;
  const limits =
    window === undefined || milliseconds(window) !== 0
      ? []
      : [{ path: ["limit", "window"], says: `is zero: ${shown(window)}` }];
  const ids = Object.keys(scenario.instances ?? {}).filter((id) => id === "");
  const nameless = ids.map((id) => ({ path: ["instances", id], says: "is an instance without an id", ofName: true }));
  return [...timelines, ...faults, ...limits, ...nameless];
}

export function warningsOf(scenario: Scenario): Problem[] {
  return timelinesOf(scenario).flatMap(([path, timeline]) =>
    oddStates(readTimeline(timeline)).map((says) => ({ path, says })),
  );
}
