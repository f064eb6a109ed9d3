/** What a record holds of its instance, and which of it a program wants left as it is. Pure. */
import type { RecordedStatus, RecordInputs, RecordNews } from "../contract";
import { failureClassOf } from "../failure-class";
import { phaseOf } from "../instance/meaning";
import { keptRecord } from "../kept-state";
import type { Observation } from "../wait/track";

export const RECORD_OPTIONS: readonly (keyof RecordNews)[] = ["instanceId", "region", "projectId", "endpoint"];

export const RECORDED = ["state", "operationState", "error", "phase"] as const satisfies (keyof RecordedStatus)[];
type Recorded = (typeof RECORDED)[number];

/** `undefined` where nothing was learned. A missing instance is an observation: there is certainly none. */
export function observedIn(seen: Observation): RecordedStatus | undefined {
  if ("error" in seen) return failureClassOf(seen.error.code) === "missing" ? { phase: "missing" } : undefined;
  return { ...seen.status, phase: phaseOf(seen.status) };
}

/** What is recorded, without the rest; `except` for what changes are ignored of. */
export function recorded(inputs: Partial<RecordInputs>, except: readonly string[] = []): RecordedStatus {
  const kept = RECORDED.filter((key) => inputs[key] !== undefined && !except.includes(key));
  return Object.fromEntries(kept.map((key) => [key, inputs[key]]));
}

/** The rest, without what is recorded, and without what is of this run only. */
export function unrecorded({ __run: _run, ...inputs }: RecordNews): RecordInputs {
  return Object.fromEntries(
    Object.entries(inputs).filter(([name]) => !(RECORDED as readonly string[]).includes(name)),
  ) as unknown as RecordInputs;
}

/**
 * Of which recorded properties a change is to be ignored. No program passes one: where one is among the news, the engine has
 * put it there from the old inputs, because of `ignoreChanges`. One that had no value it cannot put there; so the constructor
 * says it, too.
 */
export function ignoredIn(news: RecordNews): Recorded[] {
  const { __ignoreChanges: named = [] } = keptRecord(news);
  return RECORDED.filter((key) => news[key] !== undefined || named.includes(key) || named.includes("*"));
}
