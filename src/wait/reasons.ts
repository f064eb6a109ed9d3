/** Why a wait did not end well: one sentence an instance, with what was seen, what was wanted, for how long, what to do. Pure. */
import type { CloudDcError } from "../errors";
import { describe } from "../instance/status";
import { shortDuration } from "./duration";
import type { WaitPlan } from "./options";
import type { Judged, Outcome } from "./outcome";
import { isFatal } from "./track";
import { describeTrail } from "./trail";

/** A thousand sentences help nobody at night. */
const MOST_REASONS = 20;

/** Which instance is meant: its id, or its place where the ids are a secret. */
export type Label = (id: string) => string;

/** Whose wait it was: what its reader does to wait again, and what was interrupted. */
export interface Waiter {
  /** Such as `run pulumi up again`. */
  readonly again: string;
  /** Such as `the deployment`. */
  readonly what: string;
}

export const GATE: Waiter = { again: "run pulumi up again", what: "the deployment" };

/** At least one sentence for each outcome that is not `running`. */
export function reasonsOf(outcome: Outcome, plan: WaitPlan, label: Label, waiter: Waiter = GATE): string[] {
  const decided = outcome.tracks.filter(({ verdict }) => isFatal(verdict));
  const waiting = outcome.tracks.filter(({ verdict }) => verdict === "waiting");
  const blamed = outcome.kind === "failed" ? decided : [...decided, ...waiting];
  return truncateReasons(
    blamed.map((track) => `instance ${label(track.id)} ${sentence(track, outcome, plan, waiter)}`),
  );
}

/** Why nothing at all was looked up: there was no line to the API, which is the same for all instances. */
export function noLineReason(cause: CloudDcError, { kind, elapsedMs }: Outcome, plan: WaitPlan): string {
  const tried =
    kind === "timedOut" ? `until the timeout of ${shortDuration(plan.timeoutMs)}` : `after ${shortDuration(elapsedMs)}`;
  return `no instance could be looked up ${tried}, wanted running [${cause.message}]`;
}

/** The first sentences, and how many more there are. */
export function truncateReasons(sentences: readonly string[]): string[] {
  const rest = sentences.length - MOST_REASONS;
  const shown = sentences.slice(0, MOST_REASONS);
  return rest > 0 ? [...shown, `and ${rest} more instances are not running`] : shown;
}

function sentence(track: Judged, outcome: Outcome, plan: WaitPlan, { again, what }: Waiter): string {
  const waited = shortDuration(outcome.elapsedMs);
  const seen = track.status ? describe(track.status) : "not seen";
  const source = track.requestId ? ` (request id ${track.requestId})` : "";
  const trail = describeTrail(track.trail);
  const way = trail === undefined ? "" : ` (${trail})`;
  switch (track.verdict) {
    case "failed":
      return `is ${seen}${source} after ${waited}${way}, wanted running: retry its provisioning in the CloudDC console or replace the instance, then ${again}`;
    case "gone":
      return `is ${seen}${source} after ${waited}${way}, wanted running: it cannot come back, so create another one and use its id`;
    case "idle":
      return `has been ${seen}${source} for ${shortDuration(track.lastedMs)} with nothing in progress (stoppedGrace ${shortDuration(plan.stoppedGraceMs)})${way}, wanted running: power it on, then ${again}`;
    case "missing":
      return `was not found for ${shortDuration(track.lastedMs)} (notFoundGrace ${shortDuration(plan.notFoundGraceMs)})${way}, wanted running: check the id, the region and the project${cause(track)}`;
    case "refused":
    case "unreachable":
      return `could not be looked up after ${waited}, wanted running${cause(track)}`;
    default:
      return outcome.kind === "interrupted"
        ? `was ${unready(track, plan)}${source} when ${what} was interrupted after ${waited}${way}, wanted running: ${again} to go on waiting${cause(track)}`
        : `was still ${unready(track, plan)}${source} at the timeout of ${shortDuration(plan.timeoutMs)}${way}, wanted running: raise "timeout" or check it in the CloudDC console, then ${again}${cause(track)}`;
  }
}

function unready(track: Judged, { settle }: WaitPlan): string {
  if (track.phase === "missing") return "not found";
  if (track.status === undefined) return "not seen";
  if (track.phase !== "ready") return describe(track.status);
  const seen = describe(track.status);
  if (track.listed) return `${seen} according to the list, but not to the status API`;
  return track.confirmed.looks < settle
    ? `${seen} for too few looks (settle)`
    : `${seen} by answers that came too late to open the gate`;
}

const cause = ({ error }: Judged): string => (error ? ` [${error.message}]` : "");
