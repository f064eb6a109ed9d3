/** How a program is told, in one sentence, that something cannot be. */
import { CloudDcError, type ErrorCode } from "../errors";

/**
 * Pulumi recognises its own `RunError` by this property, and prints of one only the sentence. Of any other error it prints the
 * stack, and so it does of a RunError that nobody caught; to colour a stack that leads through its own files takes Node 20 half
 * a minute.
 */
const RUN_ERROR = { __pulumiRunError: true };

export function failure(code: ErrorCode, sentence: string, secrets: readonly string[] = []): CloudDcError {
  return asRunError(new CloudDcError(code, sentence, { secrets }));
}

/** The same error, of which Pulumi prints the sentence alone. */
export function asRunError<E extends CloudDcError>(error: E): E {
  error.stack = error.message;
  return Object.assign(error, RUN_ERROR);
}
