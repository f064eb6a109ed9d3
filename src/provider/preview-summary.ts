/** The live state of many instances as one text, which is what a preview's diff shows. Pure. */
import { failureClassOf } from "../failure-class";
import { phaseOf } from "../instance/meaning";
import { describe, type InstanceStatus } from "../instance/status";
import type { Label } from "../wait/reasons";
import type { Observation } from "../wait/track";

/** The text for a gate whose instances are all ready: said once, however many they are. */
export const READY = "running";
const MOST_NAMED = 5;

export type Live = "ready" | "waits" | "tolerated" | "fails" | "unknown";

/** What a gate would do about what was seen. */
export function liveOf(seen: Observation, tolerateError = false): Live {
  if ("error" in seen) return failureClassOf(seen.error.code) === "missing" ? "waits" : "unknown";
  const phase = phaseOf(seen.status);
  if (phase === "ready") return "ready";
  if (phase === "failed") return tolerateError ? "tolerated" : "fails";
  return phase === "gone" ? "fails" : "waits";
}

/** `error (create_instance_error: …)`, `not found`, `not checked (HTTP 503 …)` */
export function liveText(seen: Observation): string {
  if (!("error" in seen)) return describe(seen.status);
  return failureClassOf(seen.error.code) === "missing" ? "not found" : `not checked (${seen.error.message})`;
}

/** `running`, `error (…)` of the only instance, or the ones that are not ready by name. */
export function summarize(seen: ReadonlyMap<string, Observation>, label: Label): string {
  const others = [...seen].filter(([, one]) => liveOf(one) !== "ready");
  if (others.length === 0) return READY;
  const [first, ...rest] = groupByText(others, label);
  if (first && rest.length === 0 && others.length === seen.size)
    return seen.size === 1 ? first.text : `${seen.size} × ${first.text}`;
  return roll(others, label);
}

/** Instances of which the same is to be said. Without an answer a whole fleet is, and its text is long. */
export interface Alike {
  text: string;
  count: number;
  /** `a, b`, or the first ones and how many more. */
  names: string;
}

export function groupByText(seen: Iterable<readonly [id: string, what: Observation]>, label: Label): Alike[] {
  const idsOf = new Map<string, string[]>();
  for (const [id, what] of seen) {
    const text = liveText(what);
    const ids = idsOf.get(text);
    if (ids) ids.push(id);
    else idsOf.set(text, [id]);
  }
  return [...idsOf].map(([text, ids]) => {
    const names = ids.slice(0, MOST_NAMED).map(label).join(", ");
    const rest = ids.length - MOST_NAMED;
    return { text, count: ids.length, names: rest > 0 ? `${names} and ${rest} more` : names };
  });
}

/** `a, b: not found; c: pending` */
export function roll(seen: Iterable<readonly [id: string, what: Observation]>, label: Label): string {
  const groups = groupByText(seen, label);
  const named = groups.slice(0, MOST_NAMED).map(({ names, text }) => `${names}: ${text}`);
  const rest = groups.slice(MOST_NAMED).reduce((sum, { count }) => sum + count, 0);
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
}

/**
 * A preview shows where a new gate leads to, and what an old one has come to. What an update saves is what the next preview
 * compares with: where the wait led to; for an old gate also what it came from, or the engine would see nothing to update.
 */
export function statusInput(live: string, isNew: boolean, preview: boolean): string {
  if (live === READY || (isNew && !preview)) return READY;
  return isNew || !preview ? `${live} → ${READY}` : live;
}

/** Instances with the same status are said once; `places` are their places in the gate's ids, absent when it is all of them. */
export interface Group {
  status: InstanceStatus;
  places?: number[];
}

export function group(ids: readonly string[], statusOf: (id: string) => InstanceStatus | undefined): Group[] {
  const places = new Map<string, number[]>();
  for (const [place, id] of ids.entries()) {
    const key = JSON.stringify(statusOf(id) ?? {});
    const known = places.get(key);
    if (known) known.push(place);
    else places.set(key, [place]);
  }
  return [...places].map(([key, at]) => ({
    status: JSON.parse(key) as InstanceStatus,
    ...(at.length < ids.length && { places: at }),
  }));
}
