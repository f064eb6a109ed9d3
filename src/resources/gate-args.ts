/** What a gate is told in a program. Types only. */
import type * as pulumi from "@pulumi/pulumi";
import type { WhereArgs } from "../instance/result";
import type { WaitOptions } from "../wait/options";
import type { Optional } from "./optional";

interface GateArgs extends WhereArgs<Optional<string>>, Inputs<WaitOptions> {
  /**
   * Open the gate without looking at any instance, for a stack that must go on now; also the stack's `clouddc:skipWait`.
   * @default false
   */
  skipWait?: Optional<boolean>;
  /** Values whose change makes the gate wait again, without replacing it. @default [] */
  triggers?: Optional<pulumi.Input<unknown>[]>;
}

/** The same options, each of which may be an output. */
type Inputs<T> = { [Key in keyof T]: Optional<NonNullable<T[Key]>> };

/**
 * What a gate waits for: several instances, and how.
 *
 * @example
 * ```ts
 * const args: clouddc.RunningInstancesArgs = { instanceIds: ["web-1", "web-2"], timeout: "45m" };
 * ```
 */
export interface RunningInstancesArgs extends GateArgs {
  /** The ids that CreateInstance returned; at least one. Their order does not matter, and one named twice is watched once. */
  instanceIds: pulumi.Input<pulumi.Input<string>[]>;
  /** One instance instead: see {@link WaitUntilRunningArgs}. */
  instanceId?: undefined;
}

/**
 * As {@link RunningInstancesArgs}, with one `instanceId` or several `instanceIds`.
 *
 * @example
 * ```ts
 * const args: clouddc.WaitUntilRunningArgs = { instanceId: machine.id, timeout: "45m" };
 * ```
 */
export type WaitUntilRunningArgs =
  | RunningInstancesArgs
  | (GateArgs & {
      /** The id that CreateInstance returned. */
      instanceId: pulumi.Input<string>;
      instanceIds?: undefined;
    });
