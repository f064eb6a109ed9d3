/** How a program is told, in one sentence, that something cannot be. */
import { RunError } from "@pulumi/pulumi";

/**
 * Pulumi prints a RunError as a sentence, but for one that nobody caught it prints the stack; and to colour a stack that
 * leads through its own files takes Node 20 half a minute.
 */
export function failure(sentence: string): RunError {
  const error = new RunError(sentence);
  error.stack = sentence;
  return error;
}
