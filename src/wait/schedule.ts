/** When to look again. Pure. */
import { backoff } from "../backoff";
import { failureClassOf } from "../failure-class";
import type { WaitPlan } from "./options";
import { type Track, UNREACHABLE_FOR_MS } from "./track";

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

/** After looks that failed: soon the first time, then less and less often. */
export function nextTryAt(now: number, failures: number, random: () => number): number {
  return now + backoff(failures, random);
}

/** When an instance is looked at again: with the next round, at the deadline, or when a wait without any answer gives up. */
export function nextLookAt(
  track: Track,
  plan: WaitPlan,
  { began, now, random }: { began: number; now: number; random: () => number },
): number {
  const failureClass = track.error && failureClassOf(track.error.code);
  const retrying = failureClass === "retry" || failureClass === "unreachable";
  const next = retrying ? nextTryAt(now, track.failures, random) : nextRoundAt(now, began, plan);
  const { phase, unreachableSince = Number.POSITIVE_INFINITY } = track;
  const givesUpAt = phase === undefined ? unreachableSince + UNREACHABLE_FOR_MS : Number.POSITIVE_INFINITY;
  return Math.min(next, began + plan.timeoutMs, givesUpAt);
}
