/** Ctrl-C, which reaches the program itself: one pair of listeners for all that wait in it, since Node warns of many. */
import { currentDeployment } from "./deployment";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Who waits, each in its deployment. */
const waiting = new Map<AbortController, object | undefined>();
/** The deployments that were interrupted: a hook that begins afterwards has nobody to wait for. */
const interrupted = new WeakSet<object>();

function interrupt(): void {
  for (const [stop, deployment] of waiting) {
    if (deployment) interrupted.add(deployment);
    stop.abort();
  }
}

/** What the wait is handed is aborted when the program is interrupted, or has been. The last that ends takes the listeners away. */
export async function untilInterrupted<T>(wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deployment = currentDeployment();
  if (deployment && interrupted.has(deployment)) return wait(AbortSignal.abort());
  const stop = new AbortController();
  if (waiting.size === 0) for (const signal of SIGNALS) process.on(signal, interrupt);
  waiting.set(stop, deployment);
  try {
    return await wait(stop.signal);
  } finally {
    waiting.delete(stop);
    if (waiting.size === 0) for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
