/** A fault: what is done to a request instead of answering it, and which requests it is meant for. */

import { validateHeaderName, validateHeaderValue } from "node:http";
import { type Fields, fieldProblem } from "../fields";
import { REQUEST_KINDS, type RequestKind } from "../http/call";

/**
 * What can be wrong with a list that answers 200:
 * - "duplicates": each instance twice;
 * - "foreign-ids": under each id that was asked for an instance of another id;
 * - "dead-marker": a next page, though its marker is then refused with 400;
 * - "circular-marker": a next page, which is the first one again;
 * - "empty-pages": a next page, which is empty and has a next page itself.
 *
 * @example
 * ```ts
 * const flaw: simulator.ListFlaw | undefined = undefined;
 * ```
 */
export type ListFlaw = "duplicates" | "foreign-ids" | "dead-marker" | "circular-marker" | "empty-pages";

/**
 * A fault for one or more of the next requests. Faults are used up in the order in which they were given.
 *
 * @example
 * ```ts
 * const fault: simulator.Fault = { status: 503, retryAfterMs: 3_000, times: 2 };
 * cloud.fault(fault);
 * ```
 */
export interface Fault {
  /** Answer with this HTTP status instead of the real answer. A redirect is 302 with `headers.location`. Default: 200 with `body`. */
  status?: number;
  /** Body of that answer: a text, or an object to send as JSON. Default: the body that Huawei's error table has for the status, or nothing. */
  body?: string | object;
  /** Headers to add to the answer, or to replace in it. */
  headers?: Readonly<Record<string, string>>;
  /** Adds a `Retry-After` header that names this many milliseconds, rounded up to seconds. Default: none. */
  retryAfterMs?: number;
  /** Form of that header. Default "seconds". */
  retryAfterAs?: "seconds" | "date";
  /** Lets a list answer 200 with something wrong in it. Hits lists only. */
  list?: ListFlaw;
  /** Send the answer this many milliseconds late; what it says is decided when the request comes in. Default 0. */
  delayMs?: number;
  /** Reset the connection without an answer. Default false. */
  reset?: boolean;
  /** Send the headers and half of the body, then end the connection. Default false. */
  cut?: boolean;
  /** How many matching requests it lets pass first. Default 0. */
  skip?: number;
  /** How many requests it hits; `Infinity` for all until `clearFaults`. Default 1, or all where `forMs` is given. */
  times?: number;
  /** How long it goes on, in milliseconds from the first request that it hits. Default: as long as `times` says. */
  forMs?: number;
  /** Hit only requests that name this instance. Default: any. */
  id?: string;
  /** Hit only requests of this kind. Default: any. */
  kind?: RequestKind;
  /** Hit only requests with this query parameter: "marker" is in the second and later pages of a list. Default: any. */
  query?: string;
}

const LIST_FLAWS: readonly ListFlaw[] = ["duplicates", "foreign-ids", "dead-marker", "circular-marker", "empty-pages"];

const FIELDS: Fields<Fault> = {
  status: "number",
  body: ["string", "object"],
  headers: "object",
  retryAfterMs: "number",
  retryAfterAs: "string",
  list: "string",
  delayMs: "number",
  reset: "boolean",
  cut: "boolean",
  skip: "number",
  times: "number",
  forMs: "number",
  id: "string",
  kind: "string",
  query: "string",
};

/** A timer takes no more, and would go off at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Node throws where such a header is sent, which is too late to tell anybody. */
function headersProblem({ headers = {} }: Fault): string | undefined {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return undefined;
  } catch (error) {
    return `A fault's headers cannot be sent: ${(error as Error).message}.`;
  }
}

/** A sentence on what is wrong with a fault; undefined where nothing is. */
export function faultProblem(fault: Fault): string | undefined {
  const { status, times = 1, skip = 0, delayMs = 0, retryAfterMs = 0, forMs = 0 } = fault;
  if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599))
    return `A fault's status must be a number from 200 to 599, not ${status}.`;
  if (!(times === Number.POSITIVE_INFINITY || (Number.isInteger(times) && times > 0)))
    return `A fault's times must be a whole number from 1, or Infinity, not ${times}.`;
  if (!(Number.isInteger(skip) && skip >= 0)) return `A fault's skip must be a whole number from 0, not ${skip}.`;
  if (fault.list !== undefined && !LIST_FLAWS.includes(fault.list))
    return `A fault's list must be one of ${LIST_FLAWS.join(", ")}, not ${fault.list}.`;
  if (fault.kind !== undefined && !REQUEST_KINDS.includes(fault.kind))
    return `A fault's kind must be one of ${REQUEST_KINDS.join(", ")}, not ${fault.kind}.`;
  if (!["seconds", "date", undefined].includes(fault.retryAfterAs))
    return `A fault's retryAfterAs must be "seconds" or "date", not ${fault.retryAfterAs}.`;
  if (!(delayMs >= 0 && delayMs <= MAX_DELAY_MS))
    return `A fault's delayMs must be a number of milliseconds up to ${MAX_DELAY_MS}, not ${delayMs}.`;
  if (!(forMs >= 0)) return `A fault's forMs must be a number of milliseconds, not ${forMs}.`;
  if (!(retryAfterMs >= 0)) return `A fault's retryAfterMs must be a number of milliseconds, not ${retryAfterMs}.`;
  const problem = fieldProblem("A fault", fault, FIELDS) ?? headersProblem(fault);
  if (problem !== undefined) return problem;
  const effects = [fault.status, fault.body, fault.headers, fault.list, fault.delayMs, fault.reset, fault.cut];
  return effects.every((effect) => effect === undefined)
    ? "A fault needs an effect, such as a status: see Fault."
    : undefined;
}

/** A fault in a few words, as the page shows it. */
export function describeFault(fault: Fault): string {
  const { status, body, reset, cut, delayMs, list, id, kind, query } = fault;
  const effects = [
    ...(reset ? ["connection reset"] : status === undefined ? [] : [`answer ${status}`]),
    ...(body === undefined ? [] : ["another body"]),
    ...(list === undefined ? [] : [`list with ${list}`]),
    ...(cut ? ["half a body"] : []),
    ...(delayMs === undefined ? [] : [`${delayMs} ms late`]),
  ];
  const target = [
    ...(kind === undefined ? [] : [`to ${kind} requests`]),
    ...(query === undefined ? [] : [`with ${query}`]),
    ...(id === undefined ? [] : [`for ${id}`]),
  ];
  return [effects.join(", ") || "other headers", ...target].join(" ");
}
