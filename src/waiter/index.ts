/** `pulumi-clouddc/wait`: the wait for scripts, tests and other tools. Loads nothing of Pulumi's. */
import { createClients, type Logger, noMemory } from "../api/clients";
import { perEnvironment } from "../api/per-environment";
import { type Settings, systemSettings } from "../api/settings";
import { systemClock } from "../clock";
import type { Waiter } from "../wait/reasons";
import type { Statuses } from "./wait-error";
import { type WaiterContext, waitForInstancesWith } from "./wait-for-instances";
import type { WaitForInstancesOptions } from "./wait-options";

export { CloudDcError, type ErrorCode, isCloudDcError } from "../errors";
export type { Phase } from "../instance/meaning";
export type { InstanceStatusResult, WhereArgs } from "../instance/result";
export type { InstanceError } from "../instance/status";
export type { Duration } from "../wait/duration";
export type { WaitOptions } from "../wait/options";
export { type Statuses, WaitError } from "./wait-error";
export type { WaitForInstancesOptions, WaitProgress } from "./wait-options";

const PROGRAM: Waiter = { again: "wait again", what: "the wait" };

/** All waits of a process share connections and sign-in as long as its environment stays, and what it learns of servers for ever. */
const contextOf = perEnvironment<WaiterContext>();
const memory = noMemory();

function processContext(env: Settings["env"]): WaiterContext {
  const settings = systemSettings(undefined, env);
  const warn = (text: string) => process.emitWarning(text, "CloudDcWarning");
  const log: Logger = (severity, line) => void (severity === "warning" && warn(line));
  const connect = createClients(settings, systemClock, log, { memory });
  return { settings, connect, clock: systemClock, warn, waiter: PROGRAM };
}

/**
 * Waits until all of these instances are `running` at the same time, with the options, the settings and the credentials of a gate; the
 * environment and the profiles are read, and no stack.
 *
 * @returns the status of each instance at the end, by id
 * @throws a {@link WaitError}: a {@link CloudDcError} with a `code`, and with `reasons`, one sentence per instance
 *
 * @example
 * ```ts
 * const statuses = await clouddc.waitForInstances({ instanceIds: ["web-1"], timeout: "45m" });
 * ```
 */
export function waitForInstances(options: WaitForInstancesOptions): Promise<Statuses> {
  return waitForInstancesWith(contextOf(processContext), options);
}
