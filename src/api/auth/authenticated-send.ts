/** One signed send: adds the credentials, and repeats the request once after a 401 that newer credentials may mend. */
import { CloudDcError, type ErrorCode, isCloudDcError } from "../../errors";
import type { HttpResponse, Request, Send } from "../http/transport";
import type { AuthScheme } from "./auth-scheme";
import type { LockoutGuard } from "./lockout-guard";

export interface AuthenticatedSendOptions {
  /** What a 401 that nothing mends means; `hint` tells why it may have come, and what to do about it. */
  readonly refusal: (response: HttpResponse, hint: string) => CloudDcError;
  /** The project that the request is for, where it is known: signatures name it. */
  readonly projectId?: string | undefined;
  /** Aborted when nobody wants the answer any more: then no sign-in and no second attempt follow. */
  readonly signal?: AbortSignal | undefined;
}

/** Resolves with any response but a 401. Rejects when the credentials are refused, signing in failed, or no response came. */
export type AuthenticatedSend = (request: Request, options: AuthenticatedSendOptions) => Promise<HttpResponse>;

const REFUSALS: readonly ErrorCode[] = ["UNAUTHENTICATED", "BAD_CREDENTIALS"];

export function createAuthenticatedSend(scheme: AuthScheme, send: Send, guard: LockoutGuard): AuthenticatedSend {
  return async (request, { refusal, projectId, signal }) => {
    const stopIfUnwanted = () => {
      // As an error of its own: a 401 that nobody tried to mend says nothing about the credentials.
      if (signal?.aborted) throw new CloudDcError("INTERRUPTED", "the answer is no longer needed");
    };
    const attempt = async () => {
      const headers = await scheme.headers(request, projectId);
      stopIfUnwanted();
      const signed = { ...request, headers: { ...request.headers, ...headers } };
      const response = await send(signed, { secrets: scheme.secrets(), ...(signal && { signal }) });
      return { headers, response };
    };
    const refused = (response: HttpResponse) => refusal(response, scheme.hintFor401(response.headers));

    const pass = await guard.enter(signal);
    try {
      let { headers, response } = await attempt();
      if (response.status === 401) {
        stopIfUnwanted();
        await pass.alone();
        if (!(await scheme.renew(headers))) throw refused(response);
        stopIfUnwanted();
        ({ headers, response } = await attempt());
        if (response.status === 401) throw refused(response);
      }
      if (isAccepted(response)) {
        scheme.accepted?.(headers);
        pass.accepted();
      }
      return response;
    } catch (error) {
      if (isCloudDcError(error) && REFUSALS.includes(error.code)) pass.refused(error);
      throw error;
    } finally {
      pass.leave();
    }
  };
}

/** Whether somebody answered who looked at the credentials: a gateway in trouble did not. */
const isAccepted = ({ status }: HttpResponse) => status < 500 && status !== 408;
