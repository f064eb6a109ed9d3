/**
 * Everything that can go wrong between an argument and an answer, as values with a stable `code`.
 * Everybody may import it. Longer than other files: the codes and the classes that carry them are one list.
 */
import { cutAt } from "./clean-line";
import { presentable, quote } from "./redact";

/**
 * What went wrong, as a text that a program can compare and that stays the same between versions.
 *
 * @example
 * ```ts
 * const code: clouddc.ErrorCode = "WAIT_TIMED_OUT";
 * ```
 */
export type ErrorCode =
  | "INVALID_ARGUMENT" // an argument or a setting that cannot be used
  | "NO_CREDENTIALS" // nowhere to sign in with
  | "BAD_CREDENTIALS" // credentials that are there, but cannot be used: half a pair, an unreadable file
  | "UNAUTHENTICATED" // 401
  | "FORBIDDEN" // 403
  | "BAD_REQUEST" // 400 and 413: repeating cannot mend it
  | "INSTANCE_NOT_FOUND" // 404 iMetal.0200
  | "WRONG_ENDPOINT" // any other 404 with an error code of Huawei's: not the API that was meant
  | "THROTTLED" // 429
  | "SERVER_ERROR" // 5xx
  | "UNEXPECTED_ANSWER" // neither what was asked for nor an error that the API documents: 204, 302, 499, a gateway's 404
  | "MALFORMED_ANSWER" // a body that is not what the API documents
  | "CONNECTION_FAILED" // no answer: reset, refused, cut off
  | "HOST_NOT_FOUND" // the host's name does not resolve
  | "CERTIFICATE_REFUSED" // expired, for another name, of an unknown issuer
  | "TLS_FAILED" // no TLS on the other side, or none in common
  | "PROXY_FAILED" // the proxy does not answer, or refuses the tunnel
  | "HEADER_TOO_LARGE" // headers larger than the other side takes: ours of the response, or theirs of the request (431)
  | "REQUEST_TIMED_OUT" // no answer in time
  | "INTERRUPTED" // nobody wants the answer any more
  | "INSTANCE_FAILED" // a wait ended on an instance that does not become running by itself
  | "WAIT_TIMED_OUT"; // a wait reached its timeout

export interface ErrorDetails {
  /** Texts that must never be read in a message: tokens, keys, passwords. */
  secrets?: readonly string[];
}

/** The codes of a {@link ConnectionError}. */
export type ConnectionErrorCode =
  | "CONNECTION_FAILED"
  | "REQUEST_TIMED_OUT"
  | "INTERRUPTED"
  | "HOST_NOT_FOUND"
  | "CERTIFICATE_REFUSED"
  | "TLS_FAILED"
  | "PROXY_FAILED"
  | "HEADER_TOO_LARGE"
  | "UNEXPECTED_ANSWER"
  | "MALFORMED_ANSWER";

/**
 * The base of all errors of this package. `message` is one sentence without a secret in it.
 *
 * @example
 * ```ts
 * clouddc.getInstanceStatus({ instanceId: "web-1" }).catch((error) => {
 *   if (clouddc.isCloudDcError(error)) console.error(error.code, error.message);
 * });
 * ```
 */
export class CloudDcError extends Error {
  /** Recognises the class across duplicate copies of the package, where `instanceof` does not. */
  readonly isCloudDcError = true;
  /** Why, as a text that stays the same between versions. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(presentable(message, details.secrets));
    this.name = new.target.name;
    this.code = code;
  }
}

/** An argument or setting that cannot be used: which one, what it was, and what to write instead. */
export class ArgumentError extends CloudDcError {
  readonly argument: string;
  /** What to write instead; the message ends with it. */
  readonly remedy: string;

