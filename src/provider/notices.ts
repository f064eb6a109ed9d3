/** What somebody should be told during a wait, once: an unknown state, a slower way of looking, a lag to expect. */
import type { Inquiries } from "../api/inquiries";
import { isUnknownState } from "../instance/meaning";
import { shortDuration } from "../wait/duration";
import type { WaitPlan } from "../wait/options";
import type { Track } from "../wait/track";

/** Called with each progress; says nothing twice. */
export type Notices = (tracks: readonly Track[]) => void;

export function createNotices(plan: WaitPlan, inquiries: Inquiries, say: (text: string) => void): Notices {
  const said = new Set<string>();
  const once = (key: string, text: string) => {
    if (said.has(key)) return;
    said.add(key);
    say(text);
  };

  return (tracks) => {
    for (const text of inquiries.takeNotices()) say(text);
    for (const { status } of tracks)
      if (status?.state && isUnknownState(status))
        once(status.state, `the API says "${status.state}", a state that this package does not know: waiting on`);

    const waiting = tracks.filter(({ phase }) => phase !== "ready").length;
    const roundMs = inquiries.roundMs(waiting);
    if (roundMs >= plan.pollIntervalMs)
      once(
        "lag",
        `a look at all ${waiting} instances takes about ${shortDuration(roundMs)} at the pace that the API allows: news of one may be ${shortDuration(roundMs + plan.pollIntervalMs)} late`,
      );
  };
}
