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
  /** Undefined for an id that was never put, was removed, or is in a `missing` step. */
  find(id: string): Instance | undefined;
  /**
   * Those of the given ids that exist, or all, each once. They are ordered by id, so that a marker stays valid when an instance
   * comes or goes between two pages.
   */
  existing(ids?: readonly string[]): Instance[];
}

export function createInstances(now: () => number): Instances {
  const lives = new Map<string, { steps: readonly Step[]; startedAt: number }>();

  const find = (id: string): Instance | undefined => {
    const life = lives.get(id);
    if (life === undefined) return undefined;
    const { step, sinceMs } = stepAt(life.steps, now() - life.startedAt);
    if (step.missing === true) return undefined;
    return { id, step, createdAt: life.startedAt, updatedAt: life.startedAt + sinceMs };
  };

  return {
    put(id, timeline) {
      if (id === "") throw new Error("An instance needs an id.");
      lives.set(id, { steps: readTimeline(timeline), startedAt: now() });
    },
    remove: (id) => void lives.delete(id),
    find,
    existing: (ids) => [...new Set(ids ?? lives.keys())].sort().flatMap((id) => find(id) ?? []),
  };
}
