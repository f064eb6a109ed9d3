/** One line of a diagnosis. Pure. */
import { ArgumentError, type CloudDcError, ConnectionError, CredentialsError, ResponseError } from "../errors";
import { oneLine } from "../redact";

export interface Finding {
  /** What was looked at, such as `region`. */
  readonly check: string;
  readonly level: "ok" | "warning" | "problem";
  readonly says: string;
  /** What to do about it; of what is ok, nothing. */
  readonly remedy?: string;
}

/** A setting may hold anything; what is shown of it is one clean line. */
export const ok = (check: string, says: string): Finding => ({ check, level: "ok", says: oneLine(says) });
export const warning = (check: string, says: string, remedy: string): Finding => ({
  check,
  level: "warning",
  says: oneLine(says),
  remedy: oneLine(remedy),
});
export const problem = (check: string, says: string, remedy: string): Finding => ({
  check,
  level: "problem",
  says: oneLine(says),
  remedy: oneLine(remedy),
});

const LATER = "try again in a minute; if it persists, check the endpoint, the network and the proxy";

/** What an error says, and its remedy apart: its message ends with it. */
export function problemOf(check: string, error: CloudDcError): Finding {
  const [, says = error.message, remedy = LATER] = endingOf(error).exec(error.message) ?? [];
  return problem(check, says, remedy);
}

function endingOf(error: CloudDcError): RegExp {
  const hasRemedy =
    error instanceof ConnectionError || error instanceof ResponseError || error instanceof ArgumentError;
  if (hasRemedy && error.remedy) {
    // That of an argument may begin with what is wrong.
    const todo = error instanceof ArgumentError ? error.remedy.replace(/^.*; /, "") : error.remedy;
    return new RegExp(`^(.*)[:;] (${todo.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")})$`, "s");
  }
  return error instanceof CredentialsError ? /^(.*)[:;] (.*)$/s : /^(.*)$/s;
}
