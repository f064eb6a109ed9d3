/** The ECS metadata service as far as keys go: what a program on a Huawei server finds at 169.254.169.254. */

import { type AccessKeys, credentialBody } from "../auth/access-keys";
import type { IdGenerator } from "../auth/id-generator";
import type { Call } from "../http/call";
import { type CloudResponse, json, plain } from "../http/response";

/** "X-Metadata-Token-Ttl-Seconds" goes up to six hours, which is what the SDKs ask for. */
const MAX_TTL_SECONDS = 21_600;

export interface Metadata {
  answer(call: Call): CloudResponse;
}

export function createMetadata(
  mode: "off" | "v1" | "v2",
  lifetimeMs: number,
  keys: AccessKeys,
  idGenerator: IdGenerator,
  now: () => number,
): Metadata {
  const sessions = new Map<string, number>();

  const openSession = (call: Call): CloudResponse => {
    const ttl = Number(call.headers["x-metadata-token-ttl-seconds"]);
    if (!(Number.isInteger(ttl) && ttl >= 1 && ttl <= MAX_TTL_SECONDS)) return plain(400, "Bad Request");
    const session = idGenerator.secret("metadata-token-");
    sessions.set(session, now() + ttl * 1_000);
    return plain(200, session);
  };

  /** Each request gets a pair of its own. The real service repeats one until shortly before its end, which no client can rely on. */
  const handOut = (call: Call): CloudResponse => {
    const until = sessions.get(call.headers["x-metadata-token"] ?? "") ?? Number.NEGATIVE_INFINITY;
    if (mode === "v2" && now() >= until) return plain(401, "Unauthorized");
    return json(200, credentialBody(keys.issue(lifetimeMs)));
  };

  return {
    answer(call) {
      const wantsSession = call.path === "/meta-data/latest/api/token";
      if (mode === "off" || (wantsSession && mode === "v1")) return plain(404, "Not Found");
      if (wantsSession && call.method === "PUT") return openSession(call);
      if (!wantsSession && call.method === "GET") return handOut(call);
      return plain(405, "Method Not Allowed");
    },
  };
}
