/** What is seen of instances whose ids are a secret, without the ids: Huawei's messages name the instance. Pure. */
import { CloudDcError } from "../errors";
import { presentable } from "../redact";
import type { Observation } from "../wait/track";

/** The same answer or error, without the ids in any of its texts. */
export function redactIds(seen: Observation, ids: readonly string[]): Observation {
  if (ids.length === 0) return seen;
  if ("error" in seen)
    return { ...seen, error: new CloudDcError(seen.error.code, seen.error.message, { secrets: ids }) };
  const { error } = seen.status;
  if (!error) return seen;
  const texts = Object.entries(error).map(([key, text]) => [key, presentable(text, ids)]);
  return { ...seen, status: { ...seen.status, error: Object.fromEntries(texts) } };
}
