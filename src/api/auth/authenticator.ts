/** Sends requests signed in, whatever the credentials are, and knows the project. One for all requests of a process to a target. */
import { ArgumentError, type CloudDcError, isCloudDcError } from "../../errors";
import { failureClassOf } from "../../failure-class";
import type { HttpResponse, Request, Send } from "../http/transport";
import type { Sourced } from "../settings";
import type { Target } from "../target";
import type { AuthScheme } from "./auth-scheme";
import { createAuthenticatedSend } from "./authenticated-send";
import { findProjectId } from "./iam";
import type { LockoutGuard } from "./lockout-guard";

export interface SendOptions {
  /** What a 401 that nothing mends means; `hint` tells why it may have come, and what to do about it. */
  readonly refusal: (response: HttpResponse, hint: string) => CloudDcError;
  /** Aborted when nobody wants the answer any more: then neither a sign-in nor a second attempt follows. */
  readonly signal?: AbortSignal | undefined;
}

export interface Authenticator {
  /**
   * Sends a request signed in, and once more with newer credentials where a 401 can be mended so. Resolves with any response
   * but a 401.
   */
  send(request: Request, options: SendOptions): Promise<HttpResponse>;
  /** Everything that no message may show. */
  secrets(): readonly string[];
  /** The project's id: the target's, else the one that the credentials are for, else by its name from IAM. */
  project(): Promise<Sourced>;
}

export interface AuthenticatorIo {
  /** To the target. */
  readonly send: Send;
  /** To IAM. */
  readonly iam: Send;
  readonly guard: LockoutGuard;
  /** Where the target's project came from, in a reader's words. */
  readonly projectSource?: string | undefined;
}

export function createAuthenticator(
  scheme: AuthScheme,
  target: Target,
  { send, iam, guard, projectSource = "the settings" }: AuthenticatorIo,
): Authenticator {
  const { projectName = target.region } = target;
  const authenticatedSend = createAuthenticatedSend(scheme, send, guard);
  const askIam = createAuthenticatedSend(scheme, iam, guard);
  let known: Sourced | undefined =
    target.projectId === undefined ? undefined : { value: target.projectId, source: projectSource };
  let lookUp: Promise<Sourced> | undefined;

  async function findProject(): Promise<Sourced> {
    try {
      const told = await scheme.projectId?.();
      if (told === undefined && projectName === undefined)
        throw new ArgumentError("projectId", undefined, "pass it, set HW_PROJECT_ID, or set a region to look it up by");
      known =
        told === undefined
          ? {
              value: await findProjectId(target, projectName ?? "", askIam, scheme.secrets),
              source: `IAM, by the name ${projectName}`,
            }
          : { value: told, source: "the user's token" };
      return known;
    } catch (error) {
      // What asking again can mend is asked again; else everybody gets the same sentence.
      if (!isCloudDcError(error) || failureClassOf(error.code) !== "final") lookUp = undefined;
      throw error;
    }
  }

  return {
    send: (request, options) => authenticatedSend(request, { ...options, projectId: known?.value }),
    secrets: scheme.secrets,
    async project() {
      if (known !== undefined) return known;
      lookUp ??= findProject();
      return lookUp;
    },
  };
}
