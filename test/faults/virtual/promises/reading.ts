/** What the promises have in common: how a run is read. */
import type { Exchange } from "../network";
import type { GateRun } from "../run";

/** How long one request may take. */
export const REQUEST_MS = 10_000;

/** A duration of a scenario, in milliseconds. */
export const ms = (text: string) =>
  Number.parseInt(text, 10) * (text.endsWith("ms") ? 1 : text.endsWith("m") ? 60_000 : 1_000);

export const name = ({ gate, hook }: GateRun) =>
  `the gate on ${gate.of.length} that starts at ${gate.startsAtMs}${hook === "update" ? ", waiting again," : ""}`;

/** The requests that were over by then. */
export const answered = (exchanges: readonly Exchange[], until: number) =>
  exchanges.filter((one): one is Exchange & { endedAt: number } => one.endedAt !== undefined && one.endedAt <= until);

/** The same of those that were sent since the wait began: what is older is nothing that it was told. */
export const toldTo = ({ beganAt, endedAt }: GateRun, exchanges: readonly Exchange[]) =>
  answered(exchanges, endedAt).filter(({ sentAt }) => sentAt >= beganAt);

/** Whether no other gate asks about that instance, so that all answers about it are this gate's. */
export const isAlone = ({ urn }: GateRun, id: string, gates: readonly GateRun[]) =>
  gates.every((other) => other.urn === urn || !other.ids.includes(id));

/** The poll interval in force: it stretches to 0.4 % of the time waited, and half a minute at most. */
export function intervalOf({ gate, beganAt, endedAt }: GateRun): number {
  const interval = ms(gate.pollInterval);
  return Math.max(interval, Math.min((endedAt - beganAt) * 0.004, 30_000));
}
