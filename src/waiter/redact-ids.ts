/** An observation without any id that is a secret to this process: Huawei's texts about one instance may name others. Pure. */
import { CloudDcError } from "../errors";
import { withTexts } from "../instance/texts";
import { redactSecretIds, redactTellingIds } from "../secret-ids";
import type { Label } from "../wait/reasons";
import type { Observation } from "../wait/track";

/**
 * The same answer, without an id that is a secret in any of its texts. What was made of quotes may be
 * older than the secret.
 */
export function redactIds(seen: Observation): Observation {
  if ("error" in seen) return { ...seen, error: withoutIds(seen.error) };
  return { ...seen, status: withTexts(seen.status, redactSecretIds) };
}

function withoutIds(error: CloudDcError): CloudDcError {
  const message = redactTellingIds(error.message);
  return message === error.message ? error : new CloudDcError(error.code, message);
}

/** What a text calls an instance: its id, or its place where the ids are a secret. */
export const labelOf = (ids: readonly string[], areSecret: boolean): Label => {
  return (id) => (areSecret ? `${ids.indexOf(id) + 1} of ${ids.length}` : id);
};
