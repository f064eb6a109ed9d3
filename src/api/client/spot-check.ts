/**
 * Whether the list keeps up: once a minute the status API is asked, too, about one instance that is not ready by the list.
 * A list that has stopped for good would keep a gate shut whose instances have been running for long.
 */
import type { Clock } from "../../clock";
import { failureClassOf } from "../../failure-class";
import { type Phase, phaseOf } from "../../instance/meaning";
import type { Reading } from "../../instance/status";
import type { Observation, PendingRequest, PendingRequests } from "./pending-requests";

/**
 * Takes in what a list said of those who asked. Returns those of whom it still says what the status API had contradicted
 * before the list was asked: no change of the instance can explain that.
 */
export type SpotCheck = (
  batch: readonly PendingRequest[],
  readings: ReadonlyMap<string, Reading>,
  askedAt: number,
) => PendingRequest[];

interface Check {
  readonly at: number;
  /** What the status API said, and when; until the list has been asked again. */
  said?: { readonly means: Meaning; readonly at: number } | undefined;
}

const EACH_MS = 60_000;
/** A program that runs for months keeps no check for ever. */
const KEPT_MS = 60 * EACH_MS;
const OWNER = "spot check";

/** `busy` and `idle` are as good as each other: the list may not know what is in progress. */
type Meaning = Exclude<Phase, "busy" | "idle"> | "waiting";
const meaningOf = (phase: Phase): Meaning => (phase === "busy" || phase === "idle" ? "waiting" : phase);

export function createSpotCheck(clock: Clock, pending: Pick<PendingRequests, "look">): SpotCheck {
  /** The oldest first. */
  const checks = new Map<string, Check>();
  let nextAt: number | undefined;

  const lastAt = ({ id }: PendingRequest) => checks.get(id)?.at ?? Number.MIN_SAFE_INTEGER;

  function check({ id, looks }: PendingRequest): void {
    const one: Check = { at: clock.now() };
    for (const [oldest, { at }] of checks) if (at < one.at - KEPT_MS) checks.delete(oldest);
    checks.delete(id);
    checks.set(id, one);
    const tell = (_id: string, seen: Observation) => {
      const phase = phaseIn(seen);
      if (phase) one.said = { means: meaningOf(phase), at: clock.now() };
    };
    // It is asked for those who wait, and no longer than one of them does.
    const [signal] = [...looks.keys()].flatMap((look) => look.signal ?? []);
    pending.look([id], { owner: OWNER, confirm: true, askedSince: one.at, tell, signal });
  }

  return (batch, readings, askedAt) => {
    const notReady: PendingRequest[] = [];
    const outOfDate: PendingRequest[] = [];
    for (const request of batch) {
      const reading = readings.get(request.id);
      if (!reading) continue;
      const listed = meaningOf(phaseOf(reading.status));
      const one = checks.get(request.id);
      const said = one?.said && one.said.at <= askedAt ? one.said : undefined;
      if (said && one) one.said = undefined;
      if (listed === "ready") continue;
      if (said && said.means !== listed) outOfDate.push(request);
      else notReady.push(request);
    }
    nextAt ??= askedAt + EACH_MS;
    if (clock.now() < nextAt) return outOfDate;
    const [next] = notReady.sort((one, other) => lastAt(one) - lastAt(other));
    if (next) {
      nextAt = clock.now() + EACH_MS;
      check(next);
    }
    return outOfDate;
  };
}

function phaseIn(seen: Observation): Phase | undefined {
  if (!("error" in seen)) return phaseOf(seen.status);
  return failureClassOf(seen.error.code) === "missing" ? "missing" : undefined;
}
