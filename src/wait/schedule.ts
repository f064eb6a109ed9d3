/** When to look again. Pure. */
import { backoff } from "../backoff";
import type { WaitPlan } from "./options";

/** Nobody minds hearing of the end of a long wait this much later, relative to the wait. */
const TOLERABLE_LAG = 0.004;
/** But an interval is never stretched beyond this. */
const LONGEST_INTERVAL_MS = 30_000;

/** The poll interval in force: in a long wait it grows, in whole multiples, to 0.4 % of the time waited and half a minute at most. */
export function intervalAt(elapsedMs: number, { pollIntervalMs }: WaitPlan): number {
  const tolerable = Math.min(elapsedMs * TOLERABLE_LAG, LONGEST_INTERVAL_MS);
  return pollIntervalMs * Math.max(1, Math.floor(tolerable / pollIntervalMs));
}

/**
 * The time of the next round. Rounds fall on multiples of the interval on the clock of the process, not an interval after the
 * last answer: slow answers do not add up, and all gates of a process look together, so that their looks share requests.
 */
export function nextRoundAt(now: number, began: number, plan: WaitPlan): number {
  const interval = intervalAt(now - began, plan);
  return (Math.floor(now / interval) + 1) * interval;
}

/** The same after looks that failed: soon the first time, then less and less often. */
export function nextTryAt(now: number, failures: number, random: () => number): number {
  return now + backoff(failures, random);
}
