/** Why a wait did not end well, for a program. */
import { CloudDcError, type ErrorCode } from "../errors";
import type { InstanceStatusResult } from "../instance/result";
import type { Judged, Outcome } from "../wait/outcome";
import { isFatal } from "../wait/track";

/**
 * What was seen of each instance so far, by id; of one that was not seen yet, nothing.
 *
 * @example
 * ```ts
 * const statuses: clouddc.Statuses = await clouddc.waitForInstances({ instanceIds: ["web-1"] });
 * console.log(statuses["web-1"]?.state);
 * ```
 */
export type Statuses = Record<string, InstanceStatusResult>;

/**
 * What a wait ends with that does not end well. Its `code` says why: `INSTANCE_FAILED` for an instance that does not become
 * running by itself, `INSTANCE_NOT_FOUND`, `WAIT_TIMED_OUT`, `INTERRUPTED`, `INVALID_ARGUMENT`, or the code of what kept the
 * answers away, such as `FORBIDDEN`.
 *
 * @example
 * ```ts
 * clouddc.waitForInstances({ instanceIds: ["web-1"] }).catch(({ code, reasons, statuses }: clouddc.WaitError) => {
 *   console.error(code, reasons, statuses);
 * });
 * ```
 */
export class WaitError extends CloudDcError {
  /** One sentence an instance, twenty at most; the message is made of them. */
  readonly reasons: readonly string[];
  /** What was seen of each instance so far. */
  readonly statuses: Statuses;

  constructor(code: ErrorCode, reasons: readonly string[], statuses: Statuses = {}) {
    super(code, reasons.join("; "));
    this.reasons = reasons;
    this.statuses = statuses;
  }
}

/** The code of an outcome other than `running`. */
export function codeOf({ kind, tracks }: Outcome): ErrorCode {
  if (kind === "interrupted") return "INTERRUPTED";
  const fatal = tracks.find(({ verdict }) => isFatal(verdict));
  return fatal ? codeOfTrack(fatal) : "WAIT_TIMED_OUT";
}

function codeOfTrack({ verdict, error }: Judged): ErrorCode {
  if (verdict === "missing") return "INSTANCE_NOT_FOUND";
  return ((verdict === "refused" || verdict === "unreachable") && error?.code) || "INSTANCE_FAILED";
}
