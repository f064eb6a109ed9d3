/** The wait on the API, as a gate, a hook, a program and the shell have it in common: its line, its progress, its warnings. */
import type { Clock } from "../clock";
import { CloudDcError } from "../errors";
import type { WaitPlan } from "../wait/options";
import type { Outcome } from "../wait/outcome";
import { noLineReason } from "../wait/reasons";
import { type WaitContext, waitUntilReady } from "../wait/wait";
import { openLine, type WaitClient } from "./line";
import { redactIds } from "./redact-ids";
import { createWaitWarnings } from "./wait-warnings";

export interface ClientWait extends Pick<WaitContext, "heartbeatMs"> {
  /** Called again, after a pause, where it fails with what may pass. */
  readonly connect: () => Promise<WaitClient>;
  readonly clock: Clock;
  /** Who waits: requests of different owners take turns. */
  readonly owner: string;
  /** Aborted when the program that waits has ended. */
  readonly signal: AbortSignal;
  readonly report: NonNullable<WaitContext["report"]>;
  /** Told once of each thing that somebody should know. */
  readonly warn: (text: string) => void;
}

/** Connecting is part of the wait, and its time counts. Rejects with what kept it from looking at anything. */
export async function waitOnClient(
  ids: readonly string[],
  plan: WaitPlan,
  { connect, owner, signal, report, warn, clock, heartbeatMs }: ClientWait,
): Promise<Outcome> {
  const hopeless = new AbortController();
  let refusal: { error: unknown } | undefined;
  const refused = (error: unknown) => {
    refusal = { error };
    hopeless.abort();
  };
  const line = openLine({ connect, clock, deadline: clock.now() + plan.timeoutMs, refused });
  const warnOnce = createWaitWarnings(ids.length, plan, line, warn);
  const outcome = await waitUntilReady(ids, plan, {
    clock,
    ...(heartbeatMs !== undefined && { heartbeatMs }),
    signal: AbortSignal.any([signal, hopeless.signal]),
    source: {
      look: (some, options, tell) => line.look(some, { owner, ...options }, (id, seen) => tell(id, redactIds(seen))),
      roundMs: line.roundMs,
      served: line.served,
      hasAnswered: line.hasAnswered,
      heldMs: line.heldMs,
    },
    report(progress, tracks) {
      // It would read as interrupted.
      if (refusal) return;
      // First, for nothing comes after the line that ends the wait.
      warnOnce(tracks);
      report(progress, tracks);
    },
  });
  if (refusal) throw refusal.error;
  const failure = line.failure();
  if (!failure || outcome.kind === "interrupted") return outcome;
  const code = outcome.kind === "timedOut" ? "WAIT_TIMED_OUT" : failure.code;
  throw new CloudDcError(code, noLineReason(failure, outcome, plan));
}
