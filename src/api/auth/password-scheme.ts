/** Signing in with a user's password: IAM gives a token for it, one for all requests of this process. */
import type { Clock } from "../../clock";
import { ArgumentError } from "../../errors";
import type { Send } from "../http/transport";
import type { Target } from "../target";
import type { AuthScheme } from "./auth-scheme";
import { type PasswordCredentials, secretsOf } from "./credentials/credentials";
import { signIn } from "./iam";
import { createRefreshingCredential } from "./refreshing-credential";

export function passwordScheme(
  credentials: PasswordCredentials,
  target: Target,
  projectName: string | undefined,
  io: { send: Send; clock: Clock },
): AuthScheme {
  const secrets = new Set(secretsOf(credentials));
  const token = createRefreshingCredential(async () => {
    const issued = await signIn(target, credentials, scopeOf(target, projectName), io);
    secrets.add(issued.token);
    return issued;
  }, io.clock);

  return {
    async headers() {
      return { "X-Auth-Token": (await token.current()).token };
    },
    renew: (rejected) => token.refused((current) => rejected["X-Auth-Token"] === current.token),
    secrets: () => [...secrets],
    hintFor401: () =>
      `IAM issued a token for ${credentials.source}, but CloudDC rejected it; check that the user may use this project, and that IAM and CloudDC are of one region`,
    projectId: async () => (await token.current()).projectId,
  };
}

/** CloudDC wants a token for a project, and each region has one of its name. */
function scopeOf({ projectId }: Target, name: string | undefined): { id: string } | { name: string } {
  if (projectId !== undefined) return { id: projectId };
  if (name !== undefined) return { name };
  throw new ArgumentError("projectId", undefined, "a password signs in to a project: set projectId or region");
}
