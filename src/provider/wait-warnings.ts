/** What somebody should be told during a wait, once: an unknown state, a slower way of looking, a lag to expect. */
import type { StatusClient } from "../api/client/status-client";
import { isUnknownState } from "../instance/meaning";
import { shortDuration } from "../wait/duration";
import type { WaitPlan } from "../wait/options";
import type { Track } from "../wait/track";

/** Called with each progress; says nothing twice. */
export type WaitWarnings = (tracks: readonly Track[]) => void;

export function createWaitWarnings(
  instances: number,
  plan: WaitPlan,
  client: StatusClient,
  say: (text: string) => void,
): WaitWarnings {
  const said = new Set<string>();
  const once = (key: string, text: string) => {
    if (said.has(key)) return;
    said.add(key);
    say(text);
  };
  const expectLag = (waiting: number) => {
    const roundMs = client.roundMs(waiting);
    if (roundMs < plan.pollIntervalMs) return;
    const late = shortDuration(roundMs + plan.pollIntervalMs);
    once(
      "lag",
      `a look at ${waiting === 1 ? "the instance" : `all ${waiting} instances`} takes about ${shortDuration(roundMs)} at the pace that the API allows: news of one may be ${late} late`,
    );
  };

  expectLag(instances);
  return (tracks) => {
    for (const text of client.takeNotices()) say(text);
    for (const { status } of tracks)
      if (status?.state && isUnknownState(status))
        once(status.state, `the API says "${status.state}", a state that this package does not know: waiting on`);
    expectLag(tracks.filter(({ phase }) => phase !== "ready").length);
  };
}
