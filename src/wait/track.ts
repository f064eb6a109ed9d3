/** One instance through a wait: what was seen of it, for how long, and what follows. Pure values. */
import type { CloudDcError } from "../errors";
import { failureClassOf } from "../failure-class";
import { type Phase, phaseOf } from "../instance/meaning";
import type { InstanceStatus, Reading } from "../instance/status";
import type { WaitPlan } from "./options";

/** What one look brought: a status, or why there is none. */
export type Observation = Reading | { error: CloudDcError };

export interface Track {
  readonly id: string;
  /** The last status that the API gave. */
  readonly status?: InstanceStatus;
  readonly requestId?: string | undefined;
  /** What the last certain answer meant; absent before the first. */
  readonly phase?: Phase;
  /** When that phase began. */
  readonly phaseSince: number;
  /** Looks in a row that found it ready. */
  readonly readyLooks: number;
  /** Look-ups in a row that failed, and how the last one did. */
  readonly failures: number;
  readonly error?: CloudDcError;
}

/** Where an instance stands: `waiting` and `ready`, or the reason for which a gate fails on it. */
export type Verdict = "waiting" | "ready" | "failed" | "gone" | "idle" | "missing" | "refused";

export function startTrack(id: string, now: number): Track {
  return { id, phaseSince: now, readyLooks: 0, failures: 0 };
}

export function observe(track: Track, seen: Observation, now: number): Track {
  if ("error" in seen) {
    const { error } = seen;
    if (error.code === "INTERRUPTED") return track; // the question was taken back: nothing was learned
    const failed = { ...track, error, readyLooks: 0, failures: track.failures + 1 };
    return failureClassOf(error.code) === "missing" ? entered(failed, "missing", now) : failed;
  }
  const { error: _mended, ...rest } = track;
  const phase = phaseOf(seen.status);
  const readyLooks = phase === "ready" ? track.readyLooks + 1 : 0;
  return entered({ ...rest, status: seen.status, requestId: seen.requestId, readyLooks, failures: 0 }, phase, now);
}

export function judge(track: Track, plan: WaitPlan, now: number): Verdict {
  if (track.error && failureClassOf(track.error.code) === "final") return "refused";
  const lasted = now - track.phaseSince;
  // While nobody can look, an instance may have left the phase it was last seen in: no grace runs out unseen.
  const seen = track.error === undefined || failureClassOf(track.error.code) === "missing";
  switch (track.phase) {
    case "ready":
      return track.readyLooks >= plan.settle ? "ready" : "waiting";
    case "failed":
      return plan.tolerateError ? "waiting" : "failed";
    case "gone":
      return "gone";
    case "idle":
      return seen && lasted >= plan.stoppedGraceMs ? "idle" : "waiting";
    case "missing":
      return seen && lasted >= plan.notFoundGraceMs ? "missing" : "waiting";
    default:
      return "waiting";
  }
}

/** Whether a gate fails on it. */
export const isFatal = (verdict: Verdict): boolean => verdict !== "waiting" && verdict !== "ready";

const entered = (track: Track, phase: Phase, now: number): Track => ({
  ...track,
  phase,
  phaseSince: phase === track.phase ? track.phaseSince : now,
});
