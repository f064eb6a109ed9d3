/** Ids that are a secret stay out of what the API says of them: Huawei's messages name the instance. Pure. */
import { type ArgumentError, CloudDcError, isCloudDcError, presentable } from "../errors";
import type { Reading } from "../instance/status";

/** What an id that is a secret is called in a message. */
export const HIDDEN = "[secret]";

/** What check says of wrong arguments. The engine prints the value of a property that is named, also that of a secret. */
export function failuresOf(problems: readonly ArgumentError[], secret = false) {
  return problems.map(({ argument, message }) => ({
    property: secret && argument.startsWith("instanceId") ? "" : argument,
    reason: message,
  }));
}

/** The same answer or error, without the ids in any of its texts. */
export async function redactIds(answer: Promise<Reading>, ids: readonly string[]): Promise<Reading> {
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
