/** The plain wait as the index has it. What waits, and what speaks HTTP, is loaded when it is called. */
import type { Statuses } from "../waiter/wait-error";
import type { WaitForInstancesOptions } from "../waiter/wait-options";

/**
 * Waits until all of these instances are `running` at the same time, in the program itself, with the options, the settings and the
 * credentials of a gate. It keeps no state: it waits in previews too, and again with each run. To load nothing of
 * Pulumi, import it from `pulumi-clouddc/wait`.
 *
 * @returns the status of each instance at the end, by id
 * @throws a `WaitError`: a {@link CloudDcError} with a `code`, and with `reasons`, one sentence per instance
 *
 * @example
 * ```ts
 * const statuses = await clouddc.waitForInstances({ instanceIds: ["web-1"], timeout: "45m" });
 * ```
 */
export async function waitForInstances(options: WaitForInstancesOptions): Promise<Statuses> {
  const { waitInProgram } = require("./program-wait") as typeof import("./program-wait");
  return waitInProgram(options);
}
