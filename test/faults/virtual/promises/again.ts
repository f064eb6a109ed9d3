/** What the next `up` makes of a gate: in doubt it is shut, and waited for again; an open one on ready instances is left alone. */
import { saidByList, saidByStatus } from "../../truth";
import type { GateRun, Run } from "../run";
import { answered, isAlone, name } from "./reading";

export function isSeenAgainRightly(gate: GateRun, { exchanges, gates }: Run): string[] {
  if (!gate.next) return [];
  const { from, until, olds, inputs, changes, replaces } = gate.next;
  const isOpen = olds.openedBy === "wait" && olds.status === "running";
  const broken: string[] = [];
  if (replaces.length > 0) broken.push(`is replaced for its ${replaces.join(", ")}, which are the same`);
  if (!changes && !isOpen)
    broken.push(`is left alone by the next up, though it is marked ${olds.openedBy} and ${olds.status}`);
  if (!changes && inputs.status !== "running") broken.push(`is left alone by the next up, which saw ${inputs.status}`);
  if (changes && isOpen && inputs.status === "running")
    broken.push("is waited for again, though it is open on what runs");
  if (inputs.status !== "running") return broken.map((one) => `${name(gate)} ${one}`);
  const heard = answered(exchanges, until);
  for (const id of gate.ids) {
    const said = heard.flatMap(({ kind, ids, answer, sentAt }) => {
      const says = answer && ids.includes(id) && (kind === "status" ? saidByStatus(answer) : saidByList(answer, id));
      return says && (isAlone(gate, id, gates) || says === "ready") ? [{ says, sentAt }] : [];
    });
    const last = said.at(-1);
    // What was asked for before it says nothing of what the resources before it have changed.
    if (last?.says !== "ready" || last.sentAt < from)
      broken.push(`was seen running by the next up, which had last heard ${last?.says} of ${id}`);
  }
  return broken.map((one) => `${name(gate)} ${one}`);
}
