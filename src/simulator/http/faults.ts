/** Faults on order: the next requests that match are answered wrongly, late, half, or not at all. */

import type { Call, RequestKind } from "./call";
import { type CloudResponse, iamError, json, serviceError } from "./response";

/**
 * What can be wrong with a list that answers 200:
 * - "duplicates": each instance twice;
 * - "foreign-ids": under each id that was asked for an instance of another id;
 * - "dead-marker": a next page, though its marker is then refused with 400;
 * - "circular-marker": a next page, which is the first one again;
 * - "empty-pages": a next page, which is empty and has a next page itself.
 */
export type ListFlaw = "duplicates" | "foreign-ids" | "dead-marker" | "circular-marker" | "empty-pages";

/** A fault for one or more of the next requests. Faults are used up in the order in which they were given. */
export interface Fault {
  /** Answer with this HTTP status instead of the real answer. A redirect is 302 with `headers.location`. Default: 200 with `body`. */
  status?: number;
  /** Body of that answer: a text, or an object to send as JSON. Default: the body that Huawei's error table has for the status, or nothing. */
  body?: string | object;
  /** Headers to add to the answer, or to replace in it. */
  headers?: Readonly<Record<string, string>>;
  /** Lets a list answer 200 with something wrong in it. Hits lists only. */
  list?: ListFlaw;
  /** Send the answer this many milliseconds late; what it says is decided when the request comes in. Default 0. */
  delayMs?: number;
  /** Reset the connection without an answer. Default false. */
  reset?: boolean;
  /** Send the headers and half of the body, then end the connection. Default false. */
  cut?: boolean;
  /** How many requests that match it lets pass first. Default 0. */
  skip?: number;
  /** How many requests it hits; `Infinity` for all until `clearFaults`. Default 1. */
  times?: number;
  /** Hit only requests that name this instance. Default: any. */
  id?: string;
  /** Hit only requests of this kind. Default: any. */
  kind?: RequestKind;
  /** Hit only requests with this query parameter: "marker" is in the second and later pages of a list. Default: any. */
  query?: string;
}

/** What the socket does to an answer. */
export interface Delivery {
  delayMs?: number;
  reset?: boolean;
  cut?: boolean;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  take(call: Call): Fault | undefined;
}

const LIST_FLAWS: readonly ListFlaw[] = ["duplicates", "foreign-ids", "dead-marker", "circular-marker", "empty-pages"];

function refusal(fault: Fault): string | undefined {
  const { status, times = 1, skip = 0, delayMs = 0 } = fault;
  if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599))
    return `A fault's status is a number from 200 to 599, not ${status}.`;
  if (!(times === Number.POSITIVE_INFINITY || (Number.isInteger(times) && times > 0)))
    return `A fault's times is a whole number from 1 up, or Infinity, not ${times}.`;
  if (!(Number.isInteger(skip) && skip >= 0)) return `A fault's skip is a whole number from 0 up, not ${skip}.`;
  if (fault.list !== undefined && !LIST_FLAWS.includes(fault.list))
    return `A fault's list is one of ${LIST_FLAWS.join(", ")}, not ${fault.list}.`;
  if (!(delayMs >= 0)) return `A fault's delayMs is a number of milliseconds, not ${delayMs}.`;
  const effects = [fault.status, fault.body, fault.headers, fault.list, fault.delayMs, fault.reset, fault.cut];
  return effects.every((effect) => effect === undefined) ? "A fault needs something to do: see Fault." : undefined;
}

export function createFaults(): Faults {
  let queue: { fault: Fault; skip: number; left: number }[] = [];
  const matches = ({ kind, id, query, list }: Fault, call: Call): boolean =>
    (kind === undefined || kind === call.kind) &&
    (list === undefined || call.kind === "list") &&
    (id === undefined || call.ids.includes(id)) &&
    (query === undefined || query in call.query);

  return {
    add(fault) {
      const problem = refusal(fault);
      if (problem !== undefined) throw new Error(problem);
      queue.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 });
    },
    clear() {
      queue = [];
    },
    take(call) {
      // A fault that lets the request pass leaves it to those ordered after it.
      const entry = queue.find((one) => matches(one.fault, call) && one.skip-- <= 0);
      if (entry === undefined) return undefined;
      entry.left -= 1;
      if (entry.left === 0) queue = queue.filter((other) => other !== entry);
      return entry.fault;
    },
  };
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
  if (call.kind === "token" || call.kind === "projects")
    return status < 400 ? json(status, {}) : iamError(status, "Fault");
  if (status === 404) return serviceError(404, "iMetal.0200", `Instances not found: [${call.ids.join(", ")}]`);
  const known = CODES[status];
  // A gateway's own 502, 503 or 504 has no body that Huawei documents; a redirect needs none.
  return known === undefined ? { status, headers: {}, body: "" } : serviceError(status, ...known);
}
