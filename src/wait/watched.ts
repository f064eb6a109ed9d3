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
  lastTries: 0,
});

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
  return after;
}
