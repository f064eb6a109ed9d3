/** A request, read: which API it is for, about which instances, with which query. */

import { readStrings } from "./body";

/** What a request asks of CloudDC. */
export type CloudDcKind = "status" | "list" | "create" | "delete" | "reinstall" | "password" | "power";

/**
 * What kind of thing a request asks for; "other" is any path that the simulator does not serve.
 *
 * @example
 * ```ts
 * const kind: simulator.RequestKind = "status";
 * ```
 */
export type RequestKind = CloudDcKind | "token" | "agency" | "projects" | "metadata" | "other";

/** Every kind there is. */
export const REQUEST_KINDS = Object.keys({
  status: true,
  list: true,
  create: true,
  delete: true,
  reinstall: true,
  password: true,
  power: true,
  token: true,
  agency: true,
  projects: true,
  metadata: true,
  other: true,
} satisfies Record<RequestKind, true>);

/**
 * A request as it came over the wire. Header names are in lower case.
 *
 * @example
 * ```ts
 * const request: simulator.CloudRequest = { method: "GET", url: "/", headers: {}, body: "" };
 * ```
 */
export interface CloudRequest {
  method: string;
  /** Path and query, as in the request line. */
  url: string;
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
}

export interface Call extends CloudRequest {
  kind: RequestKind;
  path: string;
  /** Query parameters in their order, decoded. */
  pairs: readonly (readonly [name: string, value: string])[];
  query: Readonly<Record<string, string>>;
  /** The project in the path; empty where the path names none. */
  projectId: string;
  /** The instances that the request names. */
  ids: readonly string[];
  requestId: string;
}

/** A malformed escape stays as it is: it then matches no instance, which is an answer as well. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readQuery(text: string): [string, string][] {
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name = "", ...value] = pair.replaceAll("+", " ").split("=");
      return [decode(name), decode(value.join("="))];
    });
}

/** The gateway publishes an API with its method: another method on the same path is no API (APIGW.0101). */
const CLOUDDC: readonly (readonly [kind: CloudDcKind, method: string, path: RegExp])[] = [
  ["status", "GET", /^\/v1\/([^/]+)\/instances\/([^/]+)\/status$/],
  ["list", "GET", /^\/v1\/([^/]+)\/instances$/],
  ["create", "POST", /^\/v1\/([^/]+)\/instances$/],
  ["reinstall", "PUT", /^\/v1\/([^/]+)\/instances\/reinstall$/],
  ["password", "PUT", /^\/v1\/([^/]+)\/instances\/password$/],
  ["power", "PUT", /^\/v1\/([^/]+)\/physicalservers\/power-state$/],
  ["delete", "DELETE", /^\/v1\/([^/]+)\/instances\/([^/]+)$/],
];

/** Whether a request is for CloudDC, whose gateway limits requests. */
export const isCloudDc = ({ kind }: Call): boolean => CLOUDDC.some(([one]) => one === kind);

const METADATA = new Set(["/meta-data/latest/api/token", "/openstack/latest/securitykey"]);

function kindOf(path: string): RequestKind {
  if (METADATA.has(path)) return "metadata";
  if (path === "/v3/auth/tokens") return "token";
  if (path === "/v3.0/OS-CREDENTIAL/securitytokens") return "agency";
  if (path === "/v3/projects") return "projects";
  return "other";
}

/** Splits an instance list as the API does, at commas. */
export function splitIds(text: string): string[] {
  return text.split(",").filter((id) => id !== "");
}

/** The instances that a request names: in its path, its query or its body. */
function idsOf(
  kind: RequestKind,
  inPath: string | undefined,
  query: string | undefined,
  body: string,
): readonly string[] {
  if (inPath !== undefined) return [decode(inPath)];
  if (kind === "list") return splitIds(query ?? "");
  if (kind === "reinstall" || kind === "password") return readStrings(body, "instance_id_set");
  return [];
}

export function readCall(request: CloudRequest, requestId: string): Call {
  const cut = request.url.indexOf("?");
  const path = cut < 0 ? request.url : request.url.slice(0, cut);
  const pairs = cut < 0 ? [] : readQuery(request.url.slice(cut + 1));
  const query = Object.fromEntries(pairs);
  const clouddc = CLOUDDC.find(([, method, form]) => method === request.method && form.test(path));
  const kind = clouddc?.[0] ?? kindOf(path);
  const [, projectId = "", id] = clouddc?.[2].exec(path) ?? [];
  const ids = idsOf(kind, id, query.instance_id, request.body);
  return { ...request, kind, path, pairs, query, projectId: decode(projectId), ids, requestId };
}
