/** What is wrong with a scenario whose form is right, and what somebody should be warned of. */
import { faultProblem } from "../faults/fault";
import { readTimeline } from "../instances/timeline";
import { type Problem, shown } from "./check";
import { faultOf, type Scenario, timelinesOf } from "./scenario-file";

/** States that Huawei's pages name, today's and those from before 2026-04. Others are allowed: the API's set has changed before. */
const STATES = [
  "pending",
  "running",
  "stopped",
  "shutting-down",
  "terminated",
  "error",
  "stopping",
  "reinstalling",
  "failed",
];

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
  return [...timelines, ...faults];
}

export function warningsOf(scenario: Scenario): Problem[] {
  return timelinesOf(scenario).flatMap(([path, timeline]) =>
    readTimeline(timeline).flatMap(({ state }) =>
      state === undefined || STATES.includes(state)
        ? []
        : [
            {
              path,
              says: `has a state that Huawei's pages do not name, ${shown(state)}: a gate waits while it sees it`,
            },
          ],
    ),
  );
}
