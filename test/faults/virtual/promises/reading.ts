/** What the promises have in common: how a run is read. */
import type { Exchange } from "../network";
import type { GateRun } from "../run";

/** How long one request may take. */
export const REQUEST_MS = 10_000;

/** A duration of a scenario, in milliseconds. */
export const ms = (text: string) =>
  Number.parseInt(text, 10) * (text.endsWith("ms") ? 1 : text.endsWith("m") ? 60_000 : 1_000);

export const name = ({ gate }: GateRun) => `the gate on ${gate.of.length} that starts at ${gate.startsAtMs}`;

/** The requests that were over by then. */
export const answered = (exchanges: readonly Exchange[], until: number) =>
  exchanges.filter((one): one is Exchange & { endedAt: number } => one.endedAt !== undefined && one.endedAt <= until);

/** The poll interval in force: it stretches to 0.4 % of the time waited, and half a minute at most. */
export function intervalOf({ gate, beganAt, endedAt }: GateRun): number {
  const interval = ms(gate.pollInterval);
  return Math.max(interval, Math.min((endedAt - beganAt) * 0.004, 30_000));
}
