/** The pause before a retry: exponential backoff with jitter. A leaf. */

/**
 * The pause before attempt `failures + 1` after so many failures in a row: doubles from half a second up to `longestMs`,
 * and half of it is chance, so that many who failed together do not come back together.
 */
export function backoff(failures: number, random: () => number, longestMs = 30_000): number {
  const pause = Math.min(500 * 2 ** Math.max(failures - 1, 0), longestMs);
  return pause * (0.5 + random() / 2);
}
