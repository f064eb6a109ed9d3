/** What the simulator remembers of a request, without anything that opens a door. */

import { schemeOf } from "./auth/authenticate";
import type { Call, RequestKind } from "./http/call";

/**
 * A request that the simulator answered. Tokens, keys, passwords and signatures are starred out; bodies are not kept.
 *
 * @example
 * ```ts
 * const failed = cloud.requests.filter(({ status }: simulator.RecordedRequest) => status !== 200);
 * ```
 */
export interface RecordedRequest {
  /** When it came in, in milliseconds by the simulator's `now`. */
  at: number;
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  kind: RequestKind;
  /** The instances that it named. */
  ids: readonly string[];
  /** HTTP status of the answer; 0 where a fault reset the connection instead. */
  status: number;
  /** How it tried to sign in. */
  authorization: "token" | "signature" | "none";
  /** Header names are in lower case. */
  headers: Readonly<Record<string, string>>;
  /** `X-Request-Id` of the answer. */
  requestId: string;
}

const SECRET = /token$|secret|password|cookie|key|authorization/i;

function mask(name: string, value: string): string {
  if (!SECRET.test(name)) return value;
  // Which headers were signed is worth a look in a test, and gives nothing away.
  if (name === "authorization" && value.startsWith("SDK-HMAC-SHA256 "))
    return `SDK-HMAC-SHA256 Access=***, SignedHeaders=${/SignedHeaders=([\w;-]+)/.exec(value)?.[1] ?? ""}, Signature=***`;
  return "***";
}

function masked(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, mask(name, value)]])),
  );
}

export function record(call: Call, status: number, at: number): RecordedRequest {
  return {
    at,
    method: call.method,
    path: call.path,
    query: masked(call.query),
    kind: call.kind,
    ids: call.ids,
    status,
    authorization: schemeOf(call),
    headers: masked(call.headers),
    requestId: call.requestId,
  };
}
