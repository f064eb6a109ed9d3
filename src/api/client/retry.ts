/** The retry of a look-up, so that one lost packet does not fail it: asks again where that can help. */
import { backoff } from "../../backoff";
import type { Clock } from "../../clock";
import { isCloudDcError } from "../../errors";
import { type FailureClass, failureClassOf } from "../../failure-class";
import type { Reading } from "../../instance/status";

const MOST_TRIES = 4;
const MAY_PASS: readonly FailureClass[] = ["retry", "unreachable"];

export async function retryLookUp(ask: () => Promise<Reading>, clock: Clock, signal?: AbortSignal): Promise<Reading> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      const mayPass = isCloudDcError(error) && MAY_PASS.includes(failureClassOf(error.code));
      if (!mayPass || failures === MOST_TRIES || signal?.aborted) throw error;
      await clock.sleep(backoff(failures, clock.random), signal);
      if (signal?.aborted) throw error;
    }
  }
}
