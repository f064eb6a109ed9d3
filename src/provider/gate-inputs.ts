/** What a gate is told, as the engine hands it to the hooks, and how it is checked. Pure. */
import { createHash } from "node:crypto";
import type { GateInputs, GateNews } from "../contract";
import { ArgumentError } from "../errors";
import { instanceIdProblem } from "../instance/id";
import { DEFAULT_WAIT_OPTIONS, planWait, type WaitPlan } from "../wait/options";
import type { Label } from "../wait/reasons";
import { labelOf } from "../waiter/redact-ids";
import { HIDDEN, isUnknown } from "./checks";

/** `timeout` counts, else `customTimeouts` for what is about to be done, else the default. */
export function effectiveTimeout({ timeout, customTimeouts }: GateNews, isNew: boolean) {
  return timeout ?? (isNew ? customTimeouts?.create : customTimeouts?.update) ?? DEFAULT_WAIT_OPTIONS.timeout;
}

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
export const FILLED_BY_CONSTRUCTOR: readonly (keyof GateNews)[] = ["status", "customTimeouts"];

/** The plan of the wait. Unknown values count as not given. */
export const planOf = (inputs: GateInputs): WaitPlan => planWait(known(inputs)).plan;

/** Everything that is wrong with the inputs. Unknown values are not validated. */
export function gateProblems(inputs: GateInputs): ArgumentError[] {
  const { instanceId: id, instanceIds: ids, skipWait, __secret: secret } = inputs;
  const { problems } = planWait(known(inputs));
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

const known = (inputs: GateInputs): GateInputs =>
  Object.fromEntries(Object.entries(inputs).filter(([, value]) => !isUnknown(value))) as unknown as GateInputs;

/** Each id once, in the order of the program. */
export const unique = (ids: readonly string[]): string[] => [...new Set(ids)];

/** The same for the same instances in the same place, whatever their order; it shows no id. */
export function gateId({ instanceIds, region, projectId, endpoint }: GateInputs): string {
  const text = JSON.stringify([[...instanceIds].sort(), region, projectId, endpoint]);
  return `gate-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}

/** The ids that no text may show. */
export const secretIds = ({ instanceIds, __secret: secret }: GateInputs): readonly string[] =>
  secret ? instanceIds : [];

/** The id, or its place where the ids are a secret. */
export const labelFor = ({ instanceIds, __secret: secret = false }: GateInputs): Label => labelOf(instanceIds, secret);
