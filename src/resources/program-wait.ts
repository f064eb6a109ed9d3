/** The wait in the program itself, with the stack's settings. Loaded with the first wait, since it loads what speaks HTTP. */
import * as pulumi from "@pulumi/pulumi";
import type { StatusClient } from "../api/client/status-client";
import { type Clock, systemClock } from "../clock";
import { type CloudDcError, isCloudDcError } from "../errors";
import type { Waiter } from "../wait/reasons";
import type { Statuses } from "../waiter/wait-error";
import { waitForInstancesWith } from "../waiter/wait-for-instances";
import type { WaitForInstancesOptions } from "../waiter/wait-options";
import { asRunError } from "./failure";
import { mockedStatus, underMocks } from "./mocks";
import { stackClients } from "./stack-clients";

const PROGRAM: Waiter = { again: "run the program again", what: "the wait" };

/** Whose wait it is, where not the program's own. */
export interface WaitFor {
  readonly waiter?: Waiter;
  /** The ids are a secret, which no text may show. */
  readonly areSecret?: boolean;
}

export async function waitInProgram(
  options: WaitForInstancesOptions,
  { waiter = PROGRAM, areSecret = false }: WaitFor = {},
  clock: Clock = systemClock,
): Promise<Statuses> {
  const { settings, connect } = stackClients(clock);
  const warn = (text: string) => void pulumi.log.warn(text);
  const context = { settings, connect, clock, warn, waiter, areSecret };
  try {
    if (!underMocks()) return await waitForInstancesWith(context, options);
    // A mock says the same for ever: one look shows how the wait ends.
    const atOnce = { ...options, timeout: 0, initialDelay: 0, settle: 1 };
    return await waitForInstancesWith({ ...context, connect: async () => mockedClient(clock) }, atOnce);
  } catch (error) {
    throw isCloudDcError(error) ? asRunError(error) : error;
  }
}

/** Looks at what the mock says, in place of the API. */
const mockedClient = (clock: Clock): StatusClient => {
  const look: StatusClient["look"] = (ids, _options, tell) => {
    const askedAt = clock.now();
    for (const instanceId of ids)
      mockedStatus({ instanceId }).then(
        ({ phase: _known, ...status }) => tell(instanceId, { status, askedAt }),
        (error: CloudDcError) => tell(instanceId, { error, askedAt }),
      );
  };
  const get: StatusClient["get"] = async (instanceId) => ({ status: await mockedStatus({ instanceId }) });
  return {
    look,
    get,
    roundMs: () => 0,
    served: () => 0,
    hasAnswered: () => true,
    heldMs: () => 0,
    takeWarnings: () => [],
  };
};
