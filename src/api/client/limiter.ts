/**
 * When the next request to an endpoint may go: one limiter for everything that this process asks a host, whichever project
 * it is about. It keeps to the rate limit, to so many requests under way together, and to the hold of a 429.
 */
import type { Clock } from "../../clock";
import type { CloudDcError, ResponseError } from "../../errors";
import { REQUEST_TIMEOUT_MS } from "../http/transport";
import { afterAnswer, afterSending, afterThrottle, FRESH_RATE_LIMIT, type RateLimit } from "./rate-limit";

export interface Limiter {
  /** Resolves with true when a request may be sent, which then counts as under way; with false when `signal` is aborted. */
  admit(signal: AbortSignal): Promise<boolean>;
  /** The request is over; what it brought says how fast to go on. `unused`: nobody wanted it any more, and none was sent. */
  release(result: "answered" | "failed" | "unused" | ResponseError): void;
  /** How long so many requests take at the present pace, in milliseconds. */
  durationMs(requests: number): number;
  /** How many requests are over so far, without those that were throttled: they are sent again. */
  served(): number;
  /** Whether the endpoint has ever answered, if only with a 429: there is a way to it. */
  hasAnswered(): boolean;
  /** How long the server still wants to be left alone, in milliseconds. */
  heldMs(): number;
  /** The last 429, until its hold is over and a good answer has come: a request that never got its turn knows why. */
  lastThrottle(): CloudDcError | undefined;
}

const MOST_AT_ONCE = 8;
/** How much the latest request counts in an average. */
const WEIGHT = 0.2;
/** A pause of more spacings than this was idleness, or a hold. */
const LONGEST_GAP = 4;

const averaged = (average: number, latest: number) => (average === 0 ? latest : average + (latest - average) * WEIGHT);

export function createLimiter(clock: Clock): Limiter {
  let rate: RateLimit = FRESH_RATE_LIMIT;
  let throttle: CloudDcError | undefined;
  let underWay = 0;
  let served = 0;
  /** First-request probation: one at a time until an answer has come; five refusals at once would lock the key. */
  let proven = false;
  /** How long a request takes, and the pause between two that had to wait for each other: timers and machines are slow. */
  let latencyMs = 0;
  let gapMs = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  const began: number[] = [];
  /** Admits one after the other, in the order of asking. */
  let last: Promise<unknown> = Promise.resolve();
  let wake = new AbortController();

  async function turn(signal: AbortSignal): Promise<boolean> {
    const waits = rate.nextAt > clock.now();
    const stop = () => wake.abort("nothing is left to send");
    signal.addEventListener("abort", stop);
    while (!signal.aborted) {
      const pauseMs = rate.nextAt - clock.now();
      const full = underWay >= (proven ? MOST_AT_ONCE : 1);
      if (!full && pauseMs <= 0) break;
      wake = new AbortController();
      await clock.sleep(full ? Number.MAX_SAFE_INTEGER : pauseMs, wake.signal);
    }
    signal.removeEventListener("abort", stop);
    if (signal.aborted) return false;
    underWay++;
    const gap = clock.now() - lastAt;
    // Neither idleness nor a hold says anything of the pace.
    if (waits && gap < LONGEST_GAP * rate.spacingMs) gapMs = averaged(gapMs, gap);
    lastAt = clock.now();
    began.push(lastAt);
    rate = afterSending(rate, clock.now());
    return true;
  }

  /** What takes longer than a request may take was signing in, or a process that was stopped: it says nothing of the pace. */
  function measure(tookMs: number): void {
    if (tookMs <= REQUEST_TIMEOUT_MS) latencyMs = averaged(latencyMs, tookMs);
  }

  return {
    admit(signal) {
      const admitted = last.then(() => turn(signal));
      last = admitted;
      return admitted;
    },
    release(result) {
      underWay--;
      if (result === "answered" || result === "failed") served++;
      if (result === "unused") began.pop();
      else measure(clock.now() - (began.shift() ?? clock.now()));
      if (result === "answered") {
        proven = true;
        rate = afterAnswer(rate);
        // Sent before the hold, it says nothing of its end.
        if (rate.heldUntil <= clock.now()) throttle = undefined;
      } else if (typeof result !== "string") {
        proven = true;
        rate = afterThrottle(rate, result, clock.now(), clock.random);
        throttle = result;
      }
      wake.abort("a request is over");
    },
    durationMs: (requests) => requests * Math.max(rate.spacingMs, gapMs, latencyMs / MOST_AT_ONCE) + latencyMs,
    served: () => served,
    hasAnswered: () => proven,
    heldMs: () => Math.max(rate.heldUntil - clock.now(), 0),
    lastThrottle: () => throttle,
  };
}
