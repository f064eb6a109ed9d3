/** When a wait ends: in time, as soon as it can, and soon where nothing can pass (promise 9). */
import type { Truth } from "../../truth";
import type { GateRun, Run } from "../run";
import type { Scenario } from "../scenario";
import { intervalOf, ms, name, REQUEST_MS } from "./reading";

/** What may keep a wait away after the last fault: a lock-out or a guessed hold, the longest backoff, and a request that hangs. */
const RECOVERY_MS = 60_000 + 30_000 + REQUEST_MS;
/** A list that stays behind for good is found out instance by instance, and then done without for longer and longer. */
const STALE_LIST = "running list=pending";
const staleMs = ({ instances }: Scenario) =>
  instances.some(({ last }) => last === STALE_LIST) ? (instances.length + 6) * 60_000 : 0;

/** An end by the deadline and one request time-out, or so long after the process woke; and within a second of Ctrl-C. */
export function endsInTime(gate: GateRun, { sleeps }: Scenario): string[] {
  const { beganAt, endedAt } = gate;
  let latest = beganAt + ms(gate.gate.timeout) + REQUEST_MS;
  for (const { atMs, ms: slept, who } of [...sleeps].sort((a, b) => a.atMs - b.atMs))
    if (who === "process" && atMs <= latest && atMs + slept > latest - REQUEST_MS) latest = atMs + slept + REQUEST_MS;
  if (endedAt > latest + 1) return [`${name(gate)} ended ${endedAt - latest} ms too late`];
  const interruptedAt = beganAt + (gate.gate.interruptedAfterMs ?? Number.POSITIVE_INFINITY);
  const slept = sleeps.some(({ atMs, ms: forMs }) => atMs <= interruptedAt + 1_000 && atMs + forMs > interruptedAt);
  if (!slept && endedAt > interruptedAt + 1_000)
    return [`${name(gate)} went on for ${endedAt - interruptedAt} ms after its program had ended`];
  return [];
}

/** When all faults are over, everything that holds the wait back has passed as well. */
function calmFrom(
  gate: GateRun,
  { exchanges, startedOn, gates }: Run,
  { faults, sleeps }: Scenario,
  truth: Truth,
): number {
  const holds = exchanges.flatMap(({ answer, endedAt = 0 }) =>
    answer?.status === 429 || (answer?.status === 503 && answer.headers["retry-after"])
      ? [endedAt + Number(answer.headers["retry-after"] ?? 0) * 1_000 + 60_000]
      : [],
  );
  return Math.max(
    gate.beganAt,
    ...holds,
    ...faults.map(({ atMs, forMs }) => atMs + forMs),
    ...sleeps.map(({ atMs, ms: forMs }) => atMs + forMs),
    ...gates.flatMap(({ beganAt, next }) => [beganAt + 30_000, ...(next ? [next.until + 30_000] : [])]),
    // The machine's sleeps are behind us by then, so the wall clock runs beside the virtual one.
    ...gate.ids.flatMap((id) => truth.changes(id)).map((at) => at - startedOn),
  );
}

const roundsMs = (gate: GateRun, rounds: number) =>
  rounds * Math.max(intervalOf(gate), gate.roundMs * 1.25, REQUEST_MS);

/** A gate whose instances run, and stay so, opens as soon as somebody can see it; on one that cannot come back it fails. */
export function opensAtLast(gate: GateRun, run: Run, scenario: Scenario, truth: Truth): string[] {
  if (gate.gate.interruptedAfterMs !== null || !gate.failure) return [];
  const deadline = gate.beganAt + ms(gate.gate.timeout);
  const graceMs = Math.max(
    0,
    ...gate.ids.map(
      (id) =>
        ({ missing: ms(gate.gate.notFoundGrace), idle: ms(gate.gate.stoppedGrace) })[
          truth.at(id, gate.endedOn) as "idle"
        ] ?? 0,
    ),
  );
  const calm =
    calmFrom(gate, run, scenario, truth) + RECOVERY_MS + roundsMs(gate, gate.gate.settle + 4) + staleMs(scenario);
  const last = gate.ids.map((id) => truth.at(id, gate.endedOn));
  const timedOut = (gate.failure.reasons ?? [gate.failure.message]).every((reason) =>
    reason.includes("at the timeout of"),
  );
  if (!timedOut || deadline < calm) return [];
  if (last.every((one) => one === "ready"))
    return [`${name(gate)} timed out, though all its instances ran for minutes`];
  const fatal = last.some((one) => one === "gone" || (one === "failed" && !gate.gate.tolerateError));
  const graceIsOver = last.some((one) => one === "missing" || one === "idle") && deadline >= calm + graceMs;
  return fatal || graceIsOver
    ? [`${name(gate)} timed out on ${[...new Set(last)].join(", ")}, which could not pass`]
    : [];
}

/** Promise 9: what cannot pass, for a minute in a row and without an answer ever, ends the wait with that cause. */
export function endsOnWhatCannotPass(gate: GateRun, { exchanges }: Run, { sleeps }: Scenario): string[] {
  const codes = new Set(exchanges.map(({ failure }) => failure));
  const never = exchanges.every(
    ({ failure }) =>
      failure !== undefined && ["HOST_NOT_FOUND", "CERTIFICATE_REFUSED", "TLS_FAILED", "INTERRUPTED"].includes(failure),
  );
  // The first look takes its time, and so does a sign-in that hangs.
  const since = gate.beganAt + ms(gate.gate.initialDelay) + REQUEST_MS;
  if (!never || codes.size === 0 || sleeps.length > 0 || gate.gate.interruptedAfterMs !== null) return [];
  if (gate.endedAt - since > 60_000 + REQUEST_MS && gate.beganAt + ms(gate.gate.timeout) > since + 60_000 + REQUEST_MS)
    return [`${name(gate)} went on for ${gate.endedAt - since} ms without a way to the API ever`];
  return gate.open ? [`${name(gate)} opened without an answer`] : [];
}
