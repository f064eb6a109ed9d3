/** The requests of the last minute: how many in each second, and who looks at which instances how often. */

import type { RecordedRequest } from "../request-log";

/**
 * How many requests came in, second by second over the last minute; the last one is the second that is not over yet.
 *
 * @example
 * ```ts
 * const pace: simulator.Pace = cloud.snapshot().pace;
 * ```
 */
export interface Pace {
  /** When the last second began, in milliseconds since 1970. */
  second: number;
  answered: number[];
  /** Answers of 429. */
  throttled: number[];
  /** Any other answer from 400 up, and connections that were reset. */
  failed: number[];
}

/**
 * A client that looks at instances, as its requests identify it.
 *
 * @example
 * ```ts
 * const watchers: readonly simulator.Watcher[] = cloud.snapshot().watchers;
 * ```
 */
export interface Watcher {
  agent: string;
  ids: string[];
  lastAt: number;
  /** Milliseconds between its last two looks at the same instance; undefined where it looked once. */
  everyMs: number | undefined;
}

const SECONDS = 60;
const MINUTE_MS = SECONDS * 1_000;

/** The requests are in order, so that a long log need not be read from its beginning. */
function since(requests: readonly RecordedRequest[], time: number): RecordedRequest[] {
  let from = requests.length;
  while (from > 0 && (requests[from - 1]?.at ?? 0) >= time) from -= 1;
  return requests.slice(from);
}

export function paceOf(requests: readonly RecordedRequest[], now: number): Pace {
  const second = Math.floor(now / 1_000) * 1_000;
  const start = second - MINUTE_MS + 1_000;
  const recent = since(requests, start);
  const count = (matches: (status: number) => boolean) => {
    const counts = new Array<number>(SECONDS).fill(0);
    for (const { at, status } of recent) {
      const index = Math.floor((at - start) / 1_000);
      if (matches(status)) counts[index] = (counts[index] ?? 0) + 1;
    }
    return counts;
  };
  const failed = (status: number) => status === 0 || (status >= 400 && status !== 429);
  return {
    second,
    answered: count((status) => status !== 429 && !failed(status)),
    throttled: count((status) => status === 429),
    failed: count(failed),
  };
}

export function watchersOf(requests: readonly RecordedRequest[], now: number): Watcher[] {
  const watchers = new Map<string, { looks: Map<string, number[]>; lastAt: number }>();
  for (const { kind, ids, at, headers } of since(requests, now - MINUTE_MS)) {
    if ((kind !== "status" && kind !== "list") || ids.length === 0) continue;
    const agent = headers["user-agent"] ?? "unknown";
    const watcher = watchers.get(agent) ?? { looks: new Map<string, number[]>(), lastAt: at };
    watcher.lastAt = at;
    for (const id of ids) watcher.looks.set(id, [...(watcher.looks.get(id) ?? []), at]);
    watchers.set(agent, watcher);
  }
  return [...watchers].map(([agent, { looks, lastAt }]) => {
    const gaps = [...looks.values()].flatMap((times) => {
      const [before, last] = times.slice(-2);
      return before === undefined || last === undefined ? [] : [last - before];
    });
    return { agent, ids: [...looks.keys()].sort(), lastAt, everyMs: gaps.length === 0 ? undefined : Math.min(...gaps) };
  });
}
