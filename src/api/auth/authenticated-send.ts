/** One signed send: adds the credentials, and repeats the request once after a 401 that newer credentials may mend. */
import { CloudDcError } from "../../errors";
import type { HttpResponse, Request, Send } from "../http/transport";
import type { AuthScheme } from "./auth-scheme";

export interface AuthenticatedSendOptions {
  /** The project that the request is for, where it is known: signatures name it. */
  readonly projectId?: string | undefined;
  /** Aborted when nobody wants the answer any more: then no sign-in and no second attempt follow. */
  readonly signal?: AbortSignal | undefined;
}

/** Resolves with any response; a 401 is the last word. Rejects when signing in failed or no response came. */
export type AuthenticatedSend = (request: Request, options?: AuthenticatedSendOptions) => Promise<HttpResponse>;

export function createAuthenticatedSend(scheme: AuthScheme, send: Send): AuthenticatedSend {
  return async (request, { projectId, signal } = {}) => {
    const stopIfUnwanted = () => {
      // As an error of its own: a 401 that nobody tried to mend says nothing about the credentials.
      if (signal?.aborted) throw new CloudDcError("INTERRUPTED", "nobody waits for the answer any more");
    };
    const attempt = async () => {
      stopIfUnwanted();
      const headers = await scheme.headers(request, projectId);
      stopIfUnwanted();
      const signed = { ...request, headers: { ...request.headers, ...headers } };
      const response = await send(signed, { secrets: scheme.secrets(), ...(signal && { signal }) });
      return { headers, response };
    };

    const first = await attempt();
    if (first.response.status !== 401) return first.response;
    stopIfUnwanted();
    const renewed = await scheme.renew(first.headers);
    return renewed ? (await attempt()).response : first.response;
  };
}
