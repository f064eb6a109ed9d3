/** Answers, and the three shapes that errors have: the service's own, the gateway's, and IAM's. */

export interface CloudResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function json(status: number, body: object, headers: Record<string, string> = {}): CloudResponse {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

export function plain(status: number, body = ""): CloudResponse {
  return { status, headers: { "content-type": "text/plain" }, body };
}

/** An error of CloudDC itself: `iMetal.` codes, no request id in the body. */
export function serviceError(status: number, code: string, message: string, more: object = {}): CloudResponse {
  return json(status, { error_code: code, error_msg: message, ...more });
}

/** An error of the API gateway in front of every service: `APIGW.` codes, with the request id. */
export function gatewayError(status: number, code: string, message: string, requestId: string): CloudResponse {
  return json(status, { error_msg: message, error_code: code, request_id: requestId });
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

export function iamError(status: number, message: string): CloudResponse {
  return json(status, { error: { code: status, message, title: TITLES[status] ?? "Error" } });
}

/** `Retry-After` as a number of seconds or as a date, rounded up to whole seconds. */
export function retryAfter(ms: number, as: "seconds" | "date", serverNow: number): { "retry-after": string } {
  if (as === "seconds") return { "retry-after": String(Math.ceil(ms / 1_000)) };
  return { "retry-after": new Date(Math.ceil((serverNow + ms) / 1_000) * 1_000).toUTCString() };
}

/** ISO 8601 in UTC with microseconds, which is how IAM and the metadata service write times. */
export function microseconds(time: number): string {
  return new Date(time).toISOString().replace("Z", "000Z");
}
