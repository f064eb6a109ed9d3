/** What is said and saved: no secret (promise 8), and a state that loads and is destroyed without a request. */
import { PASSWORD } from "../network";
import type { GateRun, Run } from "../run";
import { name } from "./reading";

const SECRETS = ["simulator-token", "SIMULATORACCESSKEY", "simulator-secret-key", PASSWORD];

/** Promise 8: neither credentials nor secret ids are said or saved where everybody reads. */
export function keepsSecrets(gate: GateRun, run: Run): string[] {
  const { open, failure, read, lines, endedAt } = gate;
  const atTheEnd = [
    failure?.message ?? "",
    ...(failure?.reasons ?? []),
    JSON.stringify((read as { reasons?: unknown })?.reasons ?? ""),
  ];
  const said = [...lines, ...atTheEnd.map((message) => ({ at: endedAt, message }))];
  const isSaid = (secret: string, since: number) =>
    said.some(({ at, message }) => at >= since && message.includes(secret));
  const saved = JSON.stringify([open ?? failure?.properties ?? {}, read ?? {}]);
  const tokens = run.exchanges.flatMap(({ answer }) => answer?.headers["x-subject-token"] ?? []);
  const credentials = [...SECRETS, ...tokens].filter((secret) => isSaid(secret, 0) || saved.includes(secret));
  const openly = gate.gate.secret ? [] : gate.ids;
  // Until the gate began whose secret it is, nobody could know that it is one.
  const ids = run.gates
    .filter((one) => one.gate.secret)
    .flatMap((one) => one.ids.filter((id) => !openly.includes(id) && isSaid(id, one.beganAt)));
  return [
    ...credentials.map((secret) => `${name(gate)} tells the secret ${secret}`),
    ...[...new Set(ids)].map((id) => `${name(gate)} tells the secret id ${id}`),
  ];
}

/** What is saved is plain JSON with the text that the engine evaluates, and is destroyed without a request. */
export function leavesStateThatLoads(gate: GateRun): string[] {
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
