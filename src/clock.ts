/**
 * Time, sleep and chance: the only file that asks the machine for them, so that no test waits for real.
 * A leaf: imports nothing of ours, and everybody may import it.
 */

export interface Clock {
  /** Milliseconds on a clock that only runs forward: for deadlines and intervals. */
  now(): number;
  /** The wall clock: for signatures and expiry dates. */
  date(): Date;
  /** Resolves after `ms` milliseconds, or at once when `signal` is aborted; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 up to 1. */
  random(): number;
}

/** Node turns a longer delay into 1 ms. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  random: Math.random,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(Math.max(ms, 0), LONGEST_SLEEP_MS));
      signal?.addEventListener("abort", wake);
    }),
};
