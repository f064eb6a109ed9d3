/**
 * What must hold of every run, whatever happened in it: each broken promise as a sentence. Longer than most files here: the
 * promises are one list, to be read beside those of the project.
 */

import { bodyOf, saidByList, saidByStatus, type Truth, truthOf } from "../truth";
import type { Exchange } from "./network";
import { PASSWORD } from "./network";
import type { GateRun, Run } from "./run";
import { idOf, type Scenario } from "./scenario";

/** How long one request may take. */
const REQUEST_MS = 10_000;
/** What may keep a wait away after the last fault: a lock-out or a guessed hold, the longest backoff, and a request that hangs. */
const RECOVERY_MS = 60_000 + 30_000 + REQUEST_MS;
/** Eight may be under way together, the one with the 429 among them. */
const ADMITTED = 7;
const SECRETS = ["simulator-token", "SIMULATORACCESSKEY", "simulator-secret-key", PASSWORD];

export function brokenPromises(scenario: Scenario, run: Run): string[] {
  const truth = truthOf(
    scenario.instances.map((one, place) => ({ ...one, id: idOf(scenario, place) })),
    run.startedOn,
  );
  return [
    ...run.gates.flatMap((gate) => [
      ...opensRightly(gate, run, scenario, truth),
      ...failsRightly(gate, run, scenario),
      ...endsInTime(gate, scenario),
      ...opensAtLast(gate, run, scenario, truth),
      ...endsOnWhatCannotPass(gate, run, scenario),
      ...keepsSecrets(gate, run),
      ...leavesStateThatLoads(gate),
    ]),
    ...keepsToTheLimit(run, scenario),
    ...run.warnings.map((warning) => `Node warns: ${warning}`),
  ];
}

const ms = (text: string) =>
  Number.parseInt(text, 10) * (text.endsWith("ms") ? 1 : text.endsWith("m") ? 60_000 : 1_000);
const name = ({ gate }: GateRun) => `the gate on ${gate.of.length} that starts at ${gate.startsAtMs}`;
const answered = (exchanges: readonly Exchange[], until: number) =>
  exchanges.filter((one): one is Exchange & { endedAt: number } => one.endedAt !== undefined && one.endedAt <= until);

/** The poll interval in force: it stretches to 0.4 % of the time waited, and half a minute at most. */
function intervalOf({ gate, beganAt, endedAt }: GateRun): number {
  const interval = ms(gate.pollInterval);
  return Math.max(interval, Math.min((endedAt - beganAt) * 0.004, 30_000));
}

/** Promises 1 and 2: one fresh look at all finds all ready, by the word of the status API. */
function opensRightly(gate: GateRun, { exchanges }: Run, { latencyMs }: Scenario, truth: Truth): string[] {
  if (!gate.open) return [];
  const looks = answered(exchanges, gate.endedAt).filter(({ kind, answer }) => kind === "status" && answer);
  const freshMs = Math.max(intervalOf(gate), gate.roundMs * 1.25 + latencyMs, lastRoundMs(gate, looks));
  const from = gate.endedAt - freshMs;
  const confirmed = (id: string) =>
    looks.some(
      ({ ids, sentAt, answer }) => ids[0] === id && sentAt >= from && answer && saidByStatus(answer) === "ready",
    );
  const hearsay = gate.ids.filter((id) => !confirmed(id));
  if (hearsay.length > 0)
    return gate.confirmationMs > 60_000
      ? []
      : [`${name(gate)} opened without the status API's fresh word on ${hearsay.join(", ")}`];
  const settle = gate.ids.filter((id) => {
    const last = looks
      .filter(({ ids, answer }) => ids[0] === id && answer && saidByStatus(answer))
      .slice(-gate.gate.settle);
    return last.length < gate.gate.settle || last.some(({ answer }) => answer && saidByStatus(answer) !== "ready");
  });
  const settleCounts = gate.confirmationMs <= 60_000;
  if (settleCounts && settle.length > 0)
    return [`${name(gate)} opened before ${settle[0]} was found ready ${gate.gate.settle} times in a row`];
  const first = gate.endedOn - freshMs;
  const moments = [
    first,
    ...gate.ids.flatMap((id) => truth.changes(id).filter((at) => at > first && at <= gate.endedOn)),
  ];
  if (moments.some((moment) => gate.ids.every((id) => truth.at(id, moment) === "ready"))) return [];
  return [
    `${name(gate)} opened at ${gate.endedAt}, though its instances were not ready at one moment within the last ${freshMs} ms`,
  ];
}

