/** What checks have in common: values that are not known yet, failures as the engine wants them, ids that are a secret. Pure. */
import { type ArgumentError, CloudDcError, isCloudDcError } from "../errors";
import type { Reading } from "../instance/status";
import { presentable } from "../redact";
import type { Observation } from "../wait/track";

/** How an input that is not known yet reaches a hook. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isUnknown) : value === UNKNOWN;
}

/** What an id that is a secret is called in a message. */
export const HIDDEN = "[secret]";

/**
 * Wrong arguments as check failures. The engine prints the value of a property that is named: also that of a secret, and of a
 * list the whole.
 */
export function failuresOf(problems: readonly ArgumentError[], secret = false) {
  return problems.map(({ argument, message }) => ({
    property: argument.includes("[") || (secret && argument.startsWith("instanceId")) ? "" : argument,
    reason: message,
  }));
}

/** The same answer or error, without the ids in any of its texts: Huawei's messages name the instance. */
export function redactIds(seen: Observation, ids: readonly string[]): Observation {
  if (ids.length === 0) return seen;
  if ("error" in seen)
    return { ...seen, error: new CloudDcError(seen.error.code, seen.error.message, { secrets: ids }) };
  const { error } = seen.status;
  if (!error) return seen;
  const texts = Object.entries(error).map(([key, text]) => [key, presentable(text, ids)]);
  return { ...seen, status: { ...seen.status, error: Object.fromEntries(texts) } };
}

/** What a look-up brought, as an observation; a mistake of ours is none, and is thrown. */
export async function observed(answer: Promise<Reading>, secrets: readonly string[]): Promise<Observation> {
  try {
    return redactIds(await answer, secrets);
  } catch (error) {
    if (isCloudDcError(error)) return redactIds({ error }, secrets);
    throw error;
  }
}
