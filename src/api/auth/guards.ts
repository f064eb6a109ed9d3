/** The guards of a process: a key that was refused is not asked with again, whatever else the settings say by then. */
import { createHash } from "node:crypto";
import type { Clock } from "../../clock";
import { type Credentials, secretsOf } from "./credentials/credentials";
import { createLockoutGuard, type GuardOptions, type LockoutGuard } from "./lockout-guard";

/** By whose they are, as a hash: no secret is kept here. */
export type Guards = Map<string, LockoutGuard>;

/** The guard of a key, or of a user with a password; `where` is the cloud in which a refusal counts. */
export function guardOf(
  guards: Guards,
  { credentials, where = "" }: { credentials: Credentials; where?: string },
  clock: Clock,
  options?: GuardOptions,
): LockoutGuard {
  const user = credentials.kind === "password" ? credentials.user : undefined;
  const whose = JSON.stringify([where, user, secretsOf(credentials)]);
  const key = createHash("sha256").update(whose).digest("hex");
  const guard = guards.get(key) ?? createLockoutGuard(clock, options);
  guards.set(key, guard);
  return guard;
}