/** How long the last round took in fact: the longest time between two looks at the same instance. */
function lastRoundMs({ ids }: GateRun, looks: readonly Exchange[]): number {
  const gaps = ids.map((id) => {
    const [before, last] = looks.filter((one) => one.ids[0] === id).slice(-2);
    return before && last ? last.sentAt - before.sentAt : 0;
  });
  return Math.max(...gaps);
}

/** What each sentence of a failure stands on. */
function failsRightly(gate: GateRun, { exchanges }: Run, scenario: Scenario): string[] {
  if (!gate.failure) return [];
  const { message, reasons = [message], properties } = gate.failure;
  const broken: string[] = [];
  if (properties && "openedBy" in properties) broken.push(`${name(gate)} failed with the mark of an open one`);
  const until = gate.endedAt;
  const heard = answered(exchanges, until);
  const isFinal = ({ answer, kind }: Exchange) =>
    kind !== "list" &&
    answer !== undefined &&
    ([400, 403, 413].includes(answer.status) ||
      (answer.status === 404 && bodyOf(answer)?.error_code && bodyOf(answer)?.error_code !== "iMetal.0200"));
  const refusals = heard.filter(({ answer }) => answer?.status === 401).length;
  for (const reason of reasons.filter((one) => !/^and \d+ more/.test(one))) {
    const id =
      gate.ids.find((one) => reason.includes(one)) ??
      (/^instance (\d+) of /.exec(reason) ? gate.ids[Number(/^instance (\d+) of /.exec(reason)?.[1]) - 1] : undefined);
    const said = heard.flatMap(({ kind, ids, answer, endedAt }) => {
      const says =
        answer &&
        id !== undefined &&
        ids.includes(id) &&
        (kind === "status" ? saidByStatus(answer) : saidByList(answer, id));
      return says ? [{ kind, says, endedAt }] : [];
    });
    // Others of the same process may have asked what this gate was not told.
    const last = said.filter(({ kind }) => kind === "status").at(-1);
    const lastedMs = () => {
      const others = said.filter(({ says }) => says !== last?.says).at(-1);
      return (
        until - (said.find((one) => others === undefined || said.indexOf(one) > said.indexOf(others))?.endedAt ?? until)
      );
    };
    const isOldList = scenario.list === "old vocabulary" || scenario.list === "lagging";
    if (reason.includes("retry its provisioning")) {
      if (last?.says !== "failed" || gate.gate.tolerateError)
        broken.push(`failed on ${id}, whose status was ${last?.says}`);
    } else if (reason.includes("cannot come back")) {
      if (last?.says !== "gone") broken.push(`gave ${id} up, whose status was ${last?.says}`);
    } else if (reason.includes("with nothing in progress")) {
      if (last?.says !== "idle" || (!isOldList && lastedMs() < ms(gate.gate.stoppedGrace)))
        broken.push(`gave ${id} up as stopped after ${lastedMs()} ms of ${last?.says}`);
    } else if (reason.includes("was not found for")) {
      if (last?.says !== "missing" || (!isOldList && lastedMs() < ms(gate.gate.notFoundGrace)))
        broken.push(`gave ${id} up as missing after ${lastedMs()} ms of ${last?.says}`);
    } else if (reason.includes("interrupted after")) {
      if (gate.gate.interruptedAfterMs === null) broken.push("says that it was interrupted, though nobody did");
    } else if (reason.includes("at the timeout of")) {
      if (until - gate.beganAt < ms(gate.gate.timeout)) broken.push("timed out before its deadline");
    } else if (!heard.some(isFinal) && refusals < (scenario.signIn === "password" ? 2 : 1)) {
      // What is left could not be looked at: an answer was final, or there was no way to the API for a minute and never before.
      const came = heard.filter(
        ({ answer, kind, ids, endedAt }) =>
          kind !== "iam" &&
          endedAt >= gate.beganAt &&
          ids.some((one) => gate.ids.includes(one)) &&
          answer?.status === 200 &&
          bodyOf(answer) &&
          bodyOf(answer)?.error_code === undefined,
      );
      const firstFailure = heard.find(({ failure, answer }) => failure !== undefined || answer !== undefined);
      if (came.length > 0) broken.push(`failed for want of a way to an API that had answered: ${reason}`);
      else if (until - (firstFailure?.endedAt ?? until) < 60_000)
        broken.push(`gave the way to the API up after ${until - (firstFailure?.endedAt ?? until)} ms: ${reason}`);
    }
  }
  return broken.map((one) => (one.startsWith(name(gate)) ? one : `${name(gate)} ${one}`));
}

