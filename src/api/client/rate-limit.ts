/** How fast one endpoint may be asked: a value that learns the server's limit from its 429s. Pure. */
import { backoff } from "../../backoff";
import type { ResponseError } from "../../errors";

export interface RateLimit {
  /** Milliseconds between two requests. */
  readonly spacingMs: number;
  /** The least spacing to recover to. */
  readonly floorMs: number;
  /** No request before this time. A pause saves nothing up: after it, requests are spaced as before. */
  readonly nextAt: number;
  /** Until when the server asked to be left alone. */
  readonly heldUntil: number;
  /** Answers of 429 since the last good one. */
  readonly throttles: number;
}

/** Twenty requests a second: what careful controllers of other Huawei services use; the gateway's own default is 200. */
const FASTEST_MS = 50;
/** Two other clients may share the account: stay this much below a limit that the server names. */
const MARGIN = 1.1;
const RECOVERY = 0.99;
const LONGEST_HOLD_MS = 60_000;
/** Guessed spacing ends here: it is the hold that spares a server which refuses everything, and recovery is slow. */
const SLOWEST_GUESS_MS = 5_000;

export const FRESH_RATE_LIMIT: RateLimit = {
  spacingMs: FASTEST_MS,
  floorMs: FASTEST_MS,
  nextAt: 0,
  heldUntil: 0,
  throttles: 0,
};

export function afterSending(pace: RateLimit, now: number): RateLimit {
  return { ...pace, nextAt: Math.max(pace.nextAt, now) + pace.spacingMs };
}

/** Speeds up again by one per cent an answer. */
export function afterAnswer(pace: RateLimit): RateLimit {
  return { ...pace, throttles: 0, spacingMs: Math.max(pace.floorMs, pace.spacingMs * RECOVERY) };
}

/**
 * Holds for `Retry-After`, else for the window that the message names, else longer each time; and slows down to the limit
 * that the message names, else to half the speed. Several requests that were under way together are throttled once.
 */
export function afterThrottle(
  pace: RateLimit,
  { retryAfterMs, limit }: ResponseError,
  now: number,
  random: () => number,
): RateLimit {
  if (now < pace.heldUntil) return pace;
  const throttles = pace.throttles + 1;
  const holdMs = retryAfterMs ?? limit?.windowMs ?? backoff(throttles + 1, random, LONGEST_HOLD_MS);
  const named = limit && (limit.windowMs / Math.max(limit.requests, 1)) * MARGIN;
  const slower = Math.min(pace.spacingMs * 2, Math.max(SLOWEST_GUESS_MS, pace.floorMs));
  const spacingMs = named && named > pace.spacingMs ? named : slower;
  const heldUntil = now + holdMs;
  return {
    spacingMs,
    floorMs: Math.max(pace.floorMs, named ?? 0),
    nextAt: Math.max(pace.nextAt, heldUntil),
    heldUntil,
    throttles,
  };
}
