/** One look-up, for a program, a record and a snapshot alike: a lost answer is retried, and one that never comes ends it. */
import type { Clock } from "../clock";
import { isCloudDcError } from "../errors";
import { failureClassOf } from "../failure-class";
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
  /** The owner's own answer of a moment ago will do, where it has one: what check has fetched, create need not fetch again. */
  ownAnswer?: boolean;
  /** How long the API may say that there is no such instance: a new one is not known everywhere at once. */
  notFoundGraceMs?: number;
}

/** Rejects with a `CloudDcError`. */
export type LookUp = (instanceId: string, where: Location, options: LookUpOptions) => Promise<Reading>;

/** How long ago a moment is. */
const MOMENT_MS = 2_000;
/** The pause between two looks at an instance that is not known yet. */
const NOT_FOUND_POLL_MS = 2_000;

/** For somebody who needs the answer. A preview, which must not hang, has limits of its own. */
export const PATIENT: IdleLimits = { idleMs: 30_000 };

export function createLookUp(connect: Connect, clock: Clock, limits: IdleLimits): LookUp {
  const withIdleTimeout = createIdleTimeout(clock, limits);

  const lookOnce: LookUp = (instanceId, where, { owner, signal, bypassList = false, ownAnswer = false }) =>
    withIdleTimeout(async (over) => {
      const client = await connect(where);
      const options = { owner, signal: over, confirm: bypassList, maxAgeMs: ownAnswer ? MOMENT_MS : 0 };
      return retryLookUp(() => client.get(instanceId, options), clock, over);
    }, signal);

  return async (instanceId, where, { notFoundGraceMs = 0, ...options }) => {
    const end = clock.now() + notFoundGraceMs;
    for (;;) {
      try {
        return await lookOnce(instanceId, where, options);
      } catch (error) {
        const left = end - clock.now();
        if (!isMissing(error) || left <= 0 || options.signal?.aborted) throw error;
        await clock.sleep(Math.min(NOT_FOUND_POLL_MS, left), options.signal);
      }
    }
  };
}

const isMissing = (error: unknown) => isCloudDcError(error) && failureClassOf(error.code) === "missing";
