/** Signs requests in, whatever the credentials are, and knows the project. One for all requests of a process to a site. */
import type { Clock } from "../../clock";
import { ArgumentError, isCloudDcError } from "../../errors";
import { failureClassOf } from "../../failure-class";
import type { Request, Send } from "../http/transport";
import { fromConfig, fromEnvironment, type Settings } from "../settings";
import type { Target } from "../target";
import { accessKeyScheme } from "./access-key-scheme";
import type { AuthScheme } from "./auth-scheme";
import type { Credentials } from "./credentials/credentials";
import { findProjectId } from "./iam";
import { passwordScheme } from "./password-scheme";
import { tokenScheme } from "./token-scheme";

export interface Authenticator {
  /** The headers for one attempt of this request. */
  authorize(request: Request): Promise<Record<string, string>>;
  /**
   * After a 401, with the headers that were refused: whether a new attempt has a chance. Signs in anew at most once, however
   * many ask.
   */
  renew(rejected: Readonly<Record<string, string>>): Promise<boolean>;
  /** Everything that no message may show. */
  secrets(): readonly string[];
  /** Why a 401 may have come, and what to do about it; from the headers of the answer. */
  hintFor401(answerHeaders: Readonly<Record<string, string>>): string;
  /** The project's id: of the site, else of the profile, else by its name from IAM. */
  projectId(): Promise<string>;
}

interface Io {
  readonly send: Send;
  readonly clock: Clock;
  readonly settings: Settings;
}

export function createAuthenticator(
  credentials: Credentials,
  site: Target,
  { send, clock, settings }: Io,
): Authenticator {
  // As in the Terraform provider: a project of another name than its region's has to be named.
  const projectName =
    fromConfig(settings, "projectName") ??
    fromEnvironment(settings, "HW_PROJECT_NAME", "OS_PROJECT_NAME") ??
    site.region;
  const scheme = schemeOf(credentials, site, projectName, { send, clock });
  const { renew, secrets, hintFor401 } = scheme;
  let known = site.projectId ?? credentials.projectId;
  let lookUp: Promise<string> | undefined;

  const authorize = (request: Request) => scheme.headers(request, known);

  async function ask(request: Request) {
    const attempt = async () => {
      const headers = await authorize(request);
      return { headers, answer: await send({ ...request, headers }, { secrets: secrets() }) };
    };
    const first = await attempt();
    const again = first.answer.status === 401 && (await renew(first.headers));
    return (again ? await attempt() : first).answer;
  }

  async function findProject(): Promise<string> {
    try {
      const told = await scheme.projectId?.();
      if (told === undefined && projectName === undefined)
        throw new ArgumentError("projectId", undefined, "pass it, or set HW_PROJECT_ID, or a region to find it by");
      const hint = ({ headers }: { headers: Readonly<Record<string, string>> }) => hintFor401(headers);
      known = told ?? (await findProjectId(site, projectName ?? "", ask, { secrets, hint }));
      return known;
    } catch (error) {
      // What asking again can mend is asked again; else everybody gets the same sentence.
      if (!isCloudDcError(error) || failureClassOf(error.code) !== "final") lookUp = undefined;
      throw error;
    }
  }

  return {
    authorize,
    renew,
    secrets,
    hintFor401,
    async projectId() {
      if (known !== undefined) return known;
      lookUp ??= findProject();
      return lookUp;
    },
  };
}

function schemeOf(
  credentials: Credentials,
  site: Target,
  projectName: string | undefined,
  io: { send: Send; clock: Clock },
): AuthScheme {
  switch (credentials.kind) {
    case "token":
      return tokenScheme(credentials);
    case "keys":
      return accessKeyScheme(credentials, io.clock);
    case "password":
      return passwordScheme(credentials, site, projectName, io);
  }
}
