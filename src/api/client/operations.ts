/** The two operations of CloudDC that this package uses, once each: no retry, no rate limit. */
import { ResponseError } from "../../errors";
import { parseStatus } from "../../instance/parse-status";
import type { Reading } from "../../instance/status";
import { bodyOf, requestIdOf, secretsOf } from "../http/response";
import type { ProjectClient } from "./project-client";

/** How many ids ListInstances takes in one request. */
export const MOST_IDS_A_LIST = 100;
/** A page has a hundred; what a server sends beyond is for the next request. */
const MOST_ITEMS = 1_000;

/** ShowInstanceStatus: `GET /v1/{project_id}/instances/{id}/status`. */
export async function showStatus(client: ProjectClient, id: string, signal?: AbortSignal): Promise<Reading> {
  const path = `instances/${encodeURIComponent(id)}/status`;
  const answer = await client.get(path, { permission: "clouddc:instance:get", ...(signal && { signal }) });
  const secrets = secretsOf(answer, { secrets: client.secrets() });
  const status = parseStatus(bodyOf(answer, { secrets }), secrets);
  return { status: status ?? {}, requestId: requestIdOf(answer, secrets) };
}

export interface Page {
  /** What the list says of the instances that were asked for; of the others it may know more on its next page. */
  readonly readings: ReadonlyMap<string, Reading>;
  readonly hasMore: boolean;
}

/**
 * ListInstances, `GET /v1/{project_id}/instances?instance_id=a,b,…`, for up to a hundred ids: its first page. Whoever wants
 * the rest asks again for the ids that are left, so that each page is a request of its own. An id that no page holds may
 * still exist: only the status API is sure.
 */
export async function listStatuses(client: ProjectClient, ids: readonly string[], signal?: AbortSignal): Promise<Page> {
  const query = new URLSearchParams({ instance_id: ids.join(","), limit: String(MOST_IDS_A_LIST) });
  const answer = await client.get(`instances?${query}`, {
    permission: "clouddc:instance:list",
    ...(signal && { signal }),
  });
  const secrets = secretsOf(answer, { secrets: client.secrets() });
  const body = bodyOf(answer, { secrets });
  const requestId = requestIdOf(answer, secrets);
  if (!Array.isArray(body.instances))
    throw new ResponseError("MALFORMED_ANSWER", {
      status: answer.status,
      errorMsg: "a list without instances",
      requestId,
    });
  const next = (body.page_info as { next_marker?: unknown } | null | undefined)?.next_marker;
  return {
    readings: readingsOf(body.instances, new Set(ids), { requestId, secrets }),
    hasMore: typeof next === "string" && next !== "",
  };
}

/** Foreign items are passed over, and so are instances of which the list says two things at once. */
function readingsOf(
  items: readonly unknown[],
  wanted: ReadonlySet<string>,
  { requestId, secrets }: { requestId: string | undefined; secrets: readonly string[] },
) {
  const readings = new Map<string, Reading>();
  const contradicted = new Set<string>();
  for (const item of items.slice(0, MOST_ITEMS)) {
    const id = (item as { id?: unknown } | null)?.id;
    const status = typeof id === "string" && wanted.has(id) ? parseStatus(item, secrets) : undefined;
    if (!status || typeof id !== "string") continue;
    const known = readings.get(id);
    if (known && JSON.stringify(known.status) !== JSON.stringify(status)) contradicted.add(id);
    readings.set(id, { status, requestId, listed: true });
  }
  for (const id of contradicted) readings.delete(id);
  return readings;
}
