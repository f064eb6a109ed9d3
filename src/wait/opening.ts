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

interface Circumstances {
  pace: Pace;
  plan: WaitPlan;
  waitedMs: number;
  oldVocabulary: boolean;
  /** How many requests the last rounds took, whoever asked: one that confirmed by the status API, and one by anybody's word. */
  requests?: { readonly confirming: number; readonly byAnyone: number };
}

const NO_ROUND = { confirming: 0, byAnyone: 0 };

/** Where confirming takes longer than this, the list must say ready in two rounds in a row. */
const LONGEST_CONFIRMATION_MS = 60_000;
const LISTED_ROUNDS = 2;
/** A round never takes just as long as the one before. */
const UNEVEN = 1.25;

/**
 * The status API's word opens a gate. What decides is the gate's own instances and the present pace, never what else the
 * process asks. A list that speaks its old vocabulary cannot tell a reinstallation from `running`, so it opens nothing.
 */
export function wordFor(
  instances: number,
  { pace, plan, waitedMs, oldVocabulary, requests = NO_ROUND }: Circumstances,
): Word {
  const confirmationMs = pace.roundMs(instances, { confirm: true });
  const listMs = pace.roundMs(instances, { confirm: false });
  // Without a list, one round of the status API is as long as it is.
  const byList = confirmationMs > LONGEST_CONFIRMATION_MS && listMs < confirmationMs && !oldVocabulary;
  // Looks of other gates take turns with ours, and so does what the list leaves out: a round may be longer than ours alone.
  // What a round of the status API took says nothing of one by the list, which a slower pace has made the surest word there is.
  const shared = byList ? requests.byAnyone : Math.max(requests.confirming, requests.byAnyone);
  const sharedMs = shared > 0 ? pace.roundMs(shared, { confirm: true }) : 0;
  const roundMs = Math.max(byList ? listMs : confirmationMs, sharedMs) * UNEVEN;
  return { byList, freshForMs: Math.max(intervalAt(waitedMs, plan), roundMs) };
}

/** Whether every instance was found ready by its last answer, whoever said so. */
export const allReady = (tracks: readonly Track[]): boolean =>
  tracks.every(({ phase, failures }) => phase === "ready" && failures === 0);

type RunOf = (track: Track) => ReadyRun;

/**
 * Since when all have been ready at once, by the word that counts, and by whose look alone that is known: the instance that
 * became ready last, if the others were so before it was asked about. They have to be found ready again after that moment, or
 * one of them may have failed before it.
 */
function commonMoment(tracks: readonly Track[], runOf: RunOf): { at: number; pivot: Track | undefined } {
  let last: Track | undefined;
  let secondAnsweredAt = Number.NEGATIVE_INFINITY;
  for (const track of tracks) {
    const { answeredAt } = runOf(track).first;
    const latest = last ? runOf(last).first.answeredAt : Number.NEGATIVE_INFINITY;
    if (last === undefined || answeredAt > latest) {
      secondAnsweredAt = latest;
      last = track;
    } else secondAnsweredAt = Math.max(secondAnsweredAt, answeredAt);
  }
  if (!last) return { at: Number.POSITIVE_INFINITY, pivot: undefined };
  const { askedAt, answeredAt } = runOf(last).first;
  return { at: answeredAt, pivot: secondAnsweredAt <= askedAt ? last : undefined };
}

/**
 * The instances that keep the gate shut although all are ready: not found ready often enough, not since all have been so at
 * once, too long ago, or not by the word that counts. `now` are those among them that need not wait for the next round, and
 * `old` those of which only the latest look is too old.
 */
export function lacking(tracks: readonly Track[], { byList, freshForMs }: Word, plan: WaitPlan, now: number) {
  const runOf: RunOf = byList ? ({ ready }) => ready : ({ confirmed }) => confirmed;
  const { at, pivot } = commonMoment(tracks, runOf);
  const atOnce = (track: Track, { askedAt }: ReadyRun) => track === pivot || askedAt >= at;
  const listedLooks = Math.max(plan.settle, LISTED_ROUNDS);
  const tells = (track: Track, run: ReadyRun, looks: number) => run.looks >= looks && atOnce(track, run);
  const isFresh = ({ askedAt }: ReadyRun) => now - askedAt <= freshForMs;
  const all = tracks.filter((track) => {
    const { ready, confirmed } = track;
    const listed = byList && tells(track, ready, listedLooks) && isFresh(ready);
    return !listed && !(tells(track, confirmed, plan.settle) && isFresh(confirmed));
  });
  const least = byList ? LISTED_ROUNDS : 1;
  const lookNow = all.filter((track) => runOf(track).looks < least || !atOnce(track, runOf(track)));
  const old = all.filter((track) => tells(track, runOf(track), byList ? listedLooks : plan.settle));
  return { all, now: lookNow, old };
}
