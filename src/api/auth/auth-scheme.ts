/** A way of signing in: how a request is signed, and what can be done about a 401. */
import type { Request } from "../http/transport";

export interface AuthScheme {
  /** The headers for one attempt; `projectId` is signed where it is known. */
  headers(request: Request, projectId: string | undefined): Promise<Record<string, string>>;
  /** After any answer that shows that these headers were let in. */
  accepted?(headers: Readonly<Record<string, string>>): void;
  /** After a 401: whether a new attempt has a chance. Renews the credentials where they can be renewed. */
  renew(rejected: Readonly<Record<string, string>>): Promise<boolean>;
  /** Everything that no message may show, of all credentials that were in use. */
  secrets(): readonly string[];
  /** Why a 401 may have come, and what to do about it. */
  hintFor401(responseHeaders: Readonly<Record<string, string>>): string;
  /** The project that the credentials are for, where they name one. */
  projectId?(): Promise<string | undefined>;
}
