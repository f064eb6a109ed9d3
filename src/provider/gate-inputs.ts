/** What a gate is told, as the engine hands it to the hooks, and how it is checked. Pure. */
import { createHash } from "node:crypto";
import type { GateInputs, GateNews, GateOutputs } from "../contract";
import { ArgumentError } from "../errors";
import { instanceIdProblem } from "../instance/id";
import { HIDDEN } from "../secret-ids";
import { milliseconds } from "../wait/duration";
import { DEFAULT_WAIT_OPTIONS, planWait, type WaitOptions, type WaitPlan } from "../wait/options";
import type { Label } from "../wait/reasons";
import { labelOf } from "../waiter/redact-ids";
import { isUnknown } from "./checks";

/** What a program may give. */
export const GATE_OPTIONS: readonly string[] = [
  "instanceIds",
  "instanceId",
  ...Object.keys(DEFAULT_WAIT_OPTIONS),
  "skipWait",
  "triggers",
  "region",
  "projectId",
  "endpoint",
];
export const FILLED_BY_CONSTRUCTOR: readonly (keyof GateNews)[] = ["status"];

/** A gate opens for the first time, or it opens again. */
export type Turn = "first" | "again";

export const turnOf = ({ openedBy, wasOpen }: Partial<GateOutputs>): Turn =>
  openedBy === undefined && !wasOpen ? "first" : "again";

/**
 * The plan of the wait; unknown values count as not given. `timeout` counts, else `customTimeouts`: `create` until the gate has
 * opened for the first time, also where it takes several runs; else what the engine says, which knows those of a transform.
 */
export function planOf(inputs: GateInputs, turn: Turn, engineSeconds?: number): WaitPlan {
  const { create, update } = inputs.__customTimeouts ?? {};
  const timeout = inputs.timeout ?? (turn === "first" ? create : update) ?? (engineSeconds || undefined);
  return planWait(known({ ...inputs, ...(timeout !== undefined && { timeout }) })).plan;
}

/** Everything that is wrong with the inputs. Unknown values are not validated. */
export function gateProblems(inputs: GateNews): ArgumentError[] {
  const { instanceId: id, instanceIds: ids, skipWait, __secret: secret } = inputs;
  const problems = waitProblems(inputs);
  // A text such as "false" is true to JavaScript, and would open the gate.
  if (skipWait !== undefined && typeof skipWait !== "boolean" && !isUnknown(skipWait))
    problems.push(new ArgumentError("skipWait", skipWait, "give true or false"));
  if (id !== undefined)
    problems.push(
      new ArgumentError("instanceId", secret ? HIDDEN : id, "give either instanceId or instanceIds, not both"),
    );
  if (ids !== undefined && isUnknown(ids) && !Array.isArray(ids)) return problems;
  if (!Array.isArray(ids) || ids.length === 0)
    return [new ArgumentError("instanceIds", secret ? HIDDEN : ids, "name at least one instance"), ...problems];
  const wrongIds = ids.map((one, place) =>
    isUnknown(one) ? undefined : instanceIdProblem(`instanceIds[${place}]`, one, secret ? HIDDEN : one),
  );
  return [...wrongIds.filter((problem) => problem !== undefined), ...problems];
}

/** Each of the timeouts that may end a wait of the gate is held against the delay: of an unknown one nothing can be said. */
function waitProblems(inputs: GateNews): ArgumentError[] {
  const { initialDelay = DEFAULT_WAIT_OPTIONS.initialDelay } = inputs;
  const { problems } = planWait(known({ ...inputs, timeout: ENDLESS }));
  const delayMs = isUnknown(initialDelay) ? 0 : milliseconds("initialDelay", initialDelay);
  const tooShort: string[] = [];
  for (const { name, timeout } of timeoutsOf(inputs)) {
    if (isUnknown(timeout)) continue;
    const ms = milliseconds("timeout", timeout);
    if (typeof ms !== "number") problems.push(ms);
    else if (typeof delayMs === "number" && delayMs > ms) tooShort.push(name);
  }
  if (tooShort.length > 0)
    problems.push(
      new ArgumentError(
        "initialDelay",
        initialDelay,
        `give less than ${tooShort.join(" and ")}, or no look would ever be made`,
      ),
    );
  return problems;
}

/** In seconds, longer than any delay. */
const ENDLESS = Number.MAX_SAFE_INTEGER;

/** As {@link planOf} takes them: what each is called, and what it is. */
function timeoutsOf({ timeout, __customTimeouts: { create, update } = {} }: GateNews) {
  const { timeout: usual } = DEFAULT_WAIT_OPTIONS;
  if (timeout !== undefined || (create ?? update) === undefined)
    return [{ name: "the timeout", timeout: timeout ?? usual }];
  return Object.entries({ create, update }).map(([turn, custom]) =>
    custom === undefined
      ? { name: `the timeout of ${usual} that counts without customTimeouts.${turn}`, timeout: usual }
      : { name: `customTimeouts.${turn} (${custom})`, timeout: custom },
  );
}

const known = (inputs: WaitOptions): WaitOptions =>
  Object.fromEntries(Object.entries(inputs).filter(([, value]) => !isUnknown(value)));

/** Each id once, in the order of the program. */
export const unique = (ids: readonly string[]): string[] => [...new Set(ids)];

/** The same for the same instances in the same place, whatever their order; it shows no id. */
export function gateId({ instanceIds, __location: { region, projectId, endpoint } }: GateInputs): string {
  const text = JSON.stringify([[...instanceIds].sort(), region, projectId, endpoint]);
  return `gate-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}

/** The ids that no text may show. */
export const secretIds = ({ instanceIds, __secret: secret }: GateInputs): readonly string[] =>
  secret ? instanceIds : [];

/** The id, or its place where the ids are a secret. */
export const labelFor = ({ instanceIds, __secret: secret = false }: GateInputs): Label => labelOf(instanceIds, secret);
