/** The scenarios, in the order of the table. */
import type { Scenario } from "../scenario";
import { failing } from "./failing";
import { manyInstances } from "./fleets";
import { manyGates } from "./many-gates";
import { longWait, oneInstance, oneInstanceWithFaults } from "./one-instance";

export const scenarios: readonly Scenario[] = [
  oneInstance,
  oneInstanceWithFaults,
  longWait,
  failing,
  manyInstances,
  manyGates,
];
