/** The wait as a hook of a user's own resource. What waits is loaded when the hook runs. */
import * as pulumi from "@pulumi/pulumi";
import type { WaitForInstancesOptions } from "../waiter/wait-options";

type HookWait = Omit<WaitForInstancesOptions, "instanceId" | "instanceIds" | "signal" | "onProgress" | "onWarning">;

export interface WaitUntilRunningHookOptions extends HookWait {
  /**
   * The instance, or the instances, that the resource made; plain values, since a hook gets such.
   * @default the resource's id
   */
  instanceId?: (args: pulumi.ResourceHookArgs) => string | readonly string[];
}

/**
 * A hook that waits until the instance that a resource has made is running, for `hooks: { afterCreate: [hook] }`, and for
 * `afterUpdate`. What depends on the resource starts only then. It fails as a gate does, in one sentence.
 *
 * Take it where the instance is a resource of your own program and nothing else would be made for it. What a gate can do and
 * a hook cannot: Pulumi does not run a failed or interrupted hook again with the next `up`, which goes on as if the instance
 * ran; a preview runs no hook, and so it shows no drift. Where that matters, take `waitUntilRunning`.
 */
export function waitUntilRunningHook(name: string, options: WaitUntilRunningHookOptions = {}): pulumi.ResourceHook {
  return new pulumi.ResourceHook(name, async (args) => {
    const { instanceId = ({ id }: pulumi.ResourceHookArgs) => id, ...wait } = options;
    const { waitInHook } = require("./hook-wait") as typeof import("./hook-wait");
    await waitInHook(args.urn, [instanceId(args)].flat() as string[], wait);
  });
}
