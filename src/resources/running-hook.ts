/** The wait as a hook of a user's own resource. What waits is loaded when the hook runs. */
import * as pulumi from "@pulumi/pulumi";
import type { WaitForInstancesOptions } from "../waiter/wait-options";
import { reckonWithInterruption } from "./interruption";
import { underMocks, unregisteredHook } from "./mocks";

type HookWait = Omit<WaitForInstancesOptions, "instanceId" | "instanceIds" | "signal" | "onProgress" | "onWarning">;

/**
 * How a hook waits, and for which instance.
 *
 * @example
 * ```ts
 * const options: clouddc.WaitUntilRunningHookOptions = { timeout: "45m" };
 * ```
 */
export interface WaitUntilRunningHookOptions extends HookWait {
  /**
   * The instance, or the instances, that the resource created. A secret of the resource arrives as an output here, and may be
   * returned as one: no message then shows it.
   * @default the resource's id
   */
  instanceId?: (args: pulumi.ResourceHookArgs) => pulumi.Input<string> | pulumi.Input<readonly pulumi.Input<string>[]>;
}

/**
 * A hook that waits until the instance that a resource has created is running, for `hooks: { afterCreate: [hook] }`, and for
 * `afterUpdate`. What depends on the resource starts only then. It fails with the sentence of a gate.
 *
 * Use it if the instance is a resource of your own program and you want no further resource. What a gate can do and
 * a hook cannot: Pulumi does not run a failed or interrupted hook again with the next `up`, which goes on as if the instance
 * ran; to Pulumi the resource itself is there, so that `apply` of its outputs goes on after a hook that failed, and what depends
 * on it as well under `--continue-on-error`; a preview runs no hook, and so it shows no drift. If that matters, use
 * `waitUntilRunning`. Under mocks no hook runs.
 *
 * @throws nothing; the hook fails the deployment in one sentence
 *
 * @example
 * ```ts
 * const hook = clouddc.waitUntilRunningHook("ready", { timeout: "45m" });
 * const options: pulumi.CustomResourceOptions = { hooks: { afterCreate: [hook] } };
 * ```
 */
export function waitUntilRunningHook(name: string, options: WaitUntilRunningHookOptions = {}): pulumi.ResourceHook {
  const callback = async (args: pulumi.ResourceHookArgs) => {
    const { instanceId = ({ id }: pulumi.ResourceHookArgs) => id, ...wait } = options;
    const made = pulumi.output(instanceId(args));
    const areSecret = await pulumi.isSecret(made);
    const ids = await new Promise<unknown>((resolve) => void made.apply(resolve));
    const { waitInHook } = require("./hook-wait") as typeof import("./hook-wait");
    await waitInHook(args.urn, { ...wait, instanceIds: [ids].flat() as string[] }, areSecret);
  };
  reckonWithInterruption();
  return underMocks() ? unregisteredHook(name, callback) : new pulumi.ResourceHook(name, callback);
}
