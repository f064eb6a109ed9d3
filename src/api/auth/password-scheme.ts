/** Signing in with a user's password: IAM gives a token for it, one for all requests of this process. */
import type { Clock } from "../../clock";
import { ArgumentError, isCloudDcError } from "../../errors";
import type { Send } from "../http/transport";
import type { Target } from "../target";
import type { AuthScheme } from "./auth-scheme";
import { type PasswordCredentials, secretsOf } from "./credentials/credentials";
import { type Scope, signIn } from "./iam";
import type { LockoutGuard } from "./lockout-guard";
import { createRecentSecrets } from "./recent-secrets";
import { createRefreshingCredential } from "./refreshing-credential";

interface Io {
  readonly send: Send;
  readonly clock: Clock;
  /** The user's, whom too many wrong passwords lock. */
  readonly guard: LockoutGuard;
  /** What the token is for. Default: the target's project. */
  readonly scope?: Scope | undefined;
}

export function passwordScheme(credentials: PasswordCredentials, target: Target, io: Io): AuthScheme {
  const secrets = createRecentSecrets(secretsOf(credentials));
  const token = createRefreshingCredential(async () => {
    const pass = await io.guard.enter();
    try {
      const issued = await signIn(target, credentials, io.scope ?? scopeOf(target), io);
      secrets.add(issued.token);
      pass.accepted();
      return issued;
    } catch (error) {
      if (isCloudDcError(error) && error.code === "BAD_CREDENTIALS") pass.refused(error);
      throw error;
    } finally {
      pass.leave();
    }
  }, io.clock);

  return {
    async headers() {
      return { "X-Auth-Token": (await token.current()).token };
    },
    accepted: (headers) => token.accepted((current) => headers["X-Auth-Token"] === current.token),
    renew: (rejected) => token.refused((current) => rejected["X-Auth-Token"] === current.token),
    secrets: secrets.all,
    hintFor401: () =>
      `IAM issued a token for ${credentials.source}, but CloudDC rejected it; check that the user may use this project, and that IAM and CloudDC are in the same region`,
    projectId: async () => (await token.current()).projectId,
  };
}

/** CloudDC wants a token for a project, and each region has one of its name. */
function scopeOf({ projectId, region, projectName: name = region }: Target): Scope {
  if (projectId !== undefined) return { project: { id: projectId } };
  if (name !== undefined) return { project: { name } };
  throw new ArgumentError(
    "projectId",
    undefined,
    "signing in with a password needs a project: set projectId or region",
  );
}
