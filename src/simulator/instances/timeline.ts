/** What an instance goes through, as data: a list of steps, each with what the API says while it lasts. */

import { parseDuration } from "../duration";
import { type Fields, refuseOddFields } from "../fields";

/**
 * The `error` object of the status API, in the API's own spelling.
 *
 * @example
 * ```ts
 * const error: simulator.StepError = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };
 * ```
 */
export interface StepError {
  /** Error code, for example "iMetal.0099". */
  error_code: string;
  /** Error description. */
  error_msg: string;
  /** One of Huawei's error types, for example "create_instance_error". */
  error_type: string;
}

/**
 * One stretch of an instance's life. An empty step is an instance of which the API names no state at all.
 *
 * @example
 * ```ts
 * const step: simulator.Step = { state: "stopped", operationState: "install-processing", forMs: 3_000 };
 * ```
 */
export interface Step {
  /** `state` as it goes over the wire. Default: left out of the answer. */
  state?: string;
  /** `operation_state` as it goes over the wire. Default: left out. */
  operationState?: string;
  /** `error` as it goes over the wire; `{}` is an error object that says nothing. Default: left out. */
  error?: Partial<StepError>;
  /** How long the step lasts, in milliseconds. Needed on every step but the last, which holds for ever and takes none. */
  forMs?: number;
  /** True: the status API answers 404 `iMetal.0200` and the list leaves the instance out. Default false. */
  missing?: boolean;
  /** What the list says while the status API says `state`. Default: the same. */
  listState?: string;
  /** `operation_state` in the list. Default: that of the status API where the list shows the same state, else left out. */
  listOperationState?: string;
  /** True: the list leaves the instance out, though the status API knows it. Default false. */
  unlisted?: boolean;
}

/**
 * An instance's life: steps, or the same as text, "pending 3s, stopped/install-processing 10s, running". In the text a step is
 * `state[/operation_state] [list=state[/operation_state]] [duration]`; "missing" is a step with `missing: true`, and
 * "list=missing" one with `unlisted: true`; "error" comes with an error object.
 *
 * @example
 * ```ts
 * const timeline: simulator.Timeline = "pending 5s, stopped/install-processing 10s, running";
 * ```
 */
export type Timeline = string | readonly Step[];

/** What an `error` says of the operation that failed; of no operation in particular it says that of the creation. */
const FAILURES: ReadonlyMap<string, Omit<StepError, "error_code">> = new Map([
  ["uninstall-failed", { error_msg: "Failed to delete the instance.", error_type: "delete_instance_error" }],
  ["reinstall-failed", { error_msg: "Failed to reinstall the OS.", error_type: "reinstall_error" }],
  ["switch-install-failed", { error_msg: "Failed to switch the OS.", error_type: "reinstall_error" }],
  ["modify-ip-failed", { error_msg: "Failed to change the IP address.", error_type: "modify_ip_error" }],
]);
const CREATE_FAILED = { error_msg: "Failed to create the instance.", error_type: "create_instance_error" };

/**
 * Huawei's pages name no code that this object carries: the error table lists codes of refused requests only. The number is
 * therefore made up, in the table's style.
 */
function errorAfter(operationState = ""): StepError {
  return { error_code: "iMetal.0301", ...(FAILURES.get(operationState) ?? CREATE_FAILED) };
}

const STEP = /^([\w-]+)(?:\/([\w-]+))?(?:\s+list=([\w-]+)(?:\/([\w-]+))?)?(?:\s+([^\s=]+))?$/;

function parseStep(text: string): Step {
  const [, state = "", operationState, listState, listOperationState, duration] = STEP.exec(text) ?? [];
  const forMs = duration === undefined ? undefined : parseDuration(duration);
  if (state === "" || (duration !== undefined && forMs === undefined))
    throw new Error(
      `Timeline step "${text}" is not of the form state[/operation_state] [list=state[/operation_state]] [duration], for example "pending 3s".`,
    );
  return {
    ...(state === "missing" ? { missing: true } : { state }),
    ...(operationState === undefined ? {} : { operationState }),
    ...(state === "error" ? { error: errorAfter(operationState) } : {}),
    ...(listState === undefined ? {} : listState === "missing" ? { unlisted: true } : { listState }),
    ...(listOperationState === undefined ? {} : { listOperationState }),
    ...(forMs === undefined ? {} : { forMs }),
  };
}

const FIELDS: Fields<Step> = {
  state: "string",
  operationState: "string",
  error: "object",
  forMs: "number",
  missing: "boolean",
  listState: "string",
  listOperationState: "string",
  unlisted: "boolean",
};

/** The steps of a timeline, checked. Throws an Error that names the step at fault. */
export function readTimeline(timeline: Timeline): readonly Step[] {
  if (typeof timeline !== "string" && !Array.isArray(timeline))
    throw new Error("A timeline must be a text or a list of steps.");
  const steps =
    typeof timeline === "string" ? timeline.split(",").map((part) => parseStep(part.trim())) : [...timeline];
  if (steps.length === 0) throw new Error("A timeline needs at least one step.");
  for (const [index, step] of steps.entries()) {
    if (typeof step !== "object" || step === null) throw new Error(`Timeline step ${index + 1} is not an object.`);
    refuseOddFields(`Timeline step ${index + 1}`, step, FIELDS);
    const last = index === steps.length - 1;
    if (last && step.forMs !== undefined)
      throw new Error("The last step of a timeline lasts for ever, so it takes no duration.");
    if (!last && !(typeof step.forMs === "number" && step.forMs >= 0))
      throw new Error(`Timeline step ${index + 1} needs a duration, because another step follows it.`);
  }
  return steps;
}
