/** Signing in with a user's password: IAM gives a token for it, one for all requests of this process. */
import type { Clock } from "../../clock";
import { ArgumentError } from "../../errors";
import { signIn } from "../iam";
import type { Site } from "../site";
import type { Send } from "../transport";
import { type PasswordCredentials, secretsOf } from "./credentials";
import { createLease } from "./lease";
import type { Scheme } from "./scheme";

export function byPassword(
  credentials: PasswordCredentials,
  site: Site,
  projectName: string | undefined,
  io: { send: Send; clock: Clock },
): Scheme {
  const secrets = new Set(secretsOf(credentials));
  const lease = createLease(async () => {
    const issued = await signIn(site, credentials, scopeOf(site, projectName), io);
    secrets.add(issued.token);
    return issued;
  }, io.clock);

  return {
    async headers() {
      const { token } = await lease.current();
      return { "X-Auth-Token": token };
    },
    renew: (rejected) => lease.refused(({ token }) => rejected["X-Auth-Token"] === token),
    secrets: () => [...secrets],
    explain: () =>
      `a token that was just got with ${credentials.source} is refused; check that the user may use this project, and that IAM and CloudDC are of one region`,
    projectId: async () => (await lease.current()).projectId,
  };
}

/** CloudDC wants a token for a project, and each region has one of its name. */
function scopeOf({ projectId }: Site, name: string | undefined): { id: string } | { name: string } {
  if (projectId !== undefined) return { id: projectId };
  if (name !== undefined) return { name };
  throw new ArgumentError("projectId", undefined, "a password signs in to a project: set projectId or region");
}
