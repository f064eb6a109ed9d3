/** What each way of signing in has to know: how a request is signed in, and what can be done about a 401. */
import type { Request } from "../http/transport";

export interface AuthScheme {
  /** The headers for one attempt. */
  headers(request: Request, projectId: string | undefined): Promise<Record<string, string>>;
  /** After a 401: whether a new attempt has a chance. */
  renew(rejected: Readonly<Record<string, string>>): Promise<boolean>;
  /** Everything that no message may show, of all credentials that were in use. */
  secrets(): readonly string[];
  /** Why a 401 may have come, and what to do about it. */
  hintFor401(answerHeaders: Readonly<Record<string, string>>): string;
  /** The project that the credentials themselves tell. */
  projectId?(): Promise<string | undefined>;
}
