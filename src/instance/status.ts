/** What the API says of one instance, in camelCase, and how it is told to a person. Pure. */
import { oneLine } from "../redact";

/**
 * Why an instance is in `error`; all three are Huawei's texts.
 *
 * @example
 * ```ts
 * const { error } = await clouddc.getInstanceStatus({ instanceId: "web-1" });
 * console.log(error?.errorCode, error?.errorMsg);
 * ```
 */
export interface InstanceError {
  /** Huawei's `error_code`. */
  errorCode: string;
  /** Huawei's `error_msg`. */
  errorMsg: string;
  /** Huawei's `error_type`, such as `create_instance_error`. */
  errorType: string;
}

/**
 * One answer of ShowInstanceStatus. Every field is optional on the wire, and the sets of values are open.
 */
export interface InstanceStatus {
  /** `pending`, `running`, `stopped`, `shutting-down`, `terminated`, `error`, or what Huawei adds next. */
  state?: string;
  /** What is being done to the instance: `<operation>-processing`, `-succeed` or `-failed`. */
  operationState?: string;
  error?: InstanceError;
}

/** A status together with the request that brought it. */
export interface Reading {
  readonly status: InstanceStatus;
  /** `X-Request-Id` of the answer: what Huawei's support asks for. */
  readonly requestId?: string | undefined;
  /** The list said so, which may lag behind: the status API is asked before a gate opens or fails on it. */
  readonly listed?: boolean;
}

/** `running`, `stopped (install-processing)`, `error (create_instance_error: iMetal.0301 No server is free.)` */
export function describe(status: InstanceStatus): string {
  const state = status.state ?? "no state";
  const detail = status.error
    ? [status.error.errorType, [status.error.errorCode, status.error.errorMsg].filter(Boolean).join(" ")]
        .filter(Boolean)
        .join(": ")
    : status.operationState && !status.operationState.endsWith("-succeed") && status.operationState;
  return oneLine(detail ? `${state} (${detail})` : state);
}

/** `pending`, `stopped (install)`, `running (reinstall-failed)`: what fits a progress line. */
export function brief({ state = "no state", operationState = "" }: InstanceStatus): string {
  if (operationState === "" || operationState.endsWith("-succeed")) return state;
  return `${state} (${operationState.replace(/-processing$/, "")})`;
}
