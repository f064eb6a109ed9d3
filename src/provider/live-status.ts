/** The live state of many instances as one text, which is what a preview's diff shows. Pure. */
import { phaseOf, setbackOf } from "../instance/meaning";
import { describe, type InstanceStatus } from "../instance/status";
import type { Label } from "../wait/reasons";
import type { Seen } from "../wait/track";

/** The text for a gate whose instances are all ready: said once, however many they are. */
export const READY = "running";
const MOST_NAMED = 5;

export type Live = "ready" | "waits" | "tolerated" | "fails" | "unknown";

/** What a gate would do about what was seen. */
export function liveOf(seen: Seen, tolerateError = false): Live {
  if ("error" in seen) return setbackOf(seen.error.code) === "missing" ? "waits" : "unknown";
  const phase = phaseOf(seen.status);
  if (phase === "ready") return "ready";
  if (phase === "failed") return tolerateError ? "tolerated" : "fails";
  return phase === "gone" ? "fails" : "waits";
}

/** `error (create_instance_error: …)`, `not found`, `not checked (HTTP 503 …)` */
export function liveText(seen: Seen): string {
  if (!("error" in seen)) return describe(seen.status);
  return setbackOf(seen.error.code) === "missing" ? "not found" : `not checked (${seen.error.message})`;
}

/** `running`, `error (…)` of the only instance, or the ones that are not ready by name. */
export function summarize(seen: ReadonlyMap<string, Seen>, label: Label): string {
  const others = [...seen].filter(([, one]) => liveOf(one) !== "ready");
  if (others.length === 0) return READY;
  const texts = new Set(others.map(([, one]) => liveText(one)));
  const [same] = texts;
  if (texts.size === 1 && others.length === seen.size) return seen.size === 1 ? `${same}` : `${seen.size} × ${same}`;
  const named = others.slice(0, MOST_NAMED).map(([id, one]) => `${label(id)}: ${liveText(one)}`);
  const rest = others.length - named.length;
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
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
