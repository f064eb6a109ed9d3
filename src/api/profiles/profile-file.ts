/** Reading a profile file: where it is, and what it says. The only file here that touches the disk. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CredentialsError } from "../../errors";
import { fullPath, type Settings } from "../settings";

export interface ProfileFile {
  readonly path: string;
  /** Whether somebody named the file; a file at its usual place may be missing. */
  readonly named: boolean;
}

/** The file that somebody named, else the one at its usual place below the home folder. */
export function profileFile(settings: Settings, named: string | undefined, ...usual: string[]): ProfileFile {
  const path = named === undefined ? join(settings.home, ...usual) : fullPath(named, settings);
  return { path, named: named !== undefined };
}

/** The text of the file; undefined when there is none and nobody said that there was. */
export function readProfile({ path, named }: ProfileFile): string | undefined {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      if (!named) return undefined;
      throw badProfile(path, "does not exist", "name a file that exists, or none");
    }
    throw badProfile(path, `cannot be read (${code})`, "make it readable, or remove it");
  }
}

/** One sentence with file and remedy. What the file holds stays out: it is made of secrets. */
export const badProfile = (path: string, problem: string, remedy: string): CredentialsError =>
  new CredentialsError("BAD_CREDENTIALS", `the profile file ${path} ${problem}: ${remedy}`);
