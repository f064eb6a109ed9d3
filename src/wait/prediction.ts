/** What a wait that began now would do about what is seen now, by the judge that ends it. Pure. */
import { settlesForMs, type WaitPlan } from "./options";
import { isFatal, judge, type Observation, observe, startTrack, UNREACHABLE_FOR_MS } from "./track";

/**
 * - `ready`: it would not wait for this instance.
 * - `fails`: it would fail on it, at once, or, where there is no way to the API, after the minute that this is given.
 * - `waits`: it would wait for it, and fail after `forMs` if nothing changes.
 * - `retry`: the same for an error that is tolerated.
 * - `unknown`: the API gave no answer; it would ask again.
 */
export interface Prediction {
  readonly kind: "ready" | "fails" | "waits" | "retry" | "unknown";
  /** How long this may last before the gate fails: the grace or the timeout, whichever ends first. */
  readonly forMs: number;
}

export function predict(seen: Observation, plan: WaitPlan): Prediction {
  const instance = observe(startTrack("", 0), seen, 0);
  const stillSo = (ms: number) => (ms === 0 ? instance : observe(instance, seen, ms));
  // An up looks as often as `settle` asks for; one look has to do here, if an up has the time for the others.
  const verdictAt = (ms: number) => judge(stillSo(ms), { ...plan, settle: 1 }, ms);
  const settles = plan.initialDelayMs + settlesForMs(plan) <= plan.timeoutMs;
  if (verdictAt(0) === "ready") return settles ? { kind: "ready", forMs: 0 } : { kind: "waits", forMs: plan.timeoutMs };
  const graces = [0, UNREACHABLE_FOR_MS, plan.notFoundGraceMs, plan.stoppedGraceMs].filter((ms) => ms < plan.timeoutMs);
  const forMs = graces.sort((a, b) => a - b).find((ms) => isFatal(verdictAt(ms))) ?? plan.timeoutMs;
  if (forMs === 0 || instance.unreachableSince !== undefined) return { kind: "fails", forMs };
  if (instance.phase === undefined) return { kind: "unknown", forMs };
  return { kind: instance.phase === "failed" ? "retry" : "waits", forMs };
}
