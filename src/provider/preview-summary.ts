/** The live state of many instances as one text, which is what a preview's diff shows. Pure. */
import { failureClassOf } from "../failure-class";
import { READY } from "../gate-status";
import { phaseOf } from "../instance/meaning";
import { describe } from "../instance/status";
import type { Label } from "../wait/reasons";
import type { Observation } from "../wait/track";

const MOST_NAMED = 5;

export const isReady = (seen: Observation): boolean => "status" in seen && phaseOf(seen.status) === "ready";

/** `error (create_instance_error: …)`, `not found`, `not checked (HTTP 503 …)` */
export function liveText(seen: Observation): string {
  if (!("error" in seen)) return describe(seen.status);
  return failureClassOf(seen.error.code) === "missing" ? "not found" : `not checked (${seen.error.message})`;
}

/** `running`, `error (…)` of the only instance, or the ones that are not ready by name. */
export function summarize(seen: ReadonlyMap<string, Observation>, label: Label): string {
  const others = [...seen].filter(([, one]) => !isReady(one));
  if (others.length === 0) return READY;
  const [first, ...rest] = groupByText(others, label);
  if (first && rest.length === 0 && others.length === seen.size)
    return seen.size === 1 ? first.text : `${seen.size} × ${first.text}`;
  return listByText(others, label);
}

/** Instances of which the same is to be said. Without an answer a whole fleet is, and its text is long. */
export interface TextGroup {
  text: string;
  count: number;
  /** `a, b`, or the first ones and how many more. */
  names: string;
}

export function groupByText(seen: Iterable<readonly [id: string, what: Observation]>, label: Label): TextGroup[] {
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
export function listByText(seen: Iterable<readonly [id: string, what: Observation]>, label: Label): string {
  const groups = groupByText(seen, label);
  const named = groups.slice(0, MOST_NAMED).map(({ names, text }) => `${names}: ${text}`);
  const rest = groups.slice(MOST_NAMED).reduce((sum, { count }) => sum + count, 0);
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
}

/**
 * An existing gate: show X, in the preview and in the update alike, since an update plan holds the one to the other. What the
 * last update found may still be in state, and the engine shows no difference between two equal texts.
 */
export const statusInput = (live: string, inState: string | undefined): string =>
  live === inState && live !== READY ? `${live}, again` : live;
