/** The waiter of the AWS SDK v3, as its clients' generated waiters use it: an error is a reason to try again. */
import { createWaiter, WaiterState } from "@smithy/core/client";
import { PATIENCE_SECONDS, type Waiter } from "../waiter";
import type { World } from "../world";
import { isOver, requestStatus } from "./status-request";
import { inVirtualTime } from "./virtual-globals";

/** In seconds. */
type Delays = { minDelay: number; maxDelay: number };

const awsWaiter = (name: string, delays: Delays): Waiter => ({
  name,
  packageName: "@smithy/core",
  wait: (world, id) =>
    inVirtualTime(world.clock, async () => {
      const options = { client: world, maxWaitTime: PATIENCE_SECONDS, ...delays };
      const { state } = await createWaiter(options, id, check);
      if (state !== WaiterState.SUCCESS) throw new Error(state);
    }),
});

async function check(world: World, id: string) {
  try {
    const status = await requestStatus(world, id);
    const reason = { $metadata: { httpStatusCode: 200 }, ...status };
    if (status.state === "running") return { state: WaiterState.SUCCESS, reason };
    return { state: isOver(status) ? WaiterState.FAILURE : WaiterState.RETRY, reason };
  } catch (reason) {
    return { state: WaiterState.RETRY, reason };
  }
}

export const awsWaiters: readonly Waiter[] = [
  awsWaiter("AWS SDK v3 waiter, defaults (2–120 s)", { minDelay: 2, maxDelay: 120 }),
  awsWaiter("AWS SDK v3 waiter, 5 s", { minDelay: 5, maxDelay: 5 }),
];
