/** ListInstances: up to 100 instances by id, by state, page by page. */

import type { ListFlaw } from "../faults/fault";
import { type Call, splitIds } from "../http/call";
import { type CloudResponse, json, serviceError } from "../http/response";
import type { Instance, Instances } from "../instances/instances";
import { listedState, listItem } from "./list-item";

const MAX_IDS = 100;
const MIN_LIMIT = 10;
const MAX_LIMIT = 1_000;

export interface ListSettings {
  oldVocabulary: boolean;
  pageSize: number;
  lagMs: number;
}

/**
 * "When unset or below 10, it is 10; above 1000, it is 1000" (ListInstances page and SDKs). The same page gives 1000 as the
 * default in another column; the smaller one is played, because it is the one that a client must page through.
 * Undefined for a text that is no number.
 */
function readLimit(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return MIN_LIMIT;
  return /^\d+$/.test(text) ? Math.min(MAX_LIMIT, Math.max(MIN_LIMIT, Number(text))) : undefined;
}

/** The page calls the marker an address of the next page and says nothing of its form: so it is opaque, and not an id. */
const writeMarker = (id: string) => Buffer.from(`after:${id}`).toString("base64url");
function readMarker(text: string): string | undefined {
  const read = Buffer.from(text, "base64url").toString();
  return read.startsWith("after:") ? read.slice("after:".length) : undefined;
}

/** The id after which the page before this one begins; empty where that is the first page. */
function beforePage(matching: readonly Instance[], after: string, size: number): string {
  return matching.filter(({ id }) => id <= after).at(-size - 1)?.id ?? "";
}

interface ListBody {
  instances: { id: string }[];
  page_info: { next_marker: string | undefined; previous_marker: string | undefined; current_count: number };
  count: number;
}

/** An id that no instance has, of the same length, so that nothing but the id is strange about it. */
const foreign = (id: string) => `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`;

function flawed(body: ListBody, flaw: ListFlaw): ListBody {
  const { instances, page_info } = body;
  const withMarker = (next_marker: string) => ({ ...body, page_info: { ...page_info, next_marker } });
  switch (flaw) {
    case "duplicates":
      return { ...body, instances: instances.flatMap((one) => [one, one]) };
    case "foreign-ids":
      return { ...body, instances: instances.map((one) => ({ ...one, id: foreign(one.id) })) };
    case "dead-marker":
      return withMarker("nowhere");
    case "circular-marker":
      return withMarker(writeMarker(""));
    case "empty-pages":
      return withMarker(writeMarker("\uffff"));
  }
}

const invalid = (what: string) =>
  serviceError(400, "iMetal.0001", `A request parameter contains invalid or unsupported value: ${what}`);

/** Ids that do not exist are left out of the list: it is a filter, not a look-up. */
export function listInstances(
  call: Call,
  instances: Instances,
  settings: ListSettings,
  flaw: ListFlaw | undefined,
): CloudResponse {
  const { instance_id, instance_state = "", limit: limitText, marker, server_id } = call.query;
  const ids = instance_id === undefined || instance_id === "" ? undefined : splitIds(instance_id);
  if (ids !== undefined && ids.length > MAX_IDS) return invalid("instance_id");
  const servers = server_id === undefined || server_id === "" ? undefined : splitIds(server_id);
  if (servers !== undefined && servers.length > MAX_IDS) return invalid("server_id");
  const limit = readLimit(limitText);
  if (limit === undefined) return invalid("limit");
  const after = marker === undefined || marker === "" ? "" : readMarker(marker);
  if (after === undefined) return invalid("marker");

  const { oldVocabulary, lagMs } = settings;
  const matching = instances
    .existing(ids, lagMs)
    .filter((one) => one.step.unlisted !== true)
    .filter((one) => servers === undefined || servers.includes(one.attributes.server_id))
    .filter((one) => instance_state === "" || listedState(one, oldVocabulary) === instance_state);
  const rest = matching.filter((one) => one.id > after);
  const size = Math.min(limit, settings.pageSize);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  // The last page has no next marker: the field is optional in the SDKs, and nothing says how else an end is told.
  const next_marker = rest.length > page.length && last !== undefined ? writeMarker(last.id) : undefined;
  const previous_marker = after === "" ? undefined : writeMarker(beforePage(matching, after, size));
  const body = {
    instances: page.map((one) => listItem(one, oldVocabulary)),
    page_info: { next_marker, previous_marker, current_count: page.length },
    count: matching.length,
  };
  return json(200, flaw === undefined ? body : flawed(body, flaw));
}
