/** Signs requests in, whatever the credentials are, and knows the project. One for all requests of a process to a site. */
import type { Clock } from "../clock";
import { ArgumentError, isCloudDcError } from "../errors";
import { setbackOf } from "../instance/meaning";
import { byKeys } from "./credentials/by-keys";
import { byPassword } from "./credentials/by-password";
import { byToken } from "./credentials/by-token";
import type { Credentials } from "./credentials/credentials";
import type { Scheme } from "./credentials/scheme";
import { findProjectId } from "./iam";
import { fromConfig, fromEnvironment, type Settings } from "./settings";
import type { Site } from "./site";
import type { Request, Send } from "./transport";

export interface Authorizer {
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
  explain(answerHeaders: Readonly<Record<string, string>>): string;
  /** The project's id: of the site, else of the profile, else by its name from IAM. */
  projectId(): Promise<string>;
}

interface Io {
  readonly send: Send;
  readonly clock: Clock;
  readonly settings: Settings;
}

export function createAuthorizer(credentials: Credentials, site: Site, { send, clock, settings }: Io): Authorizer {
  // As in the Terraform provider: a project of another name than its region's has to be named.
  const projectName =
    fromConfig(settings, "projectName") ??
    fromEnvironment(settings, "HW_PROJECT_NAME", "OS_PROJECT_NAME") ??
    site.region;
  const scheme = schemeOf(credentials, site, projectName, { send, clock });
  const { renew, secrets, explain } = scheme;
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
      const hint = ({ headers }: { headers: Readonly<Record<string, string>> }) => explain(headers);
      known = told ?? (await findProjectId(site, projectName ?? "", ask, { secrets, hint }));
      return known;
    } catch (error) {
      // What asking again can mend is asked again; else everybody gets the same sentence.
      if (!isCloudDcError(error) || setbackOf(error.code) !== "final") lookUp = undefined;
      throw error;
    }
  }

  return {
    authorize,
    renew,
    secrets,
    explain,
    async projectId() {
      if (known !== undefined) return known;
      lookUp ??= findProject();
      return lookUp;
    },
  };
}

function schemeOf(
  credentials: Credentials,
  site: Site,
  projectName: string | undefined,
  io: { send: Send; clock: Clock },
): Scheme {
  switch (credentials.kind) {
    case "token":
      return byToken(credentials);
    case "keys":
      return byKeys(credentials, io.clock);
    case "password":
      return byPassword(credentials, site, projectName, io);
  }
}
