/** The instances of the simulated project: which exist, what they are, and where in its timeline each one is now. */

import { type Attributes, attributesOf } from "./attributes";
import { futureOf, type Life, launchedAt, pastOf, type Visit } from "./history";
import { readTimeline, type Step, type Timeline } from "./timeline";

/**
 * When a timeline starts: with the first look-up of its instance, or when it is put.
 *
 * @example
 * ```ts
 * const start: simulator.TimelineStart = "first-look-up";
 * cloud.put("web-1", "pending 3s, running", start);
 * ```
 */
export type TimelineStart = "first-look-up" | "at-once";

/** An instance as it is at the moment of a request. Times are in milliseconds since 1970. */
export interface Instance {
  id: string;
  step: Step;
  attributes: Attributes;
  createdAt: number;
  updatedAt: number;
  launchedAt: number | undefined;
}

/** An id's whole story. It goes on after the instance is gone. */
export interface Story {
  id: string;
  name: string;
  past: readonly Visit[];
  future: readonly Visit[];
  /** Whether the timeline waits for a first look-up. */
  waiting: boolean;
}

export interface Instances {
  /** Creates an instance, or lets one that exists go through another timeline. */
  put(id: string, timeline: Timeline, start?: TimelineStart, attributes?: Partial<Attributes>): void;
  remove(id: string): void;
  /** The instance for somebody who asks for it: a timeline that waits for that starts. Undefined for an id that is not there. */
  find(id: string): Instance | undefined;
  /**
   * Those of the given ids that existed `agoMs` ago, or all, each once, for somebody who asks. They are ordered by id, so that a
   * marker stays valid when an instance comes or goes between two pages.
   */
  existing(ids: readonly string[] | undefined, agoMs: number): Instance[];
  /** The instances on these physical servers. */
  onServers(serverIds: readonly string[]): Instance[];
  /** Starts no timeline. */
  stories(): Story[];
}

interface Entry {
  attributes: Attributes;
  createdAt: number;
  /** More than the present one, because a list that lags still shows what was replaced or removed. */
  lives: Life[];
}

export function createInstances(now: () => number): Instances {
  const entries = new Map<string, Entry>();

  const at = (id: string, time: number): Instance | undefined => {
    const entry = entries.get(id);
    const past = pastOf(entry?.lives ?? [], time);
    const present = past.at(-1);
    if (entry === undefined || present === undefined || present.step.missing === true) return undefined;
    const { attributes, createdAt } = entry;
    return { id, step: present.step, attributes, createdAt, updatedAt: present.since, launchedAt: launchedAt(past) };
  };

  const start = (id: string) => {
    const life = entries.get(id)?.lives.at(-1);
    if (life !== undefined) life.startedAt ??= now();
  };

  const find = (id: string) => {
    start(id);
    return at(id, now());
  };

  return {
    put(id, timeline, begins = "at-once", attributes) {
      if (id === "") throw new Error("An instance needs an id.");
      const life = { steps: readTimeline(timeline), putAt: now(), startedAt: begins === "at-once" ? now() : undefined };
      const entry = entries.get(id);
      const exists = at(id, now()) !== undefined;
      entries.set(id, {
        attributes: attributesOf(id, attributes ?? entry?.attributes),
        createdAt: exists && entry !== undefined ? entry.createdAt : now(),
        lives: [...(entry?.lives ?? []), life],
      });
    },
    remove(id) {
      entries.get(id)?.lives.push({ steps: [{ missing: true }], putAt: now(), startedAt: now() });
    },
    find,
    existing(ids, agoMs) {
      const wanted = [...new Set(ids ?? entries.keys())].sort();
      wanted.forEach(start);
      return wanted.flatMap((id) => at(id, now() - agoMs) ?? []);
    },
    onServers: (serverIds) =>
      [...entries]
        .filter(([, { attributes }]) => serverIds.includes(attributes.server_id))
        .flatMap(([id]) => find(id) ?? []),
    stories: () =>
      [...entries].map(([id, { attributes, lives }]) => ({
        id,
        name: attributes.name,
        past: pastOf(lives, now()),
        future: futureOf(lives, now()),
        waiting: lives.at(-1)?.startedAt === undefined,
      })),
  };
}
