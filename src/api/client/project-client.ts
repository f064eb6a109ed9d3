/** Requests to one project's CloudDC, signed in: resolves with a 200, and turns everything else into the error that it means. */
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

export function createProjectClient(target: Target, authenticator: Authenticator): ProjectClient {
  return {
    secrets: () => authenticator.secrets(),
    async get(path, { permission, signal }) {
      const refusal = (response: HttpResponse, hint?: string) =>
        failureOf(response, { secrets: authenticator.secrets(), permission, hint });
      const projectId = encodeURIComponent((await authenticator.project()).value);
      const url = new URL(`${target.endpoint}/v1/${projectId}/${path}`);
      const response = await authenticator.send({ method: "GET", url }, { refusal, signal });
      if (response.status === 200) return response;
      throw refusal(response);
    },
  };
}
