/** Sends requests signed in, whatever the credentials are, and knows the project. One for all requests of a process to a target. */
import type { Clock } from "../../clock";
import { ArgumentError, isCloudDcError } from "../../errors";
import { failureClassOf } from "../../failure-class";
import type { HttpResponse, Request, Send } from "../http/transport";
import { fromConfig, fromEnvironment, type Settings } from "../settings";
import type { Target } from "../target";
import { accessKeyScheme } from "./access-key-scheme";
import type { AuthScheme } from "./auth-scheme";
import { createAuthenticatedSend } from "./authenticated-send";
import type { Credentials } from "./credentials/credentials";
import { findProjectId } from "./iam";
import { passwordScheme } from "./password-scheme";
import { tokenScheme } from "./token-scheme";

export interface Authenticator {
  /**
   * Sends a request signed in, and once more with newer credentials where a 401 can be mended so. After `signal` is aborted
   * there is neither a sign-in nor a second attempt.
   */
  send(request: Request, options?: { signal?: AbortSignal | undefined }): Promise<HttpResponse>;
  /** Everything that no message may show. */
  secrets(): readonly string[];
  /** Why a 401 may have come, and what to do about it; from the headers of the response. */
  hintFor401(headers: Readonly<Record<string, string>>): string;
  /** The project's id: of the target, else of the profile, else by its name from IAM. */
  projectId(): Promise<string>;
}

interface Io {
  readonly send: Send;
  readonly clock: Clock;
  readonly settings: Settings;
}

export function createAuthenticator(credentials: Credentials, target: Target, io: Io): Authenticator {
  const projectName = projectNameOf(target, io.settings);
  const scheme = schemeOf(credentials, target, projectName, io);
  const projectId = target.projectId ?? credentials.projectId;
  return authenticatorOf(scheme, target, { projectId, projectName, send: io.send });
}

/** As in the Terraform provider: a project of another name than its region's has to be named. */
export const projectNameOf = ({ region }: Target, settings: Settings) =>
  fromConfig(settings, "projectName") ?? fromEnvironment(settings, "HW_PROJECT_NAME", "OS_PROJECT_NAME") ?? region;

interface Project {
  readonly projectId: string | undefined;
  /** To look the id up by, where that is not given. */
  readonly projectName: string | undefined;
}

export function authenticatorOf(
  scheme: AuthScheme,
  target: Target,
  { projectId, projectName, send }: Project & { readonly send: Send },
): Authenticator {
  const authenticatedSend = createAuthenticatedSend(scheme, send);
  let known = projectId;
  let lookUp: Promise<string> | undefined;

  async function findProject(): Promise<string> {
    try {
      const told = await scheme.projectId?.();
      if (told === undefined && projectName === undefined)
        throw new ArgumentError("projectId", undefined, "pass it, or set HW_PROJECT_ID, or a region to find it by");
      known = told ?? (await findProjectId(target, projectName ?? "", authenticatedSend, scheme));
      return known;
    } catch (error) {
      // What asking again can mend is asked again; else everybody gets the same sentence.
      if (!isCloudDcError(error) || failureClassOf(error.code) !== "final") lookUp = undefined;
      throw error;
    }
  }

  return {
    send: (request, { signal } = {}) => authenticatedSend(request, { projectId: known, signal }),
    secrets: scheme.secrets,
    hintFor401: scheme.hintFor401,
    async projectId() {
      if (known !== undefined) return known;
      lookUp ??= findProject();
      return lookUp;
    },
  };
}

/** How to sign in with these credentials. */
export function schemeOf(
  credentials: Credentials,
  target: Target,
  projectName: string | undefined,
  io: { send: Send; clock: Clock },
): AuthScheme {
  switch (credentials.kind) {
    case "token":
      return tokenScheme(credentials);
    case "keys":
      return accessKeyScheme(credentials, io.clock);
    case "password":
      return passwordScheme(credentials, target, projectName, io);
  }
}
