/** What a run measured, and the few numbers that stand for many lags. Pure. */

export interface Result {
  /** Instances, or waits, that ended as they should. */
  right: number;
  of: number;
  /** Milliseconds from the moment that something became true to the moment that the waiter knew it. */
  lags: readonly number[];
  requests: number;
  throttled: number;
  /** Of a gate: how many of its instances the status API confirmed, and how long after the last one's news it opened. */
  opening?: { confirmed: number; afterLastNewsMs: number; roundMs: number };
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The least value that so large a share of all does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? Number.NaN;
}

/** Many runs as one. */
export function together(results: readonly Result[]): Result {
  const sum = (of: (result: Result) => number) => results.reduce((total, result) => total + of(result), 0);
  return {
    right: sum(({ right }) => right),
    of: sum(({ of }) => of),
    lags: results.flatMap(({ lags }) => lags),
    requests: sum(({ requests }) => requests),
    throttled: sum(({ throttled }) => throttled),
  };
}
