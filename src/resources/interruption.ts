/** Ctrl-C, which reaches the program itself: one pair of listeners for all that wait in it, since Node warns of many. */

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

const waiting = new Set<AbortController>();

function interrupt(): void {
  for (const stop of waiting) stop.abort();
}

/** What the wait is handed is aborted when the program is interrupted. The last that ends takes the listeners away. */
export async function untilInterrupted<T>(wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  if (waiting.size === 0) for (const signal of SIGNALS) process.on(signal, interrupt);
  waiting.add(stop);
  try {
    return await wait(stop.signal);
  } finally {
    waiting.delete(stop);
    if (waiting.size === 0) for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
