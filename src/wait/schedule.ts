/** When to look again. Pure. */
import { backoff } from "../backoff";
import type { WaitPlan } from "./options";

/** Nobody minds hearing of the end of a long wait this much later, relative to the wait. */
const TOLERABLE_LAG = 0.004;
/** But an interval is never stretched beyond this. */
const LONGEST_INTERVAL_MS = 30_000;

/**
 * The time of the next look, as milliseconds since the wait began.
 *
 * Looks fall on multiples of the interval, not an interval after the last answer: slow answers do not add up, and the
 * instances of a fleet stay together, so that one request can ask for a hundred of them. In a long wait the interval
 * grows in whole multiples, to 0.4 % of the time waited and half a minute at most. The last look is at the deadline, never later.
 */
export function nextLookAt(elapsedMs: number, plan: WaitPlan): number {
  const tolerable = Math.min(elapsedMs * TOLERABLE_LAG, LONGEST_INTERVAL_MS);
  const stretch = Math.max(1, Math.floor(tolerable / plan.pollIntervalMs));
  const interval = plan.pollIntervalMs * stretch;
  const sinceFirst = elapsedMs - plan.initialDelayMs;
  const next = plan.initialDelayMs + (Math.floor(sinceFirst / interval) + 1) * interval;
  return Math.min(next, plan.timeoutMs);
}

/** The same after look-ups that failed: soon the first time, then more and more patiently. */
export function nextTryAt(elapsedMs: number, failures: number, plan: WaitPlan, random: () => number): number {
  return Math.min(elapsedMs + backoff(failures, random), plan.timeoutMs);
}
