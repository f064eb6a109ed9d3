/** The two questions about instances that this package asks CloudDC, once each: no retry, no pacing. */
import { ResponseError } from "../../errors";
import { parseStatus, type Reading } from "../../instance/status";
import { bodyOf } from "../http/response";
import type { ProjectClient } from "./project-client";

/** How many ids ListInstances takes in one request. */
export const MOST_IDS_A_LIST = 100;

/** ShowInstanceStatus: `GET /v1/{project_id}/instances/{id}/status`. */
export async function showStatus(session: ProjectClient, id: string): Promise<Reading> {
  const answer = await session.get(`instances/${encodeURIComponent(id)}/status`, {
    permission: "clouddc:instance:get",
  });
  const status = parseStatus(bodyOf(answer, { secrets: session.secrets() }));
  return { status: status ?? {}, requestId: answer.headers["x-request-id"] };
}

/**
 * ListInstances, `GET /v1/{project_id}/instances?instance_id=a,b,…`, for up to a hundred ids: what the list says of each
 * instance that it knows. An id that is not in the answer may still exist: only the status API is sure.
 */
export async function listStatuses(session: ProjectClient, ids: readonly string[]): Promise<Map<string, Reading>> {
  const sightings = new Map<string, Reading>();
  let marker: string | undefined;
  do {
    const query = new URLSearchParams({ instance_id: ids.join(","), limit: String(MOST_IDS_A_LIST) });
    if (marker !== undefined) query.set("marker", marker);
    const answer = await session.get(`instances?${query}`, { permission: "clouddc:instance:list" });
    const body = bodyOf(answer, { secrets: session.secrets() });
    if (!Array.isArray(body.instances)) {
      throw new ResponseError("MALFORMED_ANSWER", {
        status: answer.status,
        errorMsg: "a list without instances",
        requestId: answer.headers["x-request-id"],
      });
    }
    const before = sightings.size;
    for (const item of body.instances as { id?: unknown }[]) {
      const status = parseStatus(item);
      if (status && typeof item.id === "string")
        sightings.set(item.id, { status, requestId: answer.headers["x-request-id"] });
    }
    const next = (body.page_info as { next_marker?: unknown } | undefined)?.next_marker;
    // A page without news ends the list: markers that lead nowhere must not hold a wait for ever.
    const more = sightings.size > before && sightings.size < ids.length;
    marker = more && typeof next === "string" && next !== "" ? next : undefined;
  } while (marker !== undefined);
  return sightings;
}
