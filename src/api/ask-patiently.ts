/** A look-up that one lost packet does not fail: asks again where that can help. */
import { backoff, type Clock } from "../clock";
import { isCloudDcError } from "../errors";
import { setbackOf } from "../instance/meaning";
import type { Sighting } from "../instance/status";

const MOST_TRIES = 4;

export async function askPatiently(
  ask: () => Promise<Sighting>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Sighting> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      const mayPass = isCloudDcError(error) && setbackOf(error.code) === "retry";
      if (!mayPass || failures === MOST_TRIES || signal?.aborted) throw error;
      await clock.sleep(backoff(failures, clock.random), signal);
      if (signal?.aborted) throw error;
    }
  }
}
