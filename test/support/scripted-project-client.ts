/** A session whose answers a test decides, and which notes what it was asked, and when. */

import type { ProjectClient } from "../../src/api/client/project-client";
import { failureOf } from "../../src/api/http/response";
import type { HttpResponse } from "../../src/api/http/transport";
import type { Clock } from "../../src/clock";

export interface Asked {
  /** In milliseconds of the test's clock. */
  readonly at: number;
  readonly kind: "status" | "list";
  readonly ids: readonly string[];
  readonly path: string;
  readonly permission: string;
}

export interface ScriptedSession extends ProjectClient {
  readonly asked: readonly Asked[];
  /** How many requests were under way at once, at most. */
  readonly mostAtOnce: () => number;
}

/** Says what comes to the n-th request, from 0: an answer, or an error that is thrown. */
export type Script = (asked: Asked, index: number) => HttpResponse | Error;

/** Each answer takes `tookMs`. */
export function createScriptedSession(clock: Clock, script: Script, tookMs = 20): ScriptedSession {
  const asked: Asked[] = [];
  let underWay = 0;
  let most = 0;
  return {
    asked,
    mostAtOnce: () => most,
    secrets: () => ["a-secret-token"],
    async get(path, { permission }) {
      const request: Asked = { at: clock.now(), path, permission, ...readPath(path) };
      const index = asked.push(request) - 1;
      most = Math.max(most, ++underWay);
      await clock.sleep(tookMs);
      underWay--;
      const answer = script(request, index);
      if (answer instanceof Error) throw answer;
      if (answer.status === 200) return answer;
      throw failureOf(answer, { permission });
    },
  };
}

function readPath(path: string): Pick<Asked, "kind" | "ids"> {
  const { pathname, searchParams } = new URL(path, "http://host/");
  const list = searchParams.get("instance_id");
  if (list !== null) return { kind: "list", ids: list.split(",") };
  return { kind: "status", ids: [decodeURIComponent(pathname.split("/")[2] ?? "")] };
}

export const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { "x-request-id": "r-1", ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

/** Everything runs, whichever way it is asked. */
export const allRunning: Script = ({ kind, ids }) =>
  kind === "list" ? listOf(ids.map((id) => ({ id, state: "running" }))) : answer(200, { state: "running" });

export const listOf = (instances: readonly object[], page_info: object = {}): HttpResponse =>
  answer(200, { instances, page_info });

export const throttled = (text = "Too many requests", headers: Record<string, string> = {}): HttpResponse =>
  answer(429, { error_code: "APIGW.0308", error_msg: text }, headers);
