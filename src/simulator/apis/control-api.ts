/** The controls over HTTP, under /_simulator, for a user in a shell. No sign-in: the server listens on loopback alone. */

import { type CloudRequest, decode } from "../http/call";
import { type CloudResponse, json, plain } from "../http/response";
import type { Timeline } from "../instances/timeline";
import type { CloudControls } from "./controls";

type Controls = Pick<CloudControls, "put" | "remove" | "fault" | "requests">;

const ROOT = "/_simulator/";
const INSTANCE = /^instances\/([^/]+)$/;

export function isControl(request: CloudRequest): boolean {
  return request.url.startsWith(ROOT);
}

function readObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("The body is no JSON object.");
  return value as Record<string, unknown>;
}

function readTimelineOf(body: string): Timeline {
  const { timeline } = readObject(body);
  if (typeof timeline !== "string" && !Array.isArray(timeline))
    throw new Error('The body needs a timeline, for example {"timeline": "pending 3s, running"}.');
  return timeline;
}

function perform(request: CloudRequest, controls: Controls): CloudResponse {
  const path = request.url.slice(ROOT.length);
  const id = INSTANCE.exec(path)?.[1];
  if (id !== undefined && request.method === "PUT") {
    controls.put(decode(id), readTimelineOf(request.body));
    return plain(204);
  }
  if (id !== undefined && request.method === "DELETE") {
    controls.remove(decode(id));
    return plain(204);
  }
  if (path === "faults" && request.method === "POST") {
    const fault = readObject(request.body);
    // JSON has no Infinity, so the word stands for it.
    controls.fault({ ...fault, ...(fault.times === "Infinity" ? { times: Number.POSITIVE_INFINITY } : {}) });
    return plain(204);
  }
  if (path === "requests" && request.method === "GET") return json(200, { requests: controls.requests });
  return json(404, { error: `The simulator has no control ${request.method} ${ROOT}${path}.` });
}

export function answerControl(request: CloudRequest, controls: Controls): CloudResponse {
  try {
    return perform(request, controls);
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) });
  }
}
