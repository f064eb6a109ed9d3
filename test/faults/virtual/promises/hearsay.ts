/** Where the status API would take more than a minute to confirm a gate, the list's word opens it: said twice, and in today's words. */
import { itemsOf, OLD_WORDS, saidByList, saidByStatus, type Truth } from "../../truth";
import { LIST_LAG_MS } from "../network";
import type { GateRun, Run } from "../run";
import type { Scenario } from "../scenario";
import { isAlone, name, toldTo } from "./reading";

/** `hearsay` are the gate's ids of which the status API has not said lately that they are ready. */
export function opensRightlyByList(
  gate: GateRun,
  hearsay: readonly string[],
  { exchanges, gates }: Run,
  { list }: Scenario,
  { truth, listTruth }: { truth: Truth; listTruth: Truth },
): string[] {
  const alone = gate.ids.filter((id) => isAlone(gate, id, gates));
  const heard = toldTo(gate, exchanges);
  const old = heard
    .filter(({ kind }) => kind === "list")
    .flatMap(({ answer }) => alone.flatMap((id) => (answer ? itemsOf(answer, id) : [])))
    .find(({ state }) => OLD_WORDS.includes(state));
  if (old) return [`${name(gate)} opened by the word of a list that had called ${old.id} ${old.state}`];

  const lastLooks = (id: string, count: number) => {
    const looks = heard.flatMap(({ kind, ids, answer, sentAt }) => {
      if (!answer || !ids.includes(id)) return [];
      const says = kind === "list" ? saidByList(answer, id) : saidByStatus(answer);
      // What was said to somebody else between two looks of this gate is nothing that it was told.
      return says && (alone.includes(id) || says === "ready") ? [{ says, sentAt }] : [];
    });
    return looks.slice(-count);
  };
  const rounds = Math.max(gate.gate.settle, 2);
  const once = hearsay.find((id) => {
    const looks = lastLooks(id, rounds);
    return looks.length < rounds || looks.some(({ says }) => says !== "ready");
  });
  if (once !== undefined)
    return [`${name(gate)} opened by the list's word before it had found ${once} ready ${rounds} times in a row`];

  const from = Math.min(...hearsay.map((id) => lastLooks(id, rounds)[0]?.sentAt ?? gate.endedAt));
  const first = gate.endedOn - (gate.endedAt - from) - (list === "lagging" ? LIST_LAG_MS : 0);
  const moments = [
    first,
    ...gate.ids.flatMap((id) => truth.changes(id).filter((at) => at > first && at <= gate.endedOn)),
  ];
  const wasReady = (id: string, moment: number) =>
    (hearsay.includes(id) ? listTruth : truth).at(id, moment) === "ready";
  if (moments.some((moment) => gate.ids.every((id) => wasReady(id, moment)))) return [];
  return [
    `${name(gate)} opened at ${gate.endedAt}, though even by the list its instances were not ready at one moment since ${from}`,
  ];
}
