/** What can happen to one request, by name: to its way, to its answer, or to the list in it. */
import type { NodeError } from "../../../src/api/http/network-failure";
import type { HttpResponse } from "../../../src/api/http/transport";

export interface Effect {
  /** No answer comes, but this error of Node's. */
  readonly breaks?: NodeError;
  /** The answer comes instead of the server's. */
  readonly answers?: HttpResponse;
  /** What becomes of the server's answer. */
  readonly changes?: (response: HttpResponse, url: URL) => HttpResponse;
  readonly lateMs?: number;
  /** One request only. */
  readonly once?: boolean;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { "content-type": "application/json", "x-request-id": "r-fault", ...headers },
  body: JSON.stringify(body),
});
const html = (status: number, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { "content-type": "text/html", ...headers },
  body: "<html>\n<head><title>Gateway</title></head><body>Please sign in to the network.</body></html>",
});

/** Changes the list in an answer, where there is one. */
const list =
  (change: (body: { instances: unknown[]; page_info?: unknown }) => object) =>
  (response: HttpResponse): HttpResponse => {
    const body =
      response.status === 200 && response.body.includes('"instances"') ? JSON.parse(response.body) : undefined;
    return Array.isArray(body?.instances) ? { ...response, body: JSON.stringify(change(body)) } : response;
  };

const BUSY = { error_code: "iMetal.0005", error_msg: "Too many requests" };
const INTERNAL = { error_code: "iMetal.0099", error_msg: "Internal server error" };
const WINDOW = {
  error_code: "APIGW.0308",
  error_msg: "The throttling threshold has been reached: policy user over ratelimit,limit:60,time:1 minute",
};

export const EFFECTS = {
  "429": { answers: json(429, BUSY) },
  "429 with Retry-After": { answers: json(429, BUSY, { "retry-after": "7" }) },
  "429 with a window": { answers: json(429, WINDOW) },
  "429 once": { answers: json(429, BUSY), once: true },
  "500": { answers: json(500, INTERNAL) },
  "502 with HTML": { answers: html(502) },
  "503": { answers: html(503) },
  "503 with Retry-After": { answers: html(503, { "retry-after": "11" }) },
  "504": { answers: { status: 504, headers: {}, body: "" } },
  "408": { answers: json(408, {}) },
  reset: { breaks: { code: "ECONNRESET", message: "socket hang up" } },
  refused: { breaks: { code: "ECONNREFUSED", syscall: "connect" } },
  "reset inside the body": { breaks: { code: "ECONNRESET", message: "aborted", isInAnswer: true }, lateMs: 300 },
  slow: { lateMs: 4_000 },
  "too slow": { lateMs: 60_000 },
  truncated: {
    changes: (response: HttpResponse) => ({ ...response, body: response.body.slice(0, response.body.length / 2) }),
  },
  empty: { changes: (response: HttpResponse) => ({ ...response, body: "" }) },
  oversized: { breaks: { code: "ERR_BAD_RESPONSE", message: "maxContentLength size of 2097152 exceeded" } },
  "wrong content type": {
    changes: (response: HttpResponse) => ({
      ...response,
      headers: { ...response.headers, "content-type": "image/png" },
    }),
  },
  "HTML with 200": { answers: html(200) },
  "an error with 200": { answers: json(200, INTERNAL) },
  "an error that quotes the request": {
    changes: (_response: HttpResponse, { pathname, search }: URL) =>
      json(500, { error_code: "iMetal.0099", error_msg: `no answer for ${pathname}${search}, try later` }),
  },
  "an array": { answers: json(200, []) },
  redirect: { answers: { ...html(302), headers: { location: "https://login.example/" } } },
  "204": { answers: { status: 204, headers: {}, body: "" } },
  "404 of a proxy": { answers: html(404) },
  "425": { answers: html(425) },
  duplicates: { changes: list((body) => ({ ...body, instances: [...body.instances, ...body.instances] })) },
  "foreign items": {
    changes: list((body) => ({
      ...body,
      instances: [...body.instances.slice(1), { id: "foreign", state: "running" }, null, 7],
    })),
  },
  contradictions: {
    changes: list(({ instances, ...body }) => ({
      ...body,
      instances: [
        ...instances,
        ...instances.map((one) => ({ ...(one as object), state: "running", operation_state: undefined })),
      ],
    })),
  },
  "markers in a loop": { changes: list((body) => ({ ...body, page_info: { next_marker: "again" } })) },
  "half a list": {
    changes: list((body) => ({
      instances: body.instances.filter((_one, at) => at % 2 === 0),
      page_info: { next_marker: "rest" },
    })),
  },
  "no list": { changes: list(() => ({ items: [] })) },
  "an empty list": { changes: list(() => ({ instances: [], page_info: {} })) },
  "401 once": {
    answers: json(401, { error_code: "APIGW.0301", error_msg: "Incorrect IAM authentication information" }),
    once: true,
  },
  "no name": { breaks: { code: "ENOTFOUND", syscall: "getaddrinfo" } },
  "no resolver": { breaks: { code: "EAI_AGAIN", syscall: "getaddrinfo" } },
  "another certificate": { breaks: { code: "DEPTH_ZERO_SELF_SIGNED_CERT", message: "self-signed certificate" } },
  "no TLS": { breaks: { code: "EPROTO", message: "wrong version number" } },
  "403": { answers: json(403, { error_code: "iMetal.0004", error_msg: "Insufficient permissions" }) },
  "400": { answers: json(400, { error_code: "iMetal.0001", error_msg: "invalid" }) },
  "404 of the gateway": { answers: json(404, { error_code: "APIGW.0101", error_msg: "The API does not exist" }) },
  "401": { answers: json(401, { error_code: "APIGW.0301", error_msg: "Incorrect IAM authentication information" }) },
} as const satisfies Record<string, Effect>;

export type EffectName = keyof typeof EFFECTS;

/** By README's table repeating the request cannot help. */
export const FINAL: readonly EffectName[] = ["403", "400", "404 of the gateway", "401", "401 once"];
