/** What the system says of a file, as a sentence. */

import { getSystemErrorMap } from "node:util";

export function fileError(file: string, verb: "read" | "written", error: unknown): Error {
  const { errno = 0, message } = error as NodeJS.ErrnoException;
  return new Error(`${file} cannot be ${verb}: ${getSystemErrorMap().get(errno)?.[1] ?? message}.`);
}
