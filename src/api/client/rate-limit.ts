/** The rate limit, or how fast one endpoint may be asked: a value that learns the server's limit from its 429s. Pure. */
import { backoff } from "../../backoff";
import type { ResponseError } from "../../errors";

export interface RateLimit {
  /** Milliseconds between two requests. */
  readonly spacingMs: number;
  /** The least spacing to recover to. */
  readonly floorMs: number;
  /** No request before this time. No burst credit while idle: after a pause, requests are spaced as before. */
  readonly nextAt: number;
  /** Until when the server asked to be left alone. */
  readonly heldUntil: number;
  /** Answers of 429 since the last good one. */
  readonly throttles: number;
  /** When the latest requests were sent, oldest first: a window that a 429 names began with the first of them. */
  readonly sentAt: readonly number[];
}

/** Twenty requests a second: what careful controllers of other Huawei services use; the gateway's own default is 200. */
const FASTEST_MS = 50;
/** Two other clients may share the account: stay this much below a limit that the server names. */
const MARGIN = 1.1;
const RECOVERY = 0.99;
const LONGEST_GUESSED_HOLD_MS = 60_000;
/** Guessed spacing ends here: it is the hold that spares a server which refuses everything, and recovery is slow. */
const SLOWEST_GUESS_MS = 5_000;
/** No hold and no spacing that a server names is believed beyond this: it would be a mistake, and nobody would ask again. */
const LONGEST_HOLD_MS = 3_600_000;
/** More requests in one window than anybody needs to remember. */
const MOST_REMEMBERED = 1_000;

export const FRESH_RATE_LIMIT: RateLimit = {
  spacingMs: FASTEST_MS,
  floorMs: FASTEST_MS,
  nextAt: 0,
  heldUntil: 0,
  throttles: 0,
  sentAt: [],
};

export function afterSending(rate: RateLimit, now: number): RateLimit {
  const sentAt = [...rate.sentAt.slice(1 - MOST_REMEMBERED), now];
  return { ...rate, sentAt, nextAt: Math.max(rate.nextAt, now) + rate.spacingMs };
}

/** Speeds up again by one per cent an answer. */
export function afterAnswer(rate: RateLimit): RateLimit {
  return { ...rate, throttles: 0, spacingMs: Math.max(rate.floorMs, rate.spacingMs * RECOVERY) };
}

/**
 * Holds for `Retry-After`, else for the rest of the window that the message names, else longer each time; and slows down to
 * the limit that the message names, else to half the speed. Of several requests that were throttled together only the first
 * one slows down; a later one may extend the hold.
 */
export function afterThrottle(
  rate: RateLimit,
  { status, retryAfterMs, limit }: ResponseError,
  now: number,
  random: () => number,
): RateLimit {
  const together = now < rate.heldUntil;
  const throttles = together ? rate.throttles : rate.throttles + 1;
  const namedMs = retryAfterMs ?? (limit && restOfWindow(rate.sentAt, limit, now));
  if (together && namedMs === undefined) return rate;
  const holdMs = namedMs ?? backoff(throttles + 1, random, LONGEST_GUESSED_HOLD_MS);
  const heldUntil = Math.max(rate.heldUntil, now + Math.min(Math.max(holdMs, 0), LONGEST_HOLD_MS));
  const held = { ...rate, heldUntil, nextAt: Math.max(rate.nextAt, heldUntil), throttles };
  // Who is out of service until a time that it names says nothing of how fast it may be asked.
  return together || status === 503 ? held : { ...held, ...slowedDown(rate, limit) };
}

type Limit = NonNullable<ResponseError["limit"]>;

function slowedDown(rate: RateLimit, limit: Limit | undefined): Pick<RateLimit, "spacingMs" | "floorMs"> {
  const named = limit && Math.min((limit.windowMs / Math.max(limit.requests, 1)) * MARGIN, LONGEST_HOLD_MS);
  const guess = Math.min(rate.spacingMs * 2, Math.max(SLOWEST_GUESS_MS, rate.floorMs));
  return {
    spacingMs: named && named > rate.spacingMs ? named : guess,
    floorMs: Math.max(rate.floorMs, named ?? 0),
  };
}

/**
 * Until so few of our requests are left in a window of that length that one more is within the limit. A window that does not
 * slide is over by then, too: it began with one of those above the limit, or before. Where we sent fewer, somebody else sends as
 * well, and the window began with our first one at the earliest; with none that is known, it begins now.
 */
function restOfWindow(sentAt: readonly number[], { requests, windowMs }: Limit, now: number): number {
  const inWindow = sentAt.filter((at) => now - at < windowMs);
  const above = Math.max(inWindow.length - requests, 0);
  return (inWindow[above] ?? now) + windowMs - now;
}
