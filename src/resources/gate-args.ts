/** What a gate is told in a program. Types only. */
import type * as pulumi from "@pulumi/pulumi";
import type { WaitOptions } from "../wait/options";
import type { Inputs, WhereArgs } from "./result";

interface GateArgs extends WhereArgs<pulumi.Input<string>>, Inputs<WaitOptions> {
  /**
   * Open the gate without looking at any instance, for a stack that must go on now; also the stack's `clouddc:skipWait`.
   * @default false
   */
  skipWait?: pulumi.Input<boolean>;
  /** Values whose change makes the gate wait again, without replacing it. @default [] */
  triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
}

export interface RunningInstancesArgs extends GateArgs {
  /** The ids that CreateInstance returned; at least one. Their order does not matter, and one named twice is watched once. */
  instanceIds: pulumi.Input<pulumi.Input<string>[]>;
}

/** As {@link RunningInstancesArgs}, with one `instanceId` or several `instanceIds`. */
export type WaitUntilRunningArgs = RunningInstancesArgs | (GateArgs & { instanceId: pulumi.Input<string> });
