/** The wait on the API, as a gate, a hook, a program and the shell have it in common: one client, its progress, its warnings. */
import type { StatusClient } from "../api/client/status-client";
import type { Clock } from "../clock";
import type { WaitPlan } from "../wait/options";
import type { Outcome } from "../wait/outcome";
import { type WaitContext, waitUntilReady } from "../wait/wait";
import { redactIds } from "./redact-ids";
import { createWaitWarnings } from "./wait-warnings";

export interface ClientWait extends Pick<WaitContext, "heartbeatMs" | "signal"> {
  readonly client: Pick<StatusClient, "look" | "roundMs" | "served" | "hasAnswered" | "heldMs" | "takeWarnings">;
  readonly clock: Clock;
  /** Who waits: requests of different owners take turns. */
  readonly owner: string;
  readonly report: NonNullable<WaitContext["report"]>;
  /** Told once of each thing that somebody should know. */
  readonly warn: (text: string) => void;
}

export function waitOnClient(
  ids: readonly string[],
  plan: WaitPlan,
  { client, owner, report, warn, ...context }: ClientWait,
): Promise<Outcome> {
  const warnOnce = createWaitWarnings(ids.length, plan, client, warn);
  return waitUntilReady(ids, plan, {
    ...context,
    source: {
      look: (some, options, tell) => client.look(some, { owner, ...options }, (id, seen) => tell(id, redactIds(seen))),
      roundMs: client.roundMs,
      served: client.served,
      hasAnswered: client.hasAnswered,
      heldMs: client.heldMs,
    },
    report(progress, tracks) {
      report(progress, tracks);
      warnOnce(tracks);
    },
  });
}
