/** Every control over HTTP, under /_simulator, for the page, a user in a shell, and tests of other languages. */

import type { CloudControls } from "../controls";
import type { Fault } from "../faults/fault";
import { fieldProblem } from "../fields";
import { readObject } from "../http/body";
import { type CloudRequest, decode } from "../http/call";
import { type CloudResponse, json, plain } from "../http/response";
import type { TimelineStart } from "../instances/instances";
import type { Operation, OperationTimelines } from "../instances/operations";
import type { Timeline } from "../instances/timeline";
import type { Limit } from "../throttle";

export type HttpControls = Omit<CloudControls, "region" | "projectId">;

const ROOT = "/_simulator/";

export function isControl(request: CloudRequest): boolean {
  return request.url.startsWith(ROOT);
}

type Body = Record<string, unknown>;
/** Throws a sentence where the body is wrong; what it returns is sent, nothing where there is nothing to say. */
type Handler = (controls: HttpControls, ids: string[], body: Body) => object | undefined;

function timelineOf({ timeline }: Body): Timeline {
  if (typeof timeline !== "string" && !Array.isArray(timeline))
    throw new Error('The body needs a timeline, for example {"timeline": "pending 3s, running"}.');
  return timeline;
}

function startOf({ start }: Body): TimelineStart | undefined {
  if (start !== undefined && start !== "first-look-up" && start !== "at-once")
    throw new Error(`A timeline's start must be "first-look-up" or "at-once", not ${JSON.stringify(start)}.`);
  return start;
}

/** JSON has no Infinity, so a word stands for it. */
function faultOf(body: Body): Fault {
  const always = body.times === "always" || body.times === "Infinity";
  return { ...body, ...(always ? { times: Number.POSITIVE_INFINITY } : {}) };
}

/** For bodies that no control takes as a whole. */
function only(body: Body, ...names: string[]): Body {
  const any = ["string", "number", "boolean", "object"] as const;
  const problem = fieldProblem("The body", body, Object.fromEntries(names.map((name) => [name, any])));
  if (problem !== undefined) throw new Error(problem);
  return body;
}

function flag(body: Body, name: string): boolean | undefined {
  const value = body[name];
  if (value !== undefined && typeof value !== "boolean") throw new Error(`"${name}" must be true or false.`);
  return value;
}

function number(body: Body, name: string): number {
  const value = body[name];
  if (typeof value !== "number") throw new Error(`The body needs "${name}", a number.`);
  return value;
}

/** `*` stands for one part of a path. */
const CONTROLS: readonly (readonly [methodAndPath: string, handler: Handler])[] = [
  [
    "PUT instances/*",
    (to, [id = ""], body) => void to.put(id, timelineOf(only(body, "timeline", "start")), startOf(body)),
  ],
  ["DELETE instances/*", (to, [id = ""]) => void to.remove(id)],
  ["POST instances/*/*", (to, [id = "", operation]) => void to.perform(id, operation as Operation)],
  ["PUT operations", (to, _ids, body) => void to.operations(body as OperationTimelines)],
  ["POST faults", (to, _ids, body) => void to.fault(faultOf(body))],
  ["DELETE faults", (to) => void to.clearFaults()],
  ["PUT limit", (to, _ids, body) => void to.limit(body as unknown as Limit)],
  ["DELETE limit", (to) => void to.limit(undefined)],
  ["PUT list-lag", (to, _ids, body) => void to.listLag(number(only(body, "lagMs"), "lagMs"))],
  [
    "PUT permissions",
    (to, _ids, body) => {
      only(body, "list", "status", "agency");
      const [list, status, agency] = [flag(body, "list"), flag(body, "status"), flag(body, "agency")];
      if (list !== undefined) to.allowList(list);
      if (status !== undefined) to.allowStatus(status);
      if (agency !== undefined) to.allowAgency(agency);
      return undefined;
    },
  ],
  ["DELETE tokens/*", (to, [token = ""]) => void to.revokeToken(token)],
  ["DELETE tokens", (to) => void to.revokeTokens()],
  ["DELETE keys", (to) => void to.revokeKeys()],
  ["POST expire-tokens", (to) => void to.expireTokens()],
  ["PUT clock-offset", (to, _ids, body) => void to.clockOffset(number(only(body, "offsetMs"), "offsetMs"))],
  ["POST reset", (to) => void to.reset()],
  ["GET requests", ({ requests }) => ({ requests })],
  ["GET state", ({ snapshot }) => snapshot()],
];

const form = (methodAndPath: string) => new RegExp(`^${methodAndPath.replaceAll("*", "([^/]+)")}$`);
const ROUTES = CONTROLS.map(([methodAndPath, handler]) => [form(methodAndPath), handler] as const);

export function answerControl(request: CloudRequest, controls: HttpControls): CloudResponse {
  const wanted = `${request.method} ${request.url.slice(ROOT.length)}`;
  const route = ROUTES.find(([path]) => path.test(wanted));
  if (route === undefined)
    return json(404, { error: `The simulator has no control ${request.method} ${request.url}.` });
  const [path, handler] = route;
  try {
    const body = request.body === "" ? {} : readObject(request.body);
    if (body === undefined) throw new Error("The body is not a JSON object.");
    const [, ...ids] = path.exec(wanted) ?? [];
    const said = handler(controls, ids.map(decode), body);
    return said === undefined ? plain(204) : json(200, said);
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) });
  }
}
