/** What checks have in common: values that are not known yet, failures as the engine wants them. Pure. */
import { type ArgumentError, isCloudDcError } from "../errors";
import type { Reading } from "../instance/status";
import type { Observation } from "../wait/track";
import { redactIds } from "../waiter/redact-ids";

/** How an input that is not known yet reaches a hook. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isUnknown) : value === UNKNOWN;
}

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

/** What a look-up brought, as an observation; a mistake of ours is none, and is thrown. */
export async function observed(answer: Promise<Reading>): Promise<Observation> {
  try {
    return redactIds(await answer);
  } catch (error) {
    if (isCloudDcError(error)) return redactIds({ error });
    throw error;
  }
}
