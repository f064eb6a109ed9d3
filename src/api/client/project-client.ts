/** Signed-in requests to one project's CloudDC: adds the credentials, and signs in once more where a 401 can be mended so. */
import type { Clock } from "../../clock";
import { type CloudDcError, type ErrorCode, isCloudDcError } from "../../errors";
import type { Authenticator } from "../auth/authenticator";
import { failureOf } from "../http/response";
import type { HttpResponse, Request, Send } from "../http/transport";
import type { Target } from "../target";

export interface ProjectClient {
  /** GET below `/v1/{project_id}/`: resolves with a 200, rejects with what anything else means. */
  get(path: string, options: { permission: string }): Promise<HttpResponse>;
  secrets(): readonly string[];
}

/**
 * More than five refusals in a row lock a key for five minutes, and a stack may hold dozens of gates: after a 401 that no
 * sign-in mends, nobody asks again for so long, and everybody gets the same sentence.
 */
const REFUSAL_LASTS_MS = 60_000;
const REFUSALS: readonly ErrorCode[] = ["UNAUTHENTICATED", "BAD_CREDENTIALS"];

export function createProjectClient(site: Target, authorizer: Authenticator, send: Send, clock: Clock): ProjectClient {
  let refusal: { error: CloudDcError; until: number } | undefined;

  const attempt = async (request: Request) => {
    const headers = await authorizer.authorize(request);
    const answer = await send({ ...request, headers }, { secrets: authorizer.secrets() });
    return { headers, answer };
  };

  return {
    secrets: () => authorizer.secrets(),
    async get(path, { permission }) {
      if (refusal && clock.now() < refusal.until) throw refusal.error;
      try {
        const url = new URL(`${site.endpoint}/v1/${encodeURIComponent(await authorizer.projectId())}/${path}`);
        const request: Request = { method: "GET", url };
        const first = await attempt(request);
        const again = first.answer.status === 401 && (await authorizer.renew(first.headers));
        const { answer } = again ? await attempt(request) : first;
        if (answer.status === 200) return answer;
        const hint = answer.status === 401 ? authorizer.hintFor401(answer.headers) : undefined;
        throw failureOf(answer, { secrets: authorizer.secrets(), permission, hint });
      } catch (error) {
        if (isCloudDcError(error) && REFUSALS.includes(error.code))
          refusal = { error, until: clock.now() + REFUSAL_LASTS_MS };
        throw error;
      }
    },
  };
}
