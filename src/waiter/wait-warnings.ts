/** What somebody should be told during a wait, once: an unknown state, no way to the API, a slower or less sure way of looking. */
import type { StatusClient } from "../api/client/status-client";
import { failureClassOf } from "../failure-class";
import { isUnknownState } from "../instance/meaning";
import { redactSecretIds } from "../secret-ids";
import { shortDuration } from "../wait/duration";
import { wordFor } from "../wait/opening";
import { settlesForMs, type WaitPlan } from "../wait/options";
import type { Track } from "../wait/track";

/** Called with each progress; says nothing twice. */
export type WaitWarnings = (tracks: readonly Track[]) => void;

/** A server may make up a state for each look. */
const MOST_WARNINGS = 20;
/** A shorter round delays nobody, however often somebody wants to look. */
const LEAST_ROUND_MS = 1_000;

export function createWaitWarnings(
  instances: number,
  plan: WaitPlan,
  client: Pick<StatusClient, "roundMs" | "takeWarnings">,
  say: (text: string) => void,
): WaitWarnings {
  const said = new Set<string>();
  const once = (key: string, text: () => string) => {
    if (said.has(key)) return;
    said.add(key);
    say(text());
  };
  const warnOfPace = () => {
    const roundMs = client.roundMs(instances);
    // Nobody knows before there is a line to the API.
    if (!Number.isFinite(roundMs)) return;
    if (roundMs >= Math.max(plan.pollIntervalMs, LEAST_ROUND_MS))
      once("lag", () => {
        const late = shortDuration(roundMs + plan.pollIntervalMs);
        const all = instances === 1 ? "the instance" : `all ${instances} instances`;
        return `Polling ${all} takes about ${shortDuration(roundMs)} under the API's rate limit; changes may be seen up to ${late} late`;
      });
    if (wordFor(instances, { pace: client, plan, waitedMs: 0, oldVocabulary: false }).byList)
      once("list", () => {
        const takes = shortDuration(client.roundMs(instances, { confirm: true }));
        return `Confirming all ${instances} instances by the status API would take about ${takes} under its rate limit: the gate opens when the list says running in two rounds in a row`;
      });
  };

  if (plan.initialDelayMs + settlesForMs(plan) > plan.timeoutMs)
    say(
      `${plan.settle} looks in a row take ${shortDuration(settlesForMs(plan))}, and the timeout is ${shortDuration(plan.timeoutMs)}: the gate cannot open; raise "timeout", or lower "settle" or "pollInterval"`,
    );
  warnOfPace();
  return (tracks) => {
    for (const text of client.takeWarnings()) say(redactSecretIds(text));
    for (const { status, error } of tracks) {
      if (status?.state && isUnknownState(status) && said.size < MOST_WARNINGS)
        once(
          status.state,
          () => `the API says "${status.state}", a state that this package does not know: the wait goes on`,
        );
      if (error && failureClassOf(error.code) === "unreachable") once(error.code, () => error.message);
    }
    warnOfPace();
  };
}
