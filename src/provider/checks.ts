/** What checks have in common: values that are not known yet, failures as the engine wants them, ids that are a secret. Pure. */
import { type ArgumentError, CloudDcError, isCloudDcError, presentable } from "../errors";
import type { Reading } from "../instance/status";

/** How an input that is not known yet reaches a hook. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isUnknown) : value === UNKNOWN;
}

/** What an id that is a secret is called in a message. */
export const HIDDEN = "[secret]";

/** Wrong arguments as check failures. The engine prints the value of a property that is named, also that of a secret. */
export function failuresOf(problems: readonly ArgumentError[], secret = false) {
  return problems.map(({ argument, message }) => ({
    property: secret && argument.startsWith("instanceId") ? "" : argument,
    reason: message,
  }));
}

/** The same answer or error, without the ids in any of its texts: Huawei's messages name the instance. */
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
