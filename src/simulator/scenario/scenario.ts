/** A scenario: what a simulated cloud looks like at its start, as a file says it. From the file's value to the simulator's options. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OperationTimelines } from "../instances/operations";
import type { SimulatorOptions } from "../options";
import { check, type Problem, type Schema } from "./check";
import { defined, faultOf, isTexts, milliseconds, type Scenario, timelineOf } from "./scenario-file";
import { problemsOf, warningsOf } from "./scenario-problems";

export const SCHEMA_FILE = join(__dirname, "scenario.schema.json");
const schema: Schema = JSON.parse(readFileSync(SCHEMA_FILE, "utf8"));

/** What a scenario means, or why it means nothing; each with what to be warned of. */
export interface ReadScenario {
  options: SimulatorOptions;
  problems: readonly Problem[];
  warnings: readonly Problem[];
}

function optionsOf({
  start,
  limit,
  list = {},
  tokens = {},
  instances = {},
  operations = {},
  faults = [],
  ...rest
}: Scenario): SimulatorOptions {
  const { region, projectId } = rest;
  const timelines = Object.entries(operations).map(([name, value]) => [
    name,
    isTexts(value) ? value : timelineOf(value),
  ]);
  return defined<SimulatorOptions>({
    region,
    projectId,
    timelinesStart: start,
    instances: Object.fromEntries(Object.entries(instances).map(([id, timeline]) => [id, timelineOf(timeline)])),
    operations: Object.fromEntries(timelines) as OperationTimelines,
    limit:
      limit &&
      defined({ requests: limit.requests, windowMs: milliseconds(limit.window) ?? 0, retryAfter: limit.retryAfter }),
    listLagMs: milliseconds(list.lag),
    pageSize: list.pageSize,
    oldListVocabulary: list.oldVocabulary,
    tokenLifetimeMs: milliseconds(tokens.lifetime),
    tokenLength: tokens.length,
    credentialUses: tokens.uses,
    faults: faults.map(faultOf),
  });
}

/** Reads what a scenario's file holds. There are options only where there are no problems. */
export function readScenario(value: unknown): ReadScenario {
  const ofForm = check(value, schema);
  if (ofForm.length > 0) return { options: {}, problems: ofForm, warnings: [] };
  const { $schema, ...scenario } = value as Scenario & { $schema?: string };
  const problems = problemsOf(scenario);
  if (problems.length > 0) return { options: {}, problems, warnings: [] };
  return { options: optionsOf(scenario), problems: [], warnings: warningsOf(scenario) };
}
