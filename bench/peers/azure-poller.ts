/** The poller of the Azure SDK with its default interval. CloudDC's states are put into its words, which its users must do. */
import { createHttpPoller, type OperationState } from "@azure/core-lro";
import type { Waiter } from "../waiter";
import type { World } from "../world";
import { isOver, requestStatus } from "./status-request";
import { inVirtualTime } from "./virtual-globals";

export const azurePoller: Waiter = {
  name: "Azure core-lro poller, default (2 s)",
  packageName: "@azure/core-lro",
  wait: (world, id) =>
    inVirtualTime(world.clock, async () => {
      await createHttpPoller<unknown, OperationState<unknown>>({
        // CreateInstance answered long ago; its answer is where the poller learns what to poll.
        sendInitialRequest: async () => answer(202, { "operation-location": id }),
        sendPollRequest: async () => answer(200, {}, await statusBody(world, id)),
      }).pollUntilDone();
    }),
};

async function statusBody(world: World, id: string) {
  const status = await requestStatus(world, id);
  if (status.state === "running") return { status: "succeeded" };
  return { status: isOver(status) ? "failed" : "running" };
}

const answer = (statusCode: number, headers: Record<string, string>, body: object = {}) => ({
  flatResponse: body,
  rawResponse: { statusCode, headers, body, request: { method: "POST", url: "/instances" } },
});
