/** A scenario: what a simulated cloud looks like at its start, as a file says it. From the file's value to the simulator's options. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDuration } from "../duration";
import { type Fault, faultProblem } from "../faults/fault";
import { OPERATIONS, type Operation, type OperationTimelines } from "../instances/operations";
import { readTimeline, type Step, type Timeline } from "../instances/timeline";
import type { SimulatorOptions } from "../options";
import { check, type Path, type Problem, type Schema, shown } from "./check";

export const SCHEMA_FILE = join(__dirname, "scenario.schema.json");
const schema: Schema = JSON.parse(readFileSync(SCHEMA_FILE, "utf8"));

/** A step in a file: as in the library, with a duration that a person writes. */
type ScenarioStep = Omit<Step, "forMs"> & { for?: string };
type ScenarioTimeline = string | readonly ScenarioStep[];
type ScenarioFault = Omit<Fault, "delayMs" | "forMs" | "retryAfterMs" | "times"> & {
  times?: number | "always";
  delay?: string;
  for?: string;
  retryAfter?: string;
};

interface Scenario {
  region?: string;
  projectId?: string;
  start?: SimulatorOptions["timelinesStart"];
  instances?: Readonly<Record<string, ScenarioTimeline>>;
  operations?: Readonly<Partial<Record<Operation, ScenarioTimeline | readonly string[]>>>;
  limit?: { requests: number; window: string; retryAfter?: boolean | "seconds" | "date" };
  list?: { lag?: string; pageSize?: number; oldVocabulary?: boolean };
  tokens?: { lifetime?: string; length?: number; uses?: number };
  faults?: readonly ScenarioFault[];
}

/** What a scenario means, or why it means nothing; each with what to be warned of. */
export interface ReadScenario {
  options: SimulatorOptions;
  problems: readonly Problem[];
  warnings: readonly Problem[];
}

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

/** Leaves out what is undefined, which the options' types want. */
function defined<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

const milliseconds = (text: string | undefined) => (text === undefined ? undefined : parseDuration(text));

function timelineOf(timeline: ScenarioTimeline): Timeline {
  if (typeof timeline === "string") return timeline;
  return timeline.map(({ for: duration, ...step }) => defined<Step>({ ...step, forMs: milliseconds(duration) }));
}

const isTexts = (value: ScenarioTimeline | readonly string[]): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

function faultOf({ delay, for: duration, retryAfter, times, ...fault }: ScenarioFault): Fault {
  return defined<Fault>({
    ...fault,
    times: times === "always" ? Number.POSITIVE_INFINITY : times,
    delayMs: milliseconds(delay),
    forMs: milliseconds(duration),
    retryAfterMs: milliseconds(retryAfter),
  });
}

/** Every timeline of a scenario, with where it stands. */
function timelinesOf({ instances = {}, operations = {} }: Scenario): [Path, Timeline][] {
  const ofInstances = Object.entries(instances).map(([id, timeline]): [Path, Timeline] => [
    ["instances", id],
    timelineOf(timeline),
  ]);
  const ofOperations = OPERATIONS.flatMap((operation): [Path, Timeline][] => {
    const value = operations[operation];
    if (value === undefined) return [];
    if (!isTexts(value)) return [[["operations", operation], timelineOf(value)]];
    return value.map((text, index) => [["operations", operation, index], text]);
  });
  return [...ofInstances, ...ofOperations];
}

function problemsOf(scenario: Scenario): Problem[] {
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

function warningsOf(scenario: Scenario): Problem[] {
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
