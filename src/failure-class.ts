/** How to react to a failed request, by its error code: the table that decides. docs/troubleshooting.md is tested against it. Pure. */
import type { ErrorCode } from "./errors";

/**
 * - `missing`: the API is sure that there is no such instance.
 * - `final`: repeating the request cannot help.
 * - `unreachable`: asked again like `retry`; but it ends a wait where nothing else was seen for a minute and no good answer
 *   ever came, since it hardly ever passes by itself.
 * - `hold`: a 429, which is waited out.
 * - `retry`: asked again after a pause.
 */
export type FailureClass = "missing" | "final" | "unreachable" | "hold" | "retry";

export interface ErrorRow {
  observed: string;
  failureClass: FailureClass;
  inGate: string;
  codes: readonly ErrorCode[];
}

const UNREACHABLE =
  "retries after a pause with jitter; fails after a minute of nothing else, if no good answer has ever come";

export const errorTable: readonly ErrorRow[] = [
  {
    observed: "404 `iMetal.0200`",
    failureClass: "missing",
    inGate: "keeps waiting up to `notFoundGrace`, then fails",
    codes: ["INSTANCE_NOT_FOUND"],
  },
  {
    observed: "404 with another `error_code`",
    failureClass: "final",
    inGate: "fails at once: wrong endpoint, region or project; never taken for a deleted instance",
    codes: ["WRONG_ENDPOINT"],
  },
  {
    observed: "401",
    failureClass: "final",
    inGate: "signs in again once where that can help, else fails at once: more than five failures lock the key",
    codes: ["UNAUTHENTICATED", "NO_CREDENTIALS", "BAD_CREDENTIALS"],
  },
  {
    observed: "403",
    failureClass: "final",
    inGate: "fails at once, naming `clouddc:instance:get`",
    codes: ["FORBIDDEN"],
  },
  {
    observed: "400, 413",
    failureClass: "final",
    inGate: "fails at once",
    codes: ["BAD_REQUEST", "INVALID_ARGUMENT"],
  },
  {
    observed: "429, a 503 with `Retry-After`",
    failureClass: "hold",
    inGate:
      "holds all requests to that endpoint for `Retry-After`, else for the rest of the window that the message names, else longer each time",
    codes: ["THROTTLED"],
  },
  {
    observed:
      "any other status (201, 204, 206, 302, 425, 499, a 404 without `error_code`), a 200 with an `error_code`, an answer that is not HTTP",
    failureClass: "unreachable",
    inGate: UNREACHABLE,
    codes: ["UNEXPECTED_ANSWER"],
  },
  {
    observed: "a name that does not resolve, a refused certificate, no TLS, a proxy that fails, headers too large",
    failureClass: "unreachable",
    inGate: UNREACHABLE,
    codes: ["HOST_NOT_FOUND", "CERTIFICATE_REFUSED", "TLS_FAILED", "PROXY_FAILED", "HEADER_TOO_LARGE"],
  },
  {
    observed: "408, 5xx, a reset, no answer in time, a body that is not JSON or is larger than 2 MB",
    failureClass: "retry",
    inGate: "retries after a pause with jitter, until the gate's deadline",
    codes: ["SERVER_ERROR", "CONNECTION_FAILED", "REQUEST_TIMED_OUT", "MALFORMED_ANSWER", "INTERRUPTED"],
  },
];

export function failureClassOf(code: ErrorCode): FailureClass {
  return errorTable.find((row) => row.codes.includes(code))?.failureClass ?? "final";
}
