/** Why a wait did not end well, for a program. */
import { CloudDcError, type ErrorCode } from "../errors";
import type { InstanceStatusResult } from "../instance/result";
import type { Judged, Outcome } from "../wait/outcome";
import { isFatal } from "../wait/track";

/**
 * The last status seen of each instance, by id; an instance that was not seen yet is absent.
 *
 * @example
 * ```ts
 * const statuses: clouddc.Statuses = await clouddc.waitForInstances({ instanceIds: ["web-1"] });
 * console.log(statuses["web-1"]?.state);
 * ```
 */
export type Statuses = Record<string, InstanceStatusResult>;

/**
 * The error of a wait that did not succeed. Its `code` says why: `INSTANCE_FAILED` for an instance that does not become
 * running by itself, `INSTANCE_NOT_FOUND`, `WAIT_TIMED_OUT`, `INTERRUPTED`, `INVALID_ARGUMENT`, or the code of the failure that
 * prevented an answer, such as `FORBIDDEN`.
 *
 * @example
 * ```ts
 * clouddc.waitForInstances({ instanceIds: ["web-1"] }).catch(({ code, reasons, statuses }: clouddc.WaitError) => {
 *   console.error(code, reasons, statuses);
 * });
 * ```
 */
export class WaitError extends CloudDcError {
  /** One sentence per instance, at most twenty; the message joins them. */
  readonly reasons: readonly string[];
  /** The last status seen of each instance. */
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
