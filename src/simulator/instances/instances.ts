/** The instances of the simulated project: which exist, and where in its timeline each one is now. */

import { readTimeline, type Step, stepAt, type Timeline } from "./timeline";

/** An instance as it is at the moment of a request. */
export interface Instance {
  id: string;
  step: Step;
  createdAt: number;
  updatedAt: number;
}

export interface Instances {
  put(id: string, timeline: Timeline): void;
  remove(id: string): void;
  /** The instance as it was `agoMs` ago. Undefined for an id that was not put by then, was removed, or is in a `missing` step. */
  find(id: string, agoMs?: number): Instance | undefined;
  /**
   * Those of the given ids that existed `agoMs` ago, or all, each once. They are ordered by id, so that a marker stays valid when
   * an instance comes or goes between two pages.
   */
  existing(ids: readonly string[] | undefined, agoMs: number): Instance[];
}

export function createInstances(now: () => number): Instances {
  /** What was put under an id, one after the other, because a list that lags still shows what was replaced or removed. */
  const lives = new Map<string, { steps: readonly Step[]; startedAt: number }[]>();
  const begin = (id: string, steps: readonly Step[]) => {
    const earlier = lives.get(id) ?? [];
    lives.set(id, [...earlier, { steps, startedAt: now() }]);
  };

  const find = (id: string, agoMs = 0): Instance | undefined => {
    const at = now() - agoMs;
    const life = lives
      .get(id)
      ?.filter(({ startedAt }) => startedAt <= at)
      .at(-1);
    if (life === undefined) return undefined;
    const { step, sinceMs } = stepAt(life.steps, at - life.startedAt);
    if (step.missing === true) return undefined;
    return { id, step, createdAt: life.startedAt, updatedAt: life.startedAt + sinceMs };
  };

  return {
    put(id, timeline) {
      if (id === "") throw new Error("An instance needs an id.");
      begin(id, readTimeline(timeline));
    },
    remove: (id) => begin(id, [{ missing: true }]),
    find,
    existing: (ids, agoMs) => [...new Set(ids ?? lives.keys())].sort().flatMap((id) => find(id, agoMs) ?? []),
  };
}
