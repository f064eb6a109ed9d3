/** What a scenario's file holds once its form has been checked, and its parts as the simulator takes them. */
import { parseDuration } from "../duration";
import type { Fault } from "../faults/fault";
import { OPERATIONS, type Operation } from "../instances/operations";
import type { Step, Timeline } from "../instances/timeline";
import type { SimulatorOptions } from "../options";
import type { Path } from "./check";

/** A step in a file: as in the library, with a duration that a person writes. */
type ScenarioStep = Omit<Step, "forMs"> & { for?: string };
type ScenarioTimeline = string | readonly ScenarioStep[];
type ScenarioFault = Omit<Fault, "delayMs" | "forMs" | "retryAfterMs" | "times"> & {
  times?: number | "always";
  delay?: string;
  for?: string;
  retryAfter?: string;
};

export interface Scenario {
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

/** Leaves out what is undefined, which the options' types want. */
export function defined<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

export const milliseconds = (text: string | undefined) => (text === undefined ? undefined : parseDuration(text));

export function timelineOf(timeline: ScenarioTimeline): Timeline {
  if (typeof timeline === "string") return timeline;
  return timeline.map(({ for: duration, ...step }) => defined<Step>({ ...step, forMs: milliseconds(duration) }));
}

export const isTexts = (value: ScenarioTimeline | readonly string[]): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

export function faultOf({ delay, for: duration, retryAfter, times, ...fault }: ScenarioFault): Fault {
  return defined<Fault>({
    ...fault,
    times: times === "always" ? Number.POSITIVE_INFINITY : times,
    delayMs: milliseconds(delay),
    forMs: milliseconds(duration),
    retryAfterMs: milliseconds(retryAfter),
  });
}

/** Every timeline of a scenario, with where it stands. */
export function timelinesOf({ instances = {}, operations = {} }: Scenario): [Path, Timeline][] {
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
