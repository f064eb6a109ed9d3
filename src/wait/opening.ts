/** Whether a gate may open: only on one fresh look at all of its instances, by the surest word there is. Pure. */
import type { WaitPlan } from "./options";
import { intervalAt } from "./schedule";
import type { ReadyRun, Track } from "./track";

/** Whose word opens the gate. */
export interface Word {
  /** The list's, since confirming by the status API would take too long at the present pace. */
  readonly byList: boolean;
  /** How old the oldest look may be that the gate opens on, in milliseconds. */
  readonly freshForMs: number;
}

export interface Pace {
  /** How long a look at so many instances takes at the present pace; `confirm` asks the status API alone. */
  roundMs(instances: number, options: { confirm: boolean }): number;
}

/** Where confirming takes longer than this, the list must say ready in two rounds in a row. */
const LONGEST_CONFIRMATION_MS = 60_000;
const LISTED_ROUNDS = 2;

/**
 * The status API's word opens a gate. What decides is the gate's own instances and the present pace, never what else the
 * process asks. A list that speaks its old vocabulary cannot tell a reinstallation from `running`, so it opens nothing.
 */
export function wordFor(
  instances: number,
  { pace, plan, waitedMs, oldVocabulary }: { pace: Pace; plan: WaitPlan; waitedMs: number; oldVocabulary: boolean },
): Word {
  const confirmationMs = pace.roundMs(instances, { confirm: true });
  const listMs = pace.roundMs(instances, { confirm: false });
  // Without a list, one round of the status API is as long as it is.
  const byList = confirmationMs > LONGEST_CONFIRMATION_MS && listMs < confirmationMs && !oldVocabulary;
  return { byList, freshForMs: Math.max(intervalAt(waitedMs, plan), byList ? listMs : confirmationMs) };
}

/** Whether every instance was found ready by its last answer, whoever said so. */
export const allReady = (tracks: readonly Track[]): boolean =>
  tracks.every(({ phase, failures }) => phase === "ready" && failures === 0);

/**
 * The instances that keep the gate shut: not found ready often enough, or not since the last answer that found any instance
 * anything else, or too long ago.
 */
export function lacking(tracks: readonly Track[], { byList, freshForMs }: Word, plan: WaitPlan, now: number): Track[] {
  // A loop, since a spread of ten thousand arguments is too many.
  const contraryAt = tracks.reduce((latest, track) => Math.max(latest, track.contraryAt), Number.NEGATIVE_INFINITY);
  const counts = ({ looks, askedAt }: ReadyRun, wanted: number) =>
    looks >= wanted && askedAt > contraryAt && now - askedAt <= freshForMs;
  return tracks.filter(({ confirmed, ready }) => {
    const listed = byList && counts(ready, Math.max(plan.settle, LISTED_ROUNDS));
    return !listed && !counts(confirmed, plan.settle);
  });
}
