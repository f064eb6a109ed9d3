/** What a gate is told, as the engine hands it to the hooks, and how it is checked. Pure. */
import { createHash } from "node:crypto";
import type { Location } from "../api/target";
import { ArgumentError } from "../errors";
import { instanceIdProblem } from "../instance/id";
import { DEFAULT_WAIT_OPTIONS, planWait, type WaitOptions } from "../wait/options";
import type { Label } from "../wait/reasons";
import { HIDDEN } from "./checks";
import type { Group } from "./preview-summary";
import type { Run } from "./program-watch";

/** How an input that is not known yet reaches a hook. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What the resource's constructor passes. Keys that begin with `__` stay out of every diff. */
export interface GateNews extends Location, WaitOptions {
  instanceIds: string[];
  skipWait?: boolean;
  triggers?: unknown[];
  /** `opts.customTimeouts`, which reach no hook by themselves. */
  customTimeouts?: { create?: string; update?: string };
  /** Filled by check: what was seen of the instances. */
  status: string;
  __urn?: string;
  /** Who runs this, of this run only: check takes it out. */
  __run?: Run;
  /** The ids are a secret: no message may show one. */
  __secret?: boolean;
}

/** What check makes of it, and what is saved. */
export type GateInputs = Omit<GateNews, "__run" | "customTimeouts">;

/** What the hooks return: the inputs, and what was seen at the end of the wait. */
export interface GateOutputs extends GateInputs {
  /** Empty where nothing was looked at. */
  observed: Group[];
}

export function isUnknown(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isUnknown) : value === UNKNOWN;
}

/** `timeout` counts, else `customTimeouts` for what is about to be done, else the default. */
export function effectiveTimeout({ timeout, customTimeouts }: GateNews, isNew: boolean) {
  return timeout ?? (isNew ? customTimeouts?.create : customTimeouts?.update) ?? DEFAULT_WAIT_OPTIONS.timeout;
}

/** Everything that is wrong with the inputs. */
export function gateProblems(inputs: GateInputs): ArgumentError[] {
  const { instanceIds: ids, skipWait, __secret: secret } = inputs;
  const { problems } = planWait(known(inputs));
  // A text such as "false" is true to JavaScript, and would open the gate.
  if (skipWait !== undefined && typeof skipWait !== "boolean" && !isUnknown(skipWait))
    problems.push(new ArgumentError("skipWait", skipWait, "give true or false"));
  if (isUnknown(ids)) return problems;
  const list = Array.isArray(ids) && ids.length > 0;
  const wrongIds = list
    ? ids
        .map((id) => instanceIdProblem("instanceIds", id, secret ? HIDDEN : id))
        .filter((problem) => problem !== undefined)
    : [new ArgumentError("instanceIds", secret ? HIDDEN : ids, "name at least one instance")];
  return [...wrongIds, ...problems];
}

/** Nothing can be wrong yet with what is not known yet. */
const known = (inputs: GateInputs): GateInputs =>
  Object.fromEntries(Object.entries(inputs).filter(([, value]) => !isUnknown(value))) as GateInputs;

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
export function labelFor({ instanceIds, __secret: secret }: GateInputs): Label {
  return (id) => (secret ? `${instanceIds.indexOf(id) + 1} of ${instanceIds.length}` : id);
}
