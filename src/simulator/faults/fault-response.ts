/** What a fault makes of an answer: another one, more headers, or a delivery that goes wrong. */

import type { Call } from "../http/call";
import { type CloudResponse, iamError, json, plain, retryAfter, serviceError } from "../http/response";
import type { Fault } from "./fault";

/**
 * What the socket does to an answer.
 *
 * @example
 * ```ts
 * const delivery: simulator.Delivery = { delayMs: 500 };
 * ```
 */
export interface Delivery {
  delayMs?: number;
  reset?: boolean;
  cut?: boolean;
}

/** Whether a fault puts its own answer in the place of the real one. */
export function replaces(fault: Fault): boolean {
  return fault.status !== undefined || fault.body !== undefined || fault.reset === true;
}

const CODES: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ["iMetal.0001", "A request parameter contains invalid or unsupported value"],
  401: ["iMetal.0003", "Unauthorized"],
  403: ["iMetal.0004", "Insufficient permissions"],
  429: ["iMetal.0005", "Too many requests"],
  500: ["iMetal.0099", "Internal server error"],
};

/** The answer that a fault gives. */
export function faultResponse(fault: Fault, call: Call): CloudResponse {
  const status = fault.status ?? 200;
  if (fault.body !== undefined) {
    const body = typeof fault.body === "string" ? fault.body : JSON.stringify(fault.body);
    return { status, headers: { "content-type": "application/json" }, body };
  }
  if (call.kind === "token" || call.kind === "agency" || call.kind === "projects")
    return status < 400 ? json(status, {}) : iamError(status, "Fault");
  if (call.kind === "metadata") return plain(status, status < 400 ? "" : "Fault");
  if (status === 404) return serviceError(404, "iMetal.0200", `Instances not found: [${call.ids.join(", ")}]`);
  const known = CODES[status];
  // A gateway's own 502, 503 or 504 has no body that Huawei documents; a redirect needs none.
  return known === undefined ? { status, headers: {}, body: "" } : serviceError(status, ...known);
}

/** The headers that a fault adds to an answer, or replaces in it. */
export function faultHeaders(fault: Fault, serverNow: number): Record<string, string> {
  const { headers = {}, retryAfterMs, retryAfterAs = "seconds" } = fault;
  return {
    ...(retryAfterMs === undefined ? {} : retryAfter(retryAfterMs, retryAfterAs, serverNow)),
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/** What a fault wants done to an answer on its way out. */
export function deliveryOf({ delayMs, reset, cut }: Fault): Delivery {
  return {
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(reset === undefined ? {} : { reset }),
    ...(cut === undefined ? {} : { cut }),
  };
}
