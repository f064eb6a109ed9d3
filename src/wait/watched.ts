/** One instance in the loop of a wait: what was seen of it, and when it is looked at again. */
import { isOldVocabulary } from "../instance/meaning";
import type { WaitPlan } from "./options";
import { nextLookAt } from "./schedule";
import { isFatal, judge, type Observation, observe, startTrack, type Track } from "./track";

export interface Watched {
  track: Track;
  /** When the next look is due. */
  dueAt: number;
  /** A look is under way. */
  looking: boolean;
  /** How many requests the API had served when that began. */
  servedBefore: number;
  /** How many requests the last look that is over waited for, those of other gates among them. */
  turn: number;
  /** Whether that look was of a round in which the status API was to confirm that all are ready. */
  confirming: boolean;
  /** When the last look that is over was asked for. */
  askedAt: number;
  /** The list was wrong about this instance, or said that the gate must fail: only the status API is asked. */
  bypassList: boolean;
  /** The list says `stopped`, and the status API is to say whether something is in progress. */
  verifies: boolean;
  /** When it is to say so again, where it knew of something. */
  verifyAt: number;
  /** The list said `stopped` while something was in progress. */
  listIsVague: boolean;
  /** How often it was looked at since the deadline. */
  lastTries: number;
}

export const startWatching = (id: string, began: number, dueAt: number): Watched => ({
  track: startTrack(id, began),
  dueAt,
  looking: false,
  servedBefore: 0,
  turn: 0,
  confirming: false,
  askedAt: Number.NEGATIVE_INFINITY,
  bypassList: false,
  verifies: false,
  verifyAt: Number.NEGATIVE_INFINITY,
  listIsVague: false,
  lastTries: 0,
});

/**
 * Whether the list will not do for the next look. What became ready by the list is confirmed one by one, so that not all of them
 * have to be confirmed twice when the last one is ready; where the list's word opens the gate, nothing is.
 */
export const needsStatus = ({ bypassList, verifies, track }: Watched, byList: boolean): boolean =>
  bypassList || verifies || (!byList && track.phase === "ready" && track.confirmed.looks === 0);

const isListed = (seen: Observation): boolean => "listed" in seen && seen.listed === true;

export const askedAtOf = ({ askedAt }: Observation, now: number): number => askedAt ?? now;

/** The list's older words cannot tell a reinstallation from `running`. */
export const saysOldWords = (seen: Observation): boolean =>
  "status" in seen && isListed(seen) && isOldVocabulary(seen.status);

/** Takes an answer in, and returns the track that it leads to: the one that is kept, unless only the list says that a gate must fail. */
export function takeAnswer(
  one: Watched,
  seen: Observation,
  plan: WaitPlan,
  time: { began: number; now: number; random: () => number },
): Track {
  const before = one.track;
  const after = observe(before, seen, time.now);
  if (isListed(seen) && isFatal(judge(after, plan, time.now))) {
    // No gate fails on hearsay: the status API has the word, now.
    one.bypassList = true;
    one.dueAt = time.now;
    return after;
  }
  const contradicted = before.listed && before.phase === "ready" && after.phase !== "ready" && !isListed(seen);
  if (contradicted) one.bypassList = true;
  one.askedAt = askedAtOf(seen, time.now);
  one.track = after;
  one.dueAt = nextLookAt(after, plan, time);
  if ("status" in seen) verifyStopped(one, before, plan, time.now);
  return after;
}

/**
 * The grace of `stopped` runs by the status API's word: it is asked once when the list begins to say so. Where it knows of
 * something in progress, it is asked again after another grace, and from the next time on that it does not, alone.
 */
function verifyStopped(one: Watched, before: Track, plan: WaitPlan, now: number): void {
  const { listed, phase, attested } = one.track;
  if (listed) {
    if (phase !== "idle" || attested || now < one.verifyAt) return;
    one.verifies = true;
    one.dueAt = now;
    return;
  }
  one.verifies = false;
  one.verifyAt = now + plan.stoppedGraceMs;
  if (before.listed && before.phase === "idle" && phase === "busy") one.listIsVague = true;
  if (one.listIsVague && phase === "idle") one.bypassList = true;
}