/** An end by the deadline and one request time-out, or so long after the process woke; and within a second of Ctrl-C. */
function endsInTime(gate: GateRun, { sleeps }: Scenario): string[] {
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
  { exchanges, startedOn }: Run,
  { faults, sleeps, gates }: Scenario,
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
    ...gates.map(({ startsAtMs }) => startsAtMs + 30_000),
    // The machine's sleeps are behind us by then, so the wall clock runs beside the virtual one.
    ...gate.ids.flatMap((id) => truth.changes(id)).map((at) => at - startedOn),
  );
}

const roundsMs = (gate: GateRun, rounds: number) =>
  rounds * Math.max(intervalOf(gate), gate.roundMs * 1.25, REQUEST_MS);

/** A gate whose instances run, and stay so, opens as soon as somebody can see it; on one that cannot come back it fails. */
function opensAtLast(gate: GateRun, run: Run, scenario: Scenario, truth: Truth): string[] {
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
  const calm = calmFrom(gate, run, scenario, truth) + RECOVERY_MS + roundsMs(gate, gate.gate.settle + 4);
  const last = gate.ids.map((id) => truth.at(id, gate.endedOn));
  const timedOut = (gate.failure.reasons ?? [gate.failure.message]).every((reason) =>
    reason.includes("at the timeout of"),
  );
  if (!timedOut || deadline < calm) return [];
  // A list that is wrong for good is found out by the last look alone, which a slow API may not answer in time.
  if (gate.gate.of.some((place) => scenario.instances[place]?.last === "running list=pending")) return [];
  if (last.every((one) => one === "ready"))
    return [`${name(gate)} timed out, though all its instances ran for minutes`];
  const fatal = last.some((one) => one === "gone" || (one === "failed" && !gate.gate.tolerateError));
  const graceIsOver = last.some((one) => one === "missing" || one === "idle") && deadline >= calm + graceMs;
  return fatal || graceIsOver
    ? [`${name(gate)} timed out on ${[...new Set(last)].join(", ")}, which could not pass`]
    : [];
}

const CANNOT_PASS = new Set(["no name", "no resolver", "another certificate", "no TLS"]);

/** Promise 9: what cannot pass, for a minute in a row and without an answer ever, ends the wait with that cause. */
function endsOnWhatCannotPass(gate: GateRun, { exchanges }: Run, { sleeps }: Scenario): string[] {
  const mine = exchanges.filter(({ kind, ids }) => kind !== "iam" && ids.some((id) => gate.ids.includes(id)));
  const codes = new Set(exchanges.map(({ failure }) => failure));
  const never = exchanges.every(
    ({ failure }) =>
      failure !== undefined && ["HOST_NOT_FOUND", "CERTIFICATE_REFUSED", "TLS_FAILED", "INTERRUPTED"].includes(failure),
  );
  const since = mine.find(({ sentAt, endedAt }) => sentAt >= gate.beganAt && endedAt !== undefined)?.endedAt;
  if (!never || codes.size === 0 || since === undefined || sleeps.length > 0 || gate.gate.interruptedAfterMs !== null)
    return [];
  if (gate.endedAt - since > 60_000 + REQUEST_MS && gate.beganAt + ms(gate.gate.timeout) > since + 60_000 + REQUEST_MS)
    return [
      `${name(gate)} went on for ${gate.endedAt - since} ms without a way to the API ever (${[...CANNOT_PASS].join(", ")})`,
    ];
  return gate.open ? [`${name(gate)} opened without an answer`] : [];
}

