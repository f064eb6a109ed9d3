/** One instance through a wait: what was seen of it, for how long, and what follows. Pure values. */
import type { CloudDcError } from "../errors";
import { failureClassOf } from "../failure-class";
import { type Phase, phaseOf } from "../instance/meaning";
import type { InstanceStatus, Reading } from "../instance/status";
import type { WaitPlan } from "./options";
import { type Trail, trailAfter } from "./trail";

/** What one look brought: a status, or why there is none; and when it was asked for, where somebody needs to know. */
export type Observation = (Reading | { error: CloudDcError }) & { askedAt?: number };

/** Ready answers in a row. */
export interface ReadyRun {
  readonly looks: number;
  /** When the last of them was asked for. */
  readonly askedAt: number;
  /** When the first of them was asked for, and when it came. */
  readonly first: { readonly askedAt: number; readonly answeredAt: number };
}

export interface Track {
  readonly id: string;
  /** The last status that the API gave. */
  readonly status?: InstanceStatus;
  readonly requestId?: string | undefined;
  /** The last answer was the list's, which may lag behind the status API. */
  readonly listed?: boolean;
  /** What the last answer meant; absent before the first. That there is no such instance is an answer too. */
  readonly phase?: Phase;
  /** Whether the status API has said so since that phase began: the list may not know what is in progress. */
  readonly attested: boolean;
  /** How long that phase has been seen to last since it is attested: a grace runs only while answers come. */
  readonly seenForMs: number;
  /** When the last answer came. */
  readonly answeredAt: number;
  /** The ready answers in a row by anybody's word, and those of the status API among them. */
  readonly ready: ReadyRun;
  readonly confirmed: ReadyRun;
  /** Looks in a row that brought no answer, how the last one failed, and since when it is only for want of a way to the API. */
  readonly failures: number;
  readonly error?: CloudDcError;
  readonly unreachableSince?: number | undefined;
  /** What it went through, in short. */
  readonly trail: Trail;
}

/** Where an instance stands: `waiting` and `ready`, or the reason for which a gate fails on it. */
export type Verdict = "waiting" | "ready" | "failed" | "gone" | "idle" | "missing" | "refused" | "unreachable";

const NEVER = Number.NEGATIVE_INFINITY;
const NONE: ReadyRun = { looks: 0, askedAt: NEVER, first: { askedAt: NEVER, answeredAt: NEVER } };
/** After so many looks in a row without an answer, an instance may have been through anything meanwhile. */
export const BLIND_SPELL = 3;
/** A name that does not resolve and a certificate that is refused hardly ever pass by themselves. */
export const UNREACHABLE_FOR_MS = 60_000;

export function startTrack(id: string, now: number): Track {
  return {
    id,
    attested: false,
    seenForMs: 0,
    answeredAt: now,
    ready: NONE,
    confirmed: NONE,
    failures: 0,
    trail: [],
  };
}

export function observe(track: Track, seen: Observation, now: number): Track {
  if (!("error" in seen)) {
    const { error: _mended, unreachableSince: _reached, ...rest } = track;
    const { status, requestId, listed = false, askedAt = NEVER } = seen;
    return answered({ ...rest, status, requestId, listed }, phaseOf(status), askedAt, now);
  }
  const { error, askedAt = NEVER } = seen;
  if (error.code === "INTERRUPTED") return track; // the look was withdrawn: nothing was learned
  const failureClass = failureClassOf(error.code);
  const { unreachableSince: since, ...rest } = track;
  if (failureClass === "missing") return answered({ ...rest, error, listed: false }, "missing", askedAt, now);
  return {
    ...rest,
    error,
    failures: track.failures + 1,
    ...(failureClass === "unreachable" && { unreachableSince: since ?? now }),
  };
}

function answered(track: Track, phase: Phase, askedAt: number, now: number): Track {
  const isBlind = track.failures >= BLIND_SPELL;
  const after = (before: ReadyRun, counts: boolean): ReadyRun => {
    if (phase !== "ready") return NONE;
    const run = isBlind ? NONE : before;
    if (!counts) return run;
    return { looks: run.looks + 1, askedAt, first: run.looks === 0 ? { askedAt, answeredAt: now } : run.first };
  };
  const goesOn = phase === track.phase && track.attested && !isBlind;
  return {
    ...track,
    phase,
    attested: goesOn || !track.listed,
    seenForMs: goesOn ? seenFor(track, now) : 0,
    answeredAt: now,
    ready: after(track.ready, true),
    confirmed: after(track.confirmed, !track.listed),
    failures: 0,
    trail: trailAfter(track.trail, phase === "missing" ? undefined : track.status, now),
  };
}

/** Nothing was heard of it for rounds, though nobody failed: a hold, or a process that was stopped. */
export const unheard = (track: Track): Track => ({ ...track, failures: Math.max(track.failures, BLIND_SPELL) });

/** The machine slept, and its clock with it: nothing that was seen before is known to be so now. */
export const afterSleep = (track: Track): Track => ({ ...unheard(track), ready: NONE, confirmed: NONE });

/**
 * Whether the next look repeats one that failed, and is due before those of instances that answer: behind a thousand that are
 * confirmed meanwhile, one lost answer after the other would keep a gate shut. Who never answers does not keep others waiting.
 */
export const isRepeated = ({ failures }: Track): boolean => failures > 0 && failures < BLIND_SPELL;

/** A look without an answer stops the time; a blind spell begins it anew, and a run of ready answers as well. */
const seenFor = ({ seenForMs, answeredAt, failures }: Track, now: number): number =>
  failures === 0 ? seenForMs + now - answeredAt : seenForMs;

/** How long the phase has been seen to last by now. */
export const lasted = (track: Track, now: number): number =>
  track.failures === 0 ? track.seenForMs + now - track.answeredAt : track.seenForMs;

export function judge(track: Track, plan: WaitPlan, now: number): Verdict {
  const failureClass = track.error && failureClassOf(track.error.code);
  if (failureClass === "final") return "refused";
  // Where an answer ever came, the way to the API exists and may come back.
  if (track.phase === undefined && track.unreachableSince !== undefined)
    return now - track.unreachableSince >= UNREACHABLE_FOR_MS ? "unreachable" : "waiting";
  // An instance may have left the phase it was last seen in: no grace runs out between two looks, nor while nobody can look.
  const seen = track.failures === 0;
  switch (track.phase) {
    case "ready":
      return track.ready.looks >= plan.settle ? "ready" : "waiting";
    case "failed":
      return plan.tolerateError ? "waiting" : "failed";
    case "gone":
      return "gone";
    case "idle":
      return seen && track.seenForMs >= plan.stoppedGraceMs ? "idle" : "waiting";
    case "missing":
      return seen && track.seenForMs >= plan.notFoundGraceMs ? "missing" : "waiting";
    default:
      return "waiting";
  }
}

/** Whether a gate fails on it. */
export const isFatal = (verdict: Verdict): boolean => verdict !== "waiting" && verdict !== "ready";
