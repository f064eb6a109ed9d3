/** How a wait ended: a value. Pure. */
import type { WaitPlan } from "./options";
import { isFatal, judge, lasted, type Track, type Verdict } from "./track";

export interface Outcome {
  readonly kind: "running" | "failed" | "timedOut" | "interrupted";
  /** What was seen of each instance, in the order of the ids. */
  readonly tracks: readonly Judged[];
  readonly elapsedMs: number;
}

export interface Judged extends Track {
  readonly verdict: Verdict;
  /** How long the last phase was seen to last, in milliseconds. */
  readonly lastedMs: number;
}

/** `lacking` are the instances that keep the gate shut, though their last answer may have been ready. */
export function outcomeOf(
  kind: Outcome["kind"],
  { tracks, lacking }: { tracks: readonly Track[]; lacking: readonly Track[] },
  plan: WaitPlan,
  { began, now }: { began: number; now: number },
): Outcome {
  const judged = tracks.map((track) => ({
    ...track,
    verdict: judge(track, plan, now),
    lastedMs: lasted(track, now),
  }));
  const blamed = judged.some(({ verdict }) => verdict === "waiting" || isFatal(verdict));
  // Ready, but not surely or not at once: the gate stays shut, and somebody must be told why.
  const unsure = new Set(kind === "running" || blamed ? [] : lacking.map(({ id }) => id));
  return {
    kind,
    tracks: judged.map((track) => (unsure.has(track.id) ? { ...track, verdict: "waiting" } : track)),
    elapsedMs: now - began,
  };
}
