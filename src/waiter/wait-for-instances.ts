/** The wait for whoever has no gate: a program in plain Node, a hook, the shell. Checks, waits, and throws what went wrong. */
import type { Connect } from "../api/clients";
import type { Settings } from "../api/settings";
import { resolveLocation } from "../api/target";
import type { Clock } from "../clock";
import { isCloudDcError } from "../errors";
import { phaseOf } from "../instance/meaning";
import { registerSecretIds } from "../secret-ids";
import { reasonsOf, type Waiter } from "../wait/reasons";
import type { Track } from "../wait/track";
import { labelOf } from "./redact-ids";
import { codeOf, type Statuses, WaitError } from "./wait-error";
import { waitOnClient } from "./wait-on-client";
import { checkWait, type WaitForInstancesOptions } from "./wait-options";

export interface WaiterContext {
  readonly settings: Settings;
  readonly connect: Connect;
  readonly clock: Clock;
  /** Takes the warnings that the program does not. */
  readonly warn: (text: string) => void;
  readonly waiter: Waiter;
  /** The ids are a secret, which no text may show. @default false */
  readonly areSecret?: boolean;
  /** How often progress is told where nothing changes, in milliseconds. @default 10,000 */
  readonly heartbeatMs?: number;
}

/** Each wait has its turn, beside others of the same process. */
let waits = 0;

/** Resolves with what was seen when all instances ran at once. Rejects with a {@link WaitError}. */
export async function waitForInstancesWith(
  { settings, connect, clock, warn: tell, waiter, areSecret = false, heartbeatMs }: WaiterContext,
  options: WaitForInstancesOptions,
): Promise<Statuses> {
  const { ids, plan, known, unknown, problems } = checkWait(options, areSecret);
  if (areSecret) registerSecretIds(ids);
  if (problems.length > 0)
    throw new WaitError(
      "INVALID_ARGUMENT",
      problems.map(({ message }) => message),
    );
  const { onProgress, onWarning: warn = tell } = known;
  const callbacks = guard();
  for (const sentence of unknown) callbacks.run(() => warn(`waitForInstances: ${sentence}`));

  const began = clock.now();
  const signal = known.signal ? AbortSignal.any([known.signal, callbacks.failed]) : callbacks.failed;
  const where = resolveLocation(known, settings);
  const outcome = await callbacks.during(() =>
    waitOnClient(ids, plan, {
      connect: () => connect(where),
      clock,
      owner: `wait ${++waits}`,
      signal,
      ...(heartbeatMs !== undefined && { heartbeatMs }),
      report: ({ line }, tracks) =>
        callbacks.run(() => onProgress?.({ line, elapsedMs: clock.now() - began, statuses: statusesOf(tracks) })),
      warn: (text) => callbacks.run(() => warn(text)),
    }).catch((error) => {
      throw isCloudDcError(error) ? new WaitError(error.code, [error.message]) : error;
    }),
  );
  const statuses = statusesOf(outcome.tracks);
  if (outcome.kind === "running") return statuses;
  throw new WaitError(codeOf(outcome), reasonsOf(outcome, plan, labelOf(ids, areSecret), waiter), statuses);
}

/**
 * What a program's callback throws, or its promise rejects with, ends the wait, and is what the wait rejects with. A promise that
 * rejects after the end changes nothing; it must not end the process either, as one does that nobody looks at.
 */
function guard() {
  const stop = new AbortController();
  let thrown: { error: unknown } | undefined;
  const fail = (error: unknown) => {
    thrown ??= { error };
    stop.abort();
  };
  const rethrow = () => {
    if (thrown) throw thrown.error;
  };
  return {
    failed: stop.signal,
    run(callback: () => unknown) {
      if (thrown) return;
      try {
        Promise.resolve(callback()).catch(fail);
      } catch (error) {
        fail(error);
      }
    },
    /** What the work comes to, unless a callback failed meanwhile. */
    async during<T>(work: () => Promise<T>): Promise<T> {
      rethrow();
      const result = work();
      await result.catch(() => {});
      rethrow();
      return result;
    },
  };
}

/** The last that was seen of each. */
function statusesOf(tracks: readonly Track[]): Statuses {
  const seen = tracks.flatMap(({ id: instanceId, status, phase }) => {
    if (phase === "missing") return [[instanceId, { instanceId, phase }] as const];
    return status ? [[instanceId, { instanceId, ...status, phase: phaseOf(status) }] as const] : [];
  });
  return Object.fromEntries(seen);
}
