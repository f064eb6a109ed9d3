/** What a process has been refused, whatever settings it reads next: the server remembers it as well. */
import { createHash } from "node:crypto";
import type { Clock } from "../../clock";
import { type Credentials, secretsOf } from "./credentials/credentials";
import type { Pause } from "./iam-send";
import { createLockoutGuard, type GuardOptions, type LockoutGuard } from "./lockout-guard";

export interface Refusals {
  /** Whose guard each is, as a hash. */
  readonly guards: Map<string, LockoutGuard>;
  /** Of IAM, by host. */
  readonly pauses: Map<string, Pause>;
}

export const noRefusals = (): Refusals => ({ guards: new Map(), pauses: new Map() });

/** The guard of a key, or of a user with a password; `where` is the cloud in which a refusal counts. */
export function guardOf(
  { guards }: Refusals,
  { credentials, where = "" }: { credentials: Credentials; where?: string },
  clock: Clock,
  options?: GuardOptions,
): LockoutGuard {
  const user = credentials.kind === "password" ? credentials.user : undefined;
  const whose = JSON.stringify([where, user, secretsOf(credentials)]);
  // No secret is kept here.
  const key = createHash("sha256").update(whose).digest("hex");
  const guard = guards.get(key) ?? createLockoutGuard(clock, options);
  guards.set(key, guard);
  return guard;
}
