/** What it means for a wait that answers do not come: no way to the API, or a time in which nobody could ask. */
import { BLIND_SPELL, type Track, unheard } from "./track";
import type { Watched } from "./watched";

/**
 * Called after each look, with what it left. One answer about any instance shows that there is a way to the API, which may
 * come back where it is lost.
 */
export function createWayToApi(all: readonly Watched[]): (one: Watched, after: Track) => void {
  let found = false;
  return (one, { phase }) => {
    const isFirst = !found && phase !== undefined;
    found ||= isFirst;
    if (!found) return;
    for (const other of isFirst ? all : [one])
      if (other.track.unreachableSince !== undefined) other.track = { ...other.track, unreachableSince: undefined };
  };
}

/** No grace runs out unseen, also where the looks do not fail but wait: for the end of a hold, or for a stopped process. */
export function afterSilence(track: Track, now: number, silentAfterMs: number): Track {
  const runsAGrace = track.phase === "idle" || track.phase === "missing";
  return runsAGrace && now - track.answeredAt > silentAfterMs ? unheard(track) : track;
}

/** How long the answers to a round may take until it is silence: three rounds of the length `roundMs`, and one request time-out. */
export const silenceMs = (roundMs: number, requestTimeoutMs: number): number =>
  BLIND_SPELL * roundMs + requestTimeoutMs;
