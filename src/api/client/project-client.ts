/** Requests to one project's CloudDC, signed in: resolves with a 200, and turns everything else into the error that it means. */
import type { Clock } from "../../clock";
import { type CloudDcError, type ErrorCode, isCloudDcError } from "../../errors";
import type { Authenticator } from "../auth/authenticator";
import { failureOf } from "../http/response";
import type { HttpResponse } from "../http/transport";
import type { Target } from "../target";

export interface GetOptions {
  /** The permission that the request needs, for the sentence after a 403. */
  readonly permission: string;
  /** Aborted when nobody wants the answer any more: then neither a sign-in nor a second attempt follows. */
  readonly signal?: AbortSignal | undefined;
}

export interface ProjectClient {
  /** GET below `/v1/{project_id}/`: resolves with a 200, rejects with what anything else means. */
  get(path: string, options: GetOptions): Promise<HttpResponse>;
  /** Everything that no message may show. */
  secrets(): readonly string[];
}

/**
 * More than five refusals in a row lock a key for five minutes, and a stack may hold dozens of gates: after a 401 that no
 * sign-in mends, no request is sent for so long, and every caller gets the same sentence.
 */
const REFUSAL_LASTS_MS = 60_000;
const REFUSALS: readonly ErrorCode[] = ["UNAUTHENTICATED", "BAD_CREDENTIALS"];

export function createProjectClient(target: Target, authenticator: Authenticator, clock: Clock): ProjectClient {
  let refusal: { error: CloudDcError; until: number } | undefined;

  return {
    secrets: () => authenticator.secrets(),
    async get(path, { permission, signal }) {
      if (refusal && clock.now() < refusal.until) throw refusal.error;
      try {
        const projectId = encodeURIComponent(await authenticator.projectId());
        const url = new URL(`${target.endpoint}/v1/${projectId}/${path}`);
        const response = await authenticator.send({ method: "GET", url }, { signal });
        if (response.status === 200) return response;
        const hint = response.status === 401 ? authenticator.hintFor401(response.headers) : undefined;
        throw failureOf(response, { secrets: authenticator.secrets(), permission, hint });
      } catch (error) {
        if (isCloudDcError(error) && REFUSALS.includes(error.code))
          refusal = { error, until: clock.now() + REFUSAL_LASTS_MS };
        throw error;
      }
    },
  };
}
