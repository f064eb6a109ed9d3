/** An observation without any id that is a secret to this process: Huawei's texts about one instance may name others. Pure. */
import { CloudDcError } from "../errors";
import { isUnknownState } from "../instance/meaning";
import { redactSecretIds, redactTellingIds } from "../secret-ids";
import type { Label } from "../wait/reasons";
import type { Observation } from "../wait/track";

/**
 * The same answer, without an id that is a secret in any of its texts. What was made of quotes may be
 * older than the secret. A state that is known is no id, though an id may be spelled like it.
 */
export function redactIds(seen: Observation): Observation {
  if ("error" in seen) return { ...seen, error: withoutIds(seen.error) };
  const { state, operationState, error } = seen.status;
  const isWord = state === undefined || !isUnknownState({ state });
  const status = {
    ...seen.status,
    ...(!isWord && { state: redactSecretIds(state) }),
    ...(operationState !== undefined && { operationState: redactSecretIds(operationState) }),
    ...(error && {
      error: {
        errorCode: redactSecretIds(error.errorCode),
        errorMsg: redactSecretIds(error.errorMsg),
        errorType: redactSecretIds(error.errorType),
      },
    }),
  };
  return { ...seen, status };
}

function withoutIds(error: CloudDcError): CloudDcError {
  const message = redactTellingIds(error.message);
  return message === error.message ? error : new CloudDcError(error.code, message);
}

/** What a text calls an instance: its id, or its place where the ids are a secret. */
export const labelOf = (ids: readonly string[], areSecret: boolean): Label => {
  return (id) => (areSecret ? `${ids.indexOf(id) + 1} of ${ids.length}` : id);
};
