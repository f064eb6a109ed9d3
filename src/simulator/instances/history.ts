/** What an instance went through and what comes next: its timelines, one after the other, against the time. Pure. */

import type { Step } from "./timeline";

/** A timeline that was put at a time. One that is put later under the same id ends it. */
export interface Life {
  steps: readonly Step[];
  putAt: number;
  /** Undefined before the first look-up, where the timeline waits for one. */
  startedAt: number | undefined;
}

/** A step and the time at which it begins. */
export interface Visit {
  step: Step;
  since: number;
}

/** The steps of one timeline with their beginnings. A step begins on its first millisecond. */
function visitsOf({ steps, putAt, startedAt = putAt }: Life): Visit[] {
  let since = startedAt;
  return steps.map((step, index) => {
    // Until a timeline starts, its instance is in the first step already.
    const visit = { step, since: index === 0 ? putAt : since };
    since += step.forMs ?? 0;
    return visit;
  });
}

/** The steps that began by a time, in order: the last of them is the present one. */
export function pastOf(lives: readonly Life[], at: number): Visit[] {
  const begun = lives.filter(({ putAt }) => putAt <= at);
  return begun.flatMap((life, index) => {
    const endsAt = begun[index + 1]?.putAt ?? Number.POSITIVE_INFINITY;
    const until = life.startedAt === undefined ? life.putAt : at;
    return visitsOf(life).filter(({ since }) => since <= until && since < endsAt);
  });
}

/** The steps to come; their beginnings count from `at` where the timeline has not started. */
export function futureOf(lives: readonly Life[], at: number): Visit[] {
  const life = lives.at(-1);
  return life === undefined
    ? []
    : visitsOf({ ...life, startedAt: life.startedAt ?? at }).filter(({ since }) => since > at);
}

/** When the instance last began to run, in milliseconds since 1970; undefined where it never did. */
export function launchedAt(past: readonly Visit[]): number | undefined {
  const isRunning = (visit: Visit | undefined) => visit?.step.state === "running";
  return past.filter((visit, index) => isRunning(visit) && !isRunning(past[index - 1])).at(-1)?.since;
}