/** Promise 8: neither credentials nor secret ids are said or saved where everybody reads. */
function keepsSecrets(gate: GateRun, run: Run): string[] {
  const { open, failure, read, lines } = gate;
  const said = [
    ...lines,
    failure?.message ?? "",
    ...(failure?.reasons ?? []),
    JSON.stringify((read as { reasons?: unknown })?.reasons ?? ""),
  ].join("\n");
  const saved = JSON.stringify([open ?? failure?.properties ?? {}, read ?? {}]);
  const tokens = run.exchanges.flatMap(({ answer }) => answer?.headers["x-subject-token"] ?? []);
  const credentials = [...SECRETS, ...tokens].filter((secret) => said.includes(secret) || saved.includes(secret));
  const secretIds = run.gates.filter((one) => one.gate.secret).flatMap(({ ids }) => ids);
  const open_ = gate.gate.secret ? [] : gate.ids;
  const ids = secretIds.filter((id) => !open_.includes(id) && said.includes(id));
  return [
    ...credentials.map((secret) => `${name(gate)} tells the secret ${secret}`),
    ...[...new Set(ids)].map((id) => `${name(gate)} tells the secret id ${id}`),
  ];
}

/** What is saved is plain JSON with the text that the engine evaluates, and is destroyed without a request. */
function leavesStateThatLoads(gate: GateRun): string[] {
  const saved = gate.open ?? gate.failure?.properties;
  if (!saved) return [];
  const wrong: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (
      value === undefined ||
      typeof value === "function" ||
      typeof value === "bigint" ||
      (typeof value === "number" && !Number.isFinite(value)) ||
      value instanceof Date
    )
      wrong.push(path);
    else if (typeof value === "object" && value !== null)
      for (const [key, one] of Object.entries(value)) walk(one, `${path}.${key}`);
  };
  walk(saved, "outputs");
  if (typeof saved.__provider !== "string") wrong.push("__provider");
  return [
    ...wrong.map((path) => `${name(gate)} saves ${path} as what no state can hold`),
    ...(gate.failure && gate.failure.reasons?.length === 0 ? [`${name(gate)} fails without a reason`] : []),
    ...(gate.requestsOfDelete > 0 ? [`${name(gate)} sends ${gate.requestsOfDelete} requests to be destroyed`] : []),
  ];
}

/** After a 429 no request goes before the hold is over, and after the first burst a limit that the server names is kept. */
function keepsToTheLimit({ exchanges }: Run, { limit, faults, sleeps, latencyMs }: Scenario): string[] {
  const asked = exchanges.filter(({ kind }) => kind !== "iam");
  const broken: string[] = [];
  for (const { answer, endedAt = Number.POSITIVE_INFINITY } of asked) {
    const holdMs = answer?.status === 429 ? Number(answer.headers["retry-after"] ?? 0) * 1_000 : 0;
    // Admitted before, and behind others that try the key: at most seven, as soon as those are over.
    const early = asked.filter(({ sentAt }) => sentAt > endedAt && sentAt < endedAt + holdMs);
    if (early.length > ADMITTED)
      broken.push(`${early.length} requests were sent after a 429 that asked for ${holdMs} ms`);
  }
  const named = limit !== null && limit.says === "window" && sleeps.length === 0 && faults.length === 0;
  const first = asked.find(({ answer }) => answer?.status === 429)?.endedAt;
  if (named && first !== undefined) {
    const later = asked.filter(({ answer, sentAt }) => answer?.status === 429 && sentAt > first + latencyMs);
    // The client's window begins when it lets the first request go, the server's when that arrives: one may be too early.
    if (later.length > 1)
      broken.push(`${later.length} more answers of 429 after the first burst, of a limit that names itself`);
  }
  return [...new Set(broken)];
}