  constructor(argument: string, value: unknown, remedy: string) {
    super("INVALID_ARGUMENT", `"${argument}" is ${show(value)}: ${remedy}`);
    this.argument = argument;
    this.remedy = presentable(remedy);
  }
}

/** No way to sign in, or a way that is set up by half. */
export class CredentialsError extends CloudDcError {
  constructor(code: "NO_CREDENTIALS" | "BAD_CREDENTIALS", message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}

export interface ConnectionDetails extends ErrorDetails {
  /** Node's code for it, such as `ENOTFOUND`. */
  reason?: string | undefined;
  /** What the reader can do about it. */
  remedy?: string | undefined;
}

/** No response came: the network, TLS, a proxy, the time-out of one request, or nobody wanted it any more. */
export class ConnectionError extends CloudDcError {
  /** Node's code for it, such as `ENOTFOUND`, where there is one. */
  readonly reason: string | undefined;
  /** What the reader can do about it, where something can be done; the message ends with it. */
  readonly remedy: string | undefined;

  constructor(code: ConnectionErrorCode, problem: string, details: ConnectionDetails = {}) {
    const clean = (text: string | undefined) => text && quote(text, details.secrets);
    super(code, details.remedy ? `${problem}; ${details.remedy}` : problem, details);
    this.reason = clean(details.reason);
    this.remedy = clean(details.remedy);
  }
}

export interface ResponseDetails extends ErrorDetails {
  /** The HTTP status. */
  status: number;
  /** Huawei's `error_code`, such as `iMetal.0200` or `APIGW.0301`. */
  errorCode?: string | undefined;
  /** Huawei's `error_msg`. */
  errorMsg?: string | undefined;
  /** `X-Request-Id`: what Huawei's support asks for. */
  requestId?: string | undefined;
  /** What the reader can do about it. */
  remedy?: string | undefined;
  /** 429 only: how long the server asks to be left alone, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** 429 only: the limit that the message names. */
  limit?: { requests: number; windowMs: number } | undefined;
}

/** The server answered, and not with what was asked for. */
export class ResponseError extends CloudDcError {
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly errorMsg: string | undefined;
  readonly requestId: string | undefined;
  /** What the reader can do about it, where something can be done; the message ends with it. */
  readonly remedy: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly limit: { requests: number; windowMs: number } | undefined;

  constructor(code: ErrorCode, details: ResponseDetails) {
    const clean = (text: string | undefined) => text && quote(text, details.secrets);
    const said = {
      errorCode: clean(details.errorCode),
      errorMsg: clean(details.errorMsg),
      requestId: clean(details.requestId),
    };
    super(code, sentence({ ...details, ...said }), details);
    this.status = details.status;
    this.errorCode = said.errorCode;
    this.errorMsg = said.errorMsg;
    this.requestId = said.requestId;
    this.remedy = clean(details.remedy);
    this.retryAfterMs = details.retryAfterMs;
    this.limit = details.limit;
  }
}

/**
 * Whether something that was thrown is an error of this package, also of another copy of it.
 *
 * @example
 * ```ts
 * const isMissing = (error: unknown) => clouddc.isCloudDcError(error) && error.code === "INSTANCE_NOT_FOUND";
 * ```
 */
export function isCloudDcError(error: unknown): error is CloudDcError {
  return error instanceof Error && (error as Partial<CloudDcError>).isCloudDcError === true;
}

const sentence = (details: ResponseDetails): string =>
  `CloudDC answered ${factsOf(details)}${details.remedy ? `; ${details.remedy}` : ""}`;

/** What a message says of a response: what Huawei's support asks for. */
export function factsOf({ status, errorCode, errorMsg, requestId }: ResponseDetails): string {
  const said = [errorCode, errorMsg].filter(Boolean).join(": ");
  return [`HTTP ${status}`, said, requestId && `request id ${requestId}`].filter(Boolean).join(", ");
}

/** What was given is there to be recognised; what to write instead must be read as well. */
const LONGEST_VALUE = 200;

function show(value: unknown): string {
  if (value === undefined) return "not set";
  if (typeof value === "string") return JSON.stringify(cutAt(value, LONGEST_VALUE));
  if (typeof value === "function") return "a function";
  return cutAt(typeof value === "object" ? objectText(value) : String(value), LONGEST_VALUE);
}

/** A program may give anything, such as an object that holds itself: that it is wrong must be told all the same. */
function objectText(value: object | null): string {
  try {
    return JSON.stringify(value) ?? "an object";
  } catch {
    return "an object";
  }
}
