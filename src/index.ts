/** The public interface of `pulumi-clouddc`. Here and nowhere else is decided what a program can import. */

// What goes wrong
export { CloudDcError, type ErrorCode, isCloudDcError } from "./errors";

// What they give
export type { Phase } from "./instance/meaning";
export type { InstanceError } from "./instance/status";
// The gate
export type { RunningInstancesArgs, WaitUntilRunningArgs } from "./resources/gate-args";
// The look-up without state
export {
  type GetInstanceStatusArgs,
  type GetInstanceStatusOutputArgs,
  getInstanceStatus,
  getInstanceStatusOutput,
} from "./resources/get-instance-status";
// The recorded look-up
export { InstanceStatus, type InstanceStatusArgs } from "./resources/instance-status";
export type { InstanceStatusResult, WhereArgs } from "./resources/result";
export { RunningInstances, waitUntilRunning } from "./resources/running-instances";
export type { Duration } from "./wait/duration";
export type { WaitOptions } from "./wait/options";
