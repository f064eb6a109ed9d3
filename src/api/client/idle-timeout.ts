/** Ends a look-up when no answer has come to anybody for too long: a preview must not hang on an API that holds everybody. */
import type { Clock } from "../../clock";
import { CloudDcError, isCloudDcError } from "../../errors";

/** Each of many look-ups may wait for its turn, as long as others get theirs. */
const IDLE_TIMEOUT_MS = 30_000;

/** Rejects when the patience is over, or as soon as `signal` says that nobody waits any more. */
export type IdleTimeout = <T>(ask: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal) => Promise<T>;

export function createIdleTimeout(clock: Clock): IdleTimeout {
  let lastAnswer = Number.NEGATIVE_INFINITY;

  return async (ask, signal) => {
    const over = new AbortController();
    const until = signal ? AbortSignal.any([over.signal, signal]) : over.signal;
    const began = clock.now();
    const end = () => Math.max(began, lastAnswer) + IDLE_TIMEOUT_MS;
    const gaveUp = () =>
      signal?.aborted
        ? new CloudDcError("INTERRUPTED", "the deployment was interrupted")
        : new CloudDcError("REQUEST_TIMED_OUT", `no answer within ${IDLE_TIMEOUT_MS / 1000}s`);

    const answer = ask(over.signal).then(
      (found) => {
        lastAnswer = clock.now();
        return found;
      },
      (error) => {
        throw isCloudDcError(error) && error.code === "INTERRUPTED" ? gaveUp() : error;
      },
    );
    const patience = async (): Promise<never> => {
      while (!until.aborted && clock.now() < end()) await clock.sleep(end() - clock.now(), until);
      over.abort();
      await clock.sleep(0); // a question that is held knows by whom, and says so first
      throw gaveUp();
    };
    return Promise.race([answer, patience()]).finally(() => over.abort());
  };
}
