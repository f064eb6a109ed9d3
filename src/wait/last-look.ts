/** The last look of a wait, which is sent at the deadline or later: what was asked for before says nothing of now. */
import type { Watched } from "./watched";

export interface LastLook {
  /** Whether the deadline has passed and the last look has begun. */
  hasBegun(): boolean;
  begin(now: number): void;
  /** The process slept over the deadline: what was sent before it woke is no last look. */
  beginAgain(now: number): void;
  /** Those that have not had theirs. */
  due(all: readonly Watched[]): Watched[];
  /** When nobody waits for answers any more. */
  endsAt(): number;
  isOver(all: readonly Watched[], now: number): boolean;
}

/** How long one request may take: what is under way at the deadline may still be answered. */
export const LASTS_MS = 10_000;
/** A kept connection may have died while the process slept: a look without an answer is repeated once, at once. */
const TRIES = 2;

export function createLastLook(): LastLook {
  let since = Number.POSITIVE_INFINITY;
  const isDone = ({ askedAt, track, lastTries }: Watched) =>
    askedAt >= since && (track.failures === 0 || lastTries >= TRIES);
  return {
    hasBegun: () => since < Number.POSITIVE_INFINITY,
    begin(now) {
      since = Math.min(since, now);
    },
    beginAgain(now) {
      since = now;
    },
    due: (all) => all.filter((one) => !one.looking && !isDone(one)),
    endsAt: () => since + LASTS_MS,
    isOver: (all, now) => now >= since + LASTS_MS || all.every((one) => !one.looking && isDone(one)),
  };
}
