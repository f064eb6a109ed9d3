/** What the system says of a file, as a sentence. */

import { getSystemErrorMap } from "node:util";
import { longLine } from "../redact";

export function fileError(file: string, verb: "read" | "written", error: unknown): Error {
  const { errno = 0, message } = error as NodeJS.ErrnoException;
  return new Error(longLine(`${file} cannot be ${verb}: ${getSystemErrorMap().get(errno)?.[1] ?? message}.`));
}
