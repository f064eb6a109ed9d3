/** The public interface of `pulumi-clouddc`. Here and nowhere else is decided what a program can import. */

// What goes wrong
export { CloudDcError, type ErrorCode, isCloudDcError } from "./errors";

// What they give
export type { Phase } from "./instance/meaning";
export type { InstanceStatusResult, WhereArgs } from "./instance/result";
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
// The wait without a resource of its own
export { type WaitUntilRunningHookOptions, waitUntilRunningHook } from "./resources/running-hook";
export { RunningInstances, waitUntilRunning } from "./resources/running-instances";
export { waitForInstances } from "./resources/wait-for-instances";
export type { Duration } from "./wait/duration";
export type { WaitOptions } from "./wait/options";
export type { Statuses, WaitError } from "./waiter/wait-error";
export type { WaitForInstancesOptions, WaitProgress } from "./waiter/wait-options";
