/** Idle time-out shared by many look-ups: one fails when none of them has been answered for too long. */
import type { Clock } from "../../clock";
import { CloudDcError, isCloudDcError } from "../../errors";

export interface IdleLimits {
  /** So long after the last answer to anybody. */
  idleMs: number;
  /** But never longer than this, however many answers keep coming. */
  longestMs?: number;
}

/** Rejects when the time is over, or as soon as `signal` says that nobody waits any more. */
export type IdleTimeout = <T>(ask: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** Each of many look-ups may wait for its turn, as long as others get theirs. */
export function createIdleTimeout(
  clock: Clock,
  { idleMs, longestMs = Number.POSITIVE_INFINITY }: IdleLimits,
): IdleTimeout {
  let lastAnswer = Number.NEGATIVE_INFINITY;

  return async (ask, signal) => {
    const over = new AbortController();
    const until = signal ? AbortSignal.any([over.signal, signal]) : over.signal;
    const began = clock.now();
    const end = () => Math.min(Math.max(began, lastAnswer) + idleMs, began + longestMs);
    const gaveUp = () =>
      signal?.aborted
        ? new CloudDcError("INTERRUPTED", "the deployment was interrupted")
        : new CloudDcError("REQUEST_TIMED_OUT", `no answer within ${idleMs / 1000}s`);

    const answer = ask(over.signal).then(
      (found) => {
        lastAnswer = clock.now();
        return found;
      },
      (error) => {
        if (isCloudDcError(error) && error.code === "INTERRUPTED") throw gaveUp();
        lastAnswer = clock.now(); // a refusal is an answer
        throw error;
      },
    );
    const expiry = async (): Promise<never> => {
      while (!until.aborted && clock.now() < end()) await clock.sleep(end() - clock.now(), until);
      over.abort();
      await clock.sleep(0); // let the pending request report its 429 first
      throw gaveUp();
    };
    return Promise.race([answer, expiry()]).finally(() => over.abort());
  };
}
