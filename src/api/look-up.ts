/** One look-up, for a program, a record and a snapshot alike: a lost answer is retried, and one that never comes ends it. */
import type { Clock } from "../clock";
import type { Reading } from "../instance/status";
import { createIdleTimeout, type IdleLimits } from "./client/idle-timeout";
import { retryLookUp } from "./client/retry";
import type { Connect } from "./clients";
import type { Location } from "./target";

export interface LookUpOptions {
  /** Who asks: requests of different owners take turns. */
  owner: string;
  /** Aborted when nobody wants the answer any more. */
  signal?: AbortSignal;
  /** Only the status API's word counts, not the list's. */
  bypassList?: boolean;
  /** No answer will do that was asked for before now. */
  fresh?: boolean;
}

/** Rejects with a `CloudDcError`. */
export type LookUp = (instanceId: string, where: Location, options: LookUpOptions) => Promise<Reading>;

/** Look-ups of the same moment share one answer: what check has just fetched, diff, create and a program need not fetch again. */
const SHARED_FOR_MS = 2_000;

/** For somebody who needs the answer. A preview, which must not hang, has limits of its own. */
export const PATIENT: IdleLimits = { idleMs: 30_000 };

export function createLookUp(connect: Connect, clock: Clock, limits: IdleLimits): LookUp {
  const withIdleTimeout = createIdleTimeout(clock, limits);
  return (instanceId, where, { owner, signal, bypassList = false, fresh = false }) =>
    withIdleTimeout(async (over) => {
      const client = await connect(where);
      const options = { owner, signal: over, confirm: bypassList, maxAgeMs: fresh ? 0 : SHARED_FOR_MS };
      return retryLookUp(() => client.get(instanceId, options), clock, over);
    }, signal);
}
