/** What one source of the credential chain found. */
import { type CloudDcError, isCloudDcError } from "../../../errors";
import type { Credentials } from "./credentials";

export type SourceResult =
  | { readonly kind: "found"; readonly credentials: Credentials }
  /** The source does not exist here, or says nothing; in a reader's words. */
  | { readonly kind: "absent"; readonly why: string }
  /** Unusable, and nobody named it: the search goes on, and ends with this error where no later source has credentials. */
  | { readonly kind: "unusable"; readonly error: CloudDcError }
  /** There, and nothing that this process can read: the search ends, and a process that can read it goes on with it. */
  | { readonly kind: "sealed"; readonly error: CloudDcError }
  /** Unusable, and somebody meant it: the search ends. */
  | { readonly kind: "broken"; readonly error: CloudDcError };

/** The result of reading a source: what cannot be used there is its owner's mistake, and ends the search. */
export function readSource(read: () => SourceResult): SourceResult {
  try {
    return read();
  } catch (error) {
    if (isCloudDcError(error)) return { kind: "broken", error };
    throw error;
  }
}

export const foundOrAbsent = (credentials: Credentials | undefined, why: string): SourceResult =>
  credentials ? { kind: "found", credentials } : { kind: "absent", why };
