/** A request, read: which API it is for, about which instances, with which query. */

/** What kind of thing a request asks for; "other" is any path that the simulator does not serve. */
export type RequestKind = "status" | "list" | "token" | "agency" | "projects" | "metadata" | "other";

/** A request as it came over the wire. Header names are in lower case. */
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

const STATUS = /^\/v1\/([^/]+)\/instances\/([^/]+)\/status$/;
const LIST = /^\/v1\/([^/]+)\/instances$/;
const METADATA = new Set(["/meta-data/latest/api/token", "/openstack/latest/securitykey"]);

function kindOf(method: string, path: string): RequestKind {
  if (METADATA.has(path)) return "metadata";
  if (path === "/v3/auth/tokens") return "token";
  if (path === "/v3.0/OS-CREDENTIAL/securitytokens") return "agency";
  if (path === "/v3/projects") return "projects";
  // The gateway publishes an API with its method: another method on the same path is no API (APIGW.0101).
  if (method === "GET" && STATUS.test(path)) return "status";
  if (method === "GET" && LIST.test(path)) return "list";
  return "other";
}

/** Splits an instance list as the API does, at commas. */
export function splitIds(text: string): string[] {
  return text.split(",").filter((id) => id !== "");
}

export function readCall(request: CloudRequest, requestId: string): Call {
  const cut = request.url.indexOf("?");
  const path = cut < 0 ? request.url : request.url.slice(0, cut);
  const pairs = cut < 0 ? [] : readQuery(request.url.slice(cut + 1));
  const query = Object.fromEntries(pairs);
  const kind = kindOf(request.method, path);
  const [, projectId = "", id] = STATUS.exec(path) ?? LIST.exec(path) ?? [];
  const listed = kind === "list" ? splitIds(query.instance_id ?? "") : [];
  return {
    ...request,
    kind,
    path,
    pairs,
    query,
    projectId: decode(projectId),
    ids: kind === "status" && id !== undefined ? [decode(id)] : listed,
    requestId,
  };
}
