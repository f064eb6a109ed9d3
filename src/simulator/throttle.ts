/** The gateway's request limit: so many requests in a fixed window, then 429 until the window is over. */

import { printWindow } from "./duration";
import { type Fields, refuseOddFields } from "./fields";
import { type CloudResponse, gatewayError, retryAfter } from "./http/response";

/**
 * A request limit on the CloudDC API.
 *
 * @example
 * ```ts
 * const limit: simulator.Limit = { requests: 200, windowMs: 300_000 };
 * cloud.limit(limit);
 * ```
 */
export interface Limit {
  /** Requests that are let through in a window. */
  requests: number;
  /** Length of a window, in milliseconds. */
  windowMs: number;
  /** Send a `Retry-After` header with a 429, in whole seconds (true) or as a date. Default false: Huawei documents no such header. */
  retryAfter?: boolean | "seconds" | "date";
}

const FIELDS: Fields<Limit> = { requests: "number", windowMs: "number", retryAfter: ["boolean", "string"] };

export interface Throttle {
  set(limit: Limit | undefined): void;
  current(): Limit | undefined;
  /** Counts one request; the 429 to answer with when it is one too many. */
  count(requestId: string): CloudResponse | undefined;
}

export function createThrottle(now: () => number, serverNow: () => number, first: Limit | undefined): Throttle {
  let limit: Limit | undefined;
  let windowStart = Number.NEGATIVE_INFINITY;
  let used = 0;

  const set = (next: Limit | undefined) => {
    if (next !== undefined) refuseOddFields("A limit", next, FIELDS);
    if (next !== undefined && !(next.requests >= 0 && next.windowMs > 0))
      throw new Error("A limit needs a number of requests and a window longer than zero.");
    limit = next;
    windowStart = Number.NEGATIVE_INFINITY;
  };
  set(first);

  return {
    set,
    current: () => limit,
    count(requestId) {
      if (limit === undefined) return undefined;
      if (now() >= windowStart + limit.windowMs) {
        windowStart = now();
        used = 0;
      }
      used += 1;
      if (used <= limit.requests) return undefined;
      // The wording is Huawei's (APIGW.0308): the window in it is all that a client is told about when to come back.
      const policy = `policy user over ratelimit,limit:${limit.requests},time:${printWindow(limit.windowMs)}`;
      const response = gatewayError(
        429,
        "APIGW.0308",
        `The throttling threshold has been reached: ${policy}`,
        requestId,
      );
      const { retryAfter: as = false } = limit;
      if (as === false) return response;
      const header = retryAfter(windowStart + limit.windowMs - now(), as === true ? "seconds" : as, serverNow());
      return { ...response, headers: { ...response.headers, ...header } };
    },
  };
}
