/** Ctrl-C, which reaches the program itself: one pair of listeners for all that wait in it, since Node warns of many. */
import { currentDeployment } from "./deployment";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

const waiting = new Set<AbortController>();
/** How often this process was interrupted, and how often when each deployment began to reckon with it. */
let interruptions = 0;
const before = new WeakMap<object, number>();

function interrupt(): void {
  interruptions++;
  for (const stop of waiting) stop.abort();
}

/** Whether this deployment was interrupted, so that a wait which begins now has nobody to wait for. */
function isInterrupted(): boolean {
  reckonWithInterruption();
  const deployment = currentDeployment();
  return deployment !== undefined && before.get(deployment) !== interruptions;
}

/** From here on an interruption ends all waits of this deployment, those that are yet to begin among them. */
export function reckonWithInterruption(): void {
  const deployment = currentDeployment();
  if (deployment && !before.has(deployment)) before.set(deployment, interruptions);
}

/** What the wait is handed is aborted when the program is interrupted, or has been. The last that ends takes the listeners away. */
export async function untilInterrupted<T>(wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
  if (isInterrupted()) return wait(AbortSignal.abort());
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
