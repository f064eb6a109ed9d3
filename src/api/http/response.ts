/** What a response of Huawei's APIs means: its body, or the error that it stands for. Pure. */
import { type ErrorCode, ResponseError } from "../../errors";
import { quote } from "../../redact";
import { isObject, type JsonObject, readAnswer } from "./answer";
import type { HttpResponse } from "./transport";

const NOT_THE_API = "check the endpoint, the region and the project: this is not about the instance";

export interface FailureContext {
  secrets?: readonly string[];
  /** The permission that the request needs, for 403. */
  permission?: string;
  /** Why a 401 came, where it can be told. */
  hint?: string | undefined;
}

/** The error that a response other than 200 stands for. */
export function failureOf(
  response: HttpResponse,
  { permission, hint, ...context }: FailureContext = {},
): ResponseError {
  const { status, headers } = response;
  const secrets = secretsOf(response, context);
  const { errorCode, errorMsg, requestId, policy } = readError(response.body, secrets);
  const fail = (code: ErrorCode, remedy?: string, extra: object = {}) =>
    new ResponseError(code, {
      status,
      errorCode,
      errorMsg,
      requestId: requestIdOf(response, secrets) ?? requestId,
      remedy,
      secrets,
      ...extra,
    });

  if (status === 404 && errorCode === "iMetal.0200") return fail("INSTANCE_NOT_FOUND");
  if (status === 404 && errorCode !== undefined) return fail("WRONG_ENDPOINT", NOT_THE_API);
  if (status === 401)
    return fail("UNAUTHENTICATED", hint ?? "check the credentials, and that they belong to this region");
  if (status === 403) {
    const decision = policy && ` (the account's decision is in encoded_authorization_message: ${policy})`;
    return fail("FORBIDDEN", permission && `grant the permission ${permission}${decision ?? ""}`);
  }
  const retryAfterMs = readRetryAfter(headers);
  if (status === 429) return fail("THROTTLED", undefined, { retryAfterMs, limit: readLimit(errorMsg) });
  // A server that says when it is back wants to be left alone until then, whatever it calls that.
  if (status === 503 && retryAfterMs !== undefined) return fail("THROTTLED", undefined, { retryAfterMs });
  if (status === 408 || status >= 500) return fail("SERVER_ERROR");
  if (status === 400 || status === 413) return fail("BAD_REQUEST", "repeating the request cannot help");
  // What is left is no answer of the API's: a gateway in between may say it once, and a wrong endpoint says it always.
  if (status === 431) return fail("HEADER_TOO_LARGE", "sign in with an access key, because the token is too long");
  if (status >= 300 && status < 400) return fail("UNEXPECTED_ANSWER", `redirects are not followed; ${NOT_THE_API}`);
  return fail("UNEXPECTED_ANSWER", NOT_THE_API);
}

/** What Huawei's support asks for, where the response names it. */
export const requestIdOf = ({ headers }: HttpResponse, secrets: readonly string[]): string | undefined =>
  quote(headers["x-request-id"] ?? "", secrets) || undefined;

/** Everything that no message about the response may show. */
export const secretsOf = (response: HttpResponse, { secrets = [] }: FailureContext): readonly string[] => [
  ...secrets,
  ...(response.secrets ?? []),
];

/** The body's JSON object, or the error that a 200 stands for which has none, or an error in it. */
export function bodyOf(response: HttpResponse, context: FailureContext = {}): JsonObject {
  const secrets = secretsOf(response, context);
  const body = readAnswer(response.body, secrets);
  if (body && isSuccess(body)) return body;
  if (body) throw failureOf(response, context);
  throw new ResponseError("MALFORMED_ANSWER", {
    status: response.status,
    errorMsg: `a body that is not a JSON object: ${quote(response.body, secrets, LONGEST_NO_JSON) || "(empty)"}`,
    requestId: requestIdOf(response, secrets),
    secrets,
  });
}

/** Some services say 200 and mean an error. An instance's own `error` lies a level down, and is no failure of the request. */
const isSuccess = (body: JsonObject) => !readFlat(body).errorCode;

interface ErrorBody {
  errorCode?: string | undefined;
  errorMsg?: string | undefined;
  requestId?: string | undefined;
  /** The account's policy decision, encoded. */
  policy?: string | undefined;
}

/** A page of HTML says what it is in its first lines. */
const LONGEST_PAGE = 190;
const LONGEST_NO_JSON = 80;

/** The shapes that Huawei's SDKs tolerate: flat, `{code, message}`, either one nested a level down, or plain text. */
function readError(body: string, secrets: readonly string[]): ErrorBody {
  const outer = readAnswer(body, secrets);
  if (!outer) return { errorMsg: quote(body, secrets, LONGEST_PAGE) || undefined };
  const flat = readFlat(outer);
  const shapes = [flat, ...Object.values(outer).map(readFlat)];
  const said = shapes.find(({ errorMsg }) => errorMsg) ?? shapes.find(({ errorCode }) => errorCode);
  return { ...said, requestId: flat.requestId ?? said?.requestId };
}

function readFlat(value: unknown): ErrorBody {
  if (!isObject(value)) return {};
  // An empty text says nothing.
  const text = (key: string) =>
    (typeof value[key] === "string" || typeof value[key] === "number" ? String(value[key]) : "") || undefined;
  return {
    errorCode: text("error_code") ?? text("code"),
    errorMsg: text("error_msg") ?? text("message"),
    requestId: text("request_id"),
    policy: text("encoded_authorization_message"),
  };
}

/**
 * `Retry-After` in milliseconds: seconds, or a date, which counts from the server's own clock. Undefined where it says neither.
 * How much of an absurd one is believed is the limiter's matter.
 */
function readRetryAfter({ "retry-after": text = "", date = "" }: HttpResponse["headers"]): number | undefined {
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000;
  const pauseMs = dateOf(text) - dateOf(date);
  return Number.isFinite(pauseMs) ? Math.max(pauseMs, 0) : undefined;
}

/** JavaScript takes "soon, at 7" for a day of 2001. */
const HTTP_DATE = /^[a-z]{3,9}, \d\d[ -][a-z]{3}[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/i;
/** As C's asctime writes it, in GMT without a word of that: HTTP's oldest form of a date. */
const ASCTIME = /^[a-z]{3} [a-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/i;

function dateOf(header: string): number {
  const text = header.trim();
  if (HTTP_DATE.test(text)) return Date.parse(text);
  return ASCTIME.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
}

/** Huawei documents no `Retry-After`, but its gateway names the limit in the message. */
function readLimit(message = ""): ResponseError["limit"] {
  const [, requests, time, unit] = /limit:(\d{1,9}),\s*time:(\d{1,9})\s*(second|minute|hour|day)/.exec(message) ?? [];
  const unitMs = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }[unit as "second"];
  return unitMs === undefined ? undefined : { requests: Number(requests), windowMs: Number(time) * unitMs };
}
