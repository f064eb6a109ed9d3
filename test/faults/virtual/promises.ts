/** What must hold of every run, whatever happened in it: each broken promise as a sentence. */
import { byList, truthOf } from "../truth";
import { isSeenAgainRightly } from "./promises/again";
import { endsInTime, endsOnWhatCannotPass, opensAtLast } from "./promises/ending";
import { failsRightly } from "./promises/failing";
import { keepsToTheLimit } from "./promises/limit";
import { opensRightly } from "./promises/opening";
import { keepsSecrets, leavesStateThatLoads } from "./promises/saving";
import type { Run } from "./run";
import { idOf, type Scenario } from "./scenario";

export function brokenPromises(scenario: Scenario, run: Run): string[] {
  const lives = scenario.instances.map((one, place) => ({ ...one, id: idOf(scenario, place) }));
  const truth = truthOf(lives, run.startedOn);
  const listTruth = truthOf(lives, run.startedOn, byList(scenario.list === "old vocabulary"));
  return [
    ...run.gates.flatMap((gate) => [
      ...opensRightly(gate, run, scenario, truth, listTruth),
      ...failsRightly(gate, run, scenario),
      ...endsInTime(gate, scenario),
      ...opensAtLast(gate, run, scenario, truth),
      ...endsOnWhatCannotPass(gate, run, scenario),
      ...keepsSecrets(gate, run),
      ...leavesStateThatLoads(gate),
      ...isSeenAgainRightly(gate, run),
    ]),
    ...keepsToTheLimit(run, scenario),
    ...run.warnings.map((warning) => `Node warns: ${warning}`),
  ];
}
