/** For what happens in another process, which tells nobody: it is looked at again until it is so. */
import { setTimeout as sleep } from "node:timers/promises";

const INTERVAL_MS = 100;
/** Decides nothing: a machine that is slow gets there, and one that hangs is told what it hangs on. */
const TIMEOUT_MS = 120_000;

/** Resolves as soon as the assertions hold; rejects with what they last said. */
export async function eventually(assertions: () => void): Promise<void> {
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    try {
      return assertions();
    } catch (problem) {
      if (Date.now() > end) throw problem;
    }
    await sleep(INTERVAL_MS);
  }
}
