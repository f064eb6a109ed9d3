/** What it means for a wait that answers do not come: no way to the API, or a time in which nobody could ask. */
import { BLIND_SPELL, type Track, unheard } from "./track";
import type { Watched } from "./watched";

/** Once anybody has answered, there is a way to the API, which may come back where it is lost. */
export interface WayToApi {
  /** Called after each look, with what it left: one answer about any instance shows the way. */
  notice(one: Watched, after: Track): void;
  /** The API has answered somebody. */
  found(): void;
}

export function createWayToApi(all: readonly Watched[]): WayToApi {
  let isFound = false;
  const reach = (some: readonly Watched[]) => {
    for (const one of some)
      if (one.track.unreachableSince !== undefined) one.track = { ...one.track, unreachableSince: undefined };
  };
  const found = () => {
    if (!isFound) reach(all);
    isFound = true;
  };
  return {
    found,
    notice(one, { phase }) {
      if (phase !== undefined) found();
      if (isFound) reach([one]);
    },
  };
}

/**
 * While nothing is heard of an instance, its grace does not run on, and it does not count as ready all the while: also where the
 * looks do not fail but wait, for the end of a hold or for a process that was stopped.
 */
export function afterSilence(track: Track, now: number, silentAfterMs: number): Track {
  const lasts = track.phase === "idle" || track.phase === "missing" || track.phase === "ready";
  return lasts && now - track.answeredAt > silentAfterMs ? unheard(track) : track;
}

/** How long the answers to a round may take until it is silence: three rounds of the length `roundMs`, and one request time-out. */
export const silenceMs = (roundMs: number, requestTimeoutMs: number): number =>
  BLIND_SPELL * roundMs + requestTimeoutMs;
