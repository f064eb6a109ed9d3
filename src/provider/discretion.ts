/** Ids that are a secret stay out of what the API says of them: Huawei's messages name the instance. Pure. */
import { CloudDcError, isCloudDcError, presentable } from "../errors";
import type { Sighting } from "../instance/status";

/** What an id that is a secret is called in a message. */
export const HIDDEN = "[secret]";

/** The same answer or error, without the ids in any of its texts. */
export async function discreet(answer: Promise<Sighting>, ids: readonly string[]): Promise<Sighting> {
  if (ids.length === 0) return answer;
  try {
    const { status, ...source } = await answer;
    if (!status.error) return { status, ...source };
    const texts = Object.entries(status.error).map(([key, text]) => [key, presentable(text, ids)]);
    return { status: { ...status, error: Object.fromEntries(texts) }, ...source };
  } catch (error) {
    throw isCloudDcError(error) ? new CloudDcError(error.code, error.message, { secrets: ids }) : error;
  }
}
