/** What a program asks a wait for, and the checks of that. Pure. */
import { ArgumentError } from "../errors";
import { type Given, givenOptions } from "../given-options";
import { instanceIdProblem } from "../instance/id";
import type { WhereArgs } from "../instance/result";
import { HIDDEN } from "../secret-ids";
import { DEFAULT_WAIT_OPTIONS, planWait, type WaitOptions, type WaitPlan } from "../wait/options";
import type { Statuses } from "./wait-error";

/**
 * How far a wait has come.
 *
 * @example
 * ```ts
 * await clouddc.waitForInstances({ instanceId: "web-1", onProgress: (progress: clouddc.WaitProgress) => console.log(progress.line) });
 * ```
 */
export interface WaitProgress {
  /** `7/12 · 4 pending · 1 stopped (install) · 3m10s/45m` */
  readonly line: string;
  /** How long the wait has lasted, in milliseconds. */
  readonly elapsedMs: number;
  /** The last status seen of each instance. */
  readonly statuses: Statuses;
}

interface Common extends WaitOptions, WhereArgs {
  /** Ends the wait at once when it is aborted, with the code `INTERRUPTED`. */
  signal?: AbortSignal;
  /** Called on each change, at most once a second, every ten seconds without one, and at the end. What it throws, or its promise rejects with, ends the wait. */
  onProgress?: (progress: WaitProgress) => void;
  /**
   * Called once for each warning: an unknown option or state, no way to the API, a slow pace. What it throws, or its promise
   * rejects with, ends the wait.
   * @default a warning of the process, or of the stack in a program that Pulumi runs
   */
  onWarning?: (text: string) => void;
}

/**
 * One `instanceId`, or several `instanceIds`: their order does not matter, and one named twice is watched once.
 *
 * @example
 * ```ts
 * const options: clouddc.WaitForInstancesOptions = { instanceIds: ["web-1"], signal: AbortSignal.timeout(60_000) };
 * ```
 */
export type WaitForInstancesOptions = Common &
  (
    | { instanceIds: readonly string[]; instanceId?: undefined }
    | { /** The id that CreateInstance returned. */ instanceId: string; instanceIds?: undefined }
  );

/** What is left without what counts as not given. */
interface Known extends Omit<Common, keyof WhereArgs> {
  instanceId?: string;
  instanceIds?: readonly string[];
  region?: string;
  projectId?: string;
  endpoint?: string;
}

const OPTIONS: readonly string[] = [
  "instanceIds",
  "instanceId",
  ...Object.keys(DEFAULT_WAIT_OPTIONS),
  "region",
  "projectId",
  "endpoint",
  "signal",
  "onProgress",
  "onWarning",
];

export interface CheckedWait {
  readonly ids: readonly string[];
  readonly plan: WaitPlan;
  readonly known: Known;
  /** Sentences on options that there are not. */
  readonly unknown: readonly string[];
  /** Everything that is wrong: no wait can begin. */
  readonly problems: readonly ArgumentError[];
}

/** `areSecret`: no text may show the ids. */
export function checkWait(options: WaitForInstancesOptions, areSecret = false): CheckedWait {
  const given: object = typeof options === "object" && options !== null ? options : {};
  const { known, unknown } = givenOptions<Known>(given as Given<Known>, OPTIONS);
  const { instanceId, instanceIds, signal, onProgress, onWarning } = known;
  const ids = instanceIds ?? (instanceId === undefined ? [] : [instanceId]);
  const { plan, problems } = planWait(known);
  const wrong = (argument: string, value: unknown, remedy: string) =>
    problems.push(new ArgumentError(argument, value, remedy));
  const shown = (id: unknown) => (areSecret ? HIDDEN : id);

  if (instanceId !== undefined && instanceIds !== undefined)
    wrong("instanceId", shown(instanceId), "give either instanceId or instanceIds, not both");
  if (!Array.isArray(ids) || ids.length === 0) wrong("instanceIds", shown(instanceIds), "name at least one instance");
  if (signal !== undefined && !(signal instanceof AbortSignal))
    wrong("signal", signal, "give the signal of an AbortController");
  for (const [name, callback] of Object.entries({ onProgress, onWarning }))
    if (callback !== undefined && typeof callback !== "function") wrong(name, callback, "give a function");
  // A copy, since a list may have holes, which `map` leaves out.
  const wrongIds = (Array.isArray(ids) ? [...ids] : []).map((id, place) =>
    instanceIdProblem(instanceIds === undefined ? "instanceId" : `instanceIds[${place}]`, id, shown(id)),
  );
  return {
    ids: Array.isArray(ids) ? [...new Set(ids)] : [],
    plan,
    known,
    unknown,
    problems: [...wrongIds.filter((problem) => problem !== undefined), ...problems],
  };
}
