/** Promises 1 and 2: a gate opens on one fresh look at all that finds all ready, by the word of the status API wherever it can. */
import { unseenFlaps } from "../../../support/unseen-flaps";
import { saidByStatus, type Truth } from "../../truth";
import type { Exchange } from "../network";
import type { GateRun, Run } from "../run";
import type { Scenario } from "../scenario";
import { opensRightlyByList } from "./hearsay";
import { intervalOf, isAlone, name, toldTo } from "./reading";

/** A round never takes just as long as the one before. */
const UNEVEN = 1.25;

export function opensRightly(gate: GateRun, run: Run, scenario: Scenario, truth: Truth, listTruth: Truth): string[] {
  if (!gate.open) return [];
  if (gate.open.openedBy !== "wait" || gate.open.status !== "running")
    return [`${name(gate)} opened with the mark ${gate.open.openedBy} and the status ${gate.open.status}`];
  const { exchanges, gates } = run;
  const looks = toldTo(gate, exchanges).filter(({ kind, answer }) => kind === "status" && answer);
  // A look is as old as its answer took on the way, too.
  const answerMs = Math.max(...looks.slice(-gate.ids.length).map(({ sentAt, endedAt }) => endedAt - sentAt));
  const roundMs = Math.max(gate.roundMs + answerMs, lastRoundMs(gate, looks));
  const freshMs = Math.max(intervalOf(gate), roundMs * UNEVEN);
  const from = gate.endedAt - freshMs;
  const confirmed = (id: string) =>
    looks.some(
      ({ ids, sentAt, answer }) => ids[0] === id && sentAt >= from && answer && saidByStatus(answer) === "ready",
    );
  const hearsay = gate.ids.filter((id) => !confirmed(id));
  if (hearsay.length > 0)
    return gate.confirmationMs > 60_000
      ? opensRightlyByList(gate, hearsay, run, scenario, { truth, listTruth })
      : [`${name(gate)} opened without the status API's fresh word on ${hearsay.join(", ")}`];
  const settle = gate.ids.filter((id) => {
    const said = looks.flatMap(({ ids, answer }) => (ids[0] === id && answer && saidByStatus(answer)) || []);
    // What was said to somebody else between two looks of this gate is nothing that it was told.
    const last = (isAlone(gate, id, gates) ? said : said.filter((phase) => phase === "ready")).slice(-gate.gate.settle);
    return last.length < gate.gate.settle || last.some((phase) => phase !== "ready");
  });
  const settleCounts = gate.confirmationMs <= 60_000;
  if (settleCounts && settle.length > 0)
    return [`${name(gate)} opened before ${settle[0]} was found ready ${gate.gate.settle} times in a row`];
  const startedOn = gate.endedOn - gate.endedAt;
  const seemedReady = unseenFlaps(
    looks.flatMap(({ ids: [id = ""], sentAt, answer }) => {
      const said = answer && saidByStatus(answer);
      if (said === undefined || (said !== "ready" && !isAlone(gate, id, gates))) return [];
      return { id, askedAt: startedOn + sentAt, ready: said === "ready" };
    }),
    // A look is due an interval after the one before, and then waits for its turn for as long as a round takes.
    intervalOf(gate) + freshMs,
  );
  const first = gate.endedOn - freshMs;
  const moments = [
    first,
    ...[...gate.ids.flatMap((id) => truth.changes(id)), ...looks.map(({ sentAt }) => startedOn + sentAt)].filter(
      (at) => at > first && at <= gate.endedOn,
    ),
  ];
  const wasReady = (id: string, moment: number) => truth.at(id, moment) === "ready" || seemedReady(id, moment);
  if (moments.some((moment) => gate.ids.every((id) => wasReady(id, moment)))) return [];
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
