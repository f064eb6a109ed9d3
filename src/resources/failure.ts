/** How a program is told, in one sentence, that something cannot be. */
import { CloudDcError, type ErrorCode } from "../errors";

/**
 * Pulumi recognises its own `RunError` by this property, and prints of one only the sentence. Of any other error it prints the
 * stack, and so it does of a RunError that nobody caught; to colour a stack that leads through its own files takes Node 20 half
 * a minute.
 */
const RUN_ERROR = { __pulumiRunError: true };

export function failure(code: ErrorCode, sentence: string): CloudDcError {
  return asRunError(new CloudDcError(code, sentence));
}

/** The same error, of which Pulumi prints the sentence alone. */
export function asRunError<E extends CloudDcError>(error: E): E {
  error.stack = error.message;
  failures.add(error);
  if (!process.listeners("rejectionHandled").includes(wasHandledLater)) process.on("rejectionHandled", wasHandledLater);
  return Object.assign(error, RUN_ERROR);
}

const failures = new WeakSet<object>();

/**
 * A program may look at what failed long after it did, such as at its end. Pulumi has said why at once, and Node's warning that
 * the rejection "was handled asynchronously" would stand beside it once for each promise in the output. Others' stay warnings.
 */
function wasHandledLater(promise: Promise<unknown>): void {
  promise.catch((reason) => {
    if (typeof reason === "object" && reason !== null && failures.has(reason)) return;
    process.emitWarning("Promise rejection was handled asynchronously", "PromiseRejectionHandledWarning");
  });
}
