/** The authenticator of each target. What is about a key is shared by all of them: its credentials, its renewal, its refusals. */
import type { Clock } from "../../clock";
import type { Send } from "../http/transport";
import type { Settings } from "../settings";
import { isProjectOf, type Target } from "../target";
import { accessKeyScheme } from "./access-key-scheme";
import type { AuthScheme } from "./auth-scheme";
import { type Authenticator, createAuthenticator } from "./authenticator";
import { findCredentials } from "./credentials/credential-chain";
import type { Credentials } from "./credentials/credentials";
import { createLockoutGuard, type LockoutGuard } from "./lockout-guard";
import { passwordScheme } from "./password-scheme";
import { tokenScheme } from "./token-scheme";

interface Io {
  readonly send: Send;
  readonly clock: Clock;
  /** Told which credentials are used; never a secret. */
  readonly debug?: (line: string) => void;
}

/** Rejects with what is wrong with the credentials. */
export function createAuthenticators(settings: Settings, io: Io): (target: Target) => Promise<Authenticator> {
  let signIn: Promise<SignIn> | undefined;
  const find = async () => {
    try {
      return signInWith(await findCredentials(settings, io), io);
    } catch (error) {
      signIn = undefined;
      throw error;
    }
  };

  return async (place) => {
    signIn ??= find();
    const { credentials, schemeFor, guardFor } = await signIn;
    const { projectId = projectBeside(credentials, place, settings) } = place;
    const target = projectId === undefined ? place : { ...place, projectId };
    return createAuthenticator(schemeFor(target), target, { send: io.send, guard: guardFor(target) });
  };
}

/** The project that stands beside the credentials in their profile. */
const projectBeside = (credentials: Credentials, { region }: Target, settings: Settings) =>
  isProjectOf(region, credentials, settings) ? credentials.projectId : undefined;

interface SignIn {
  readonly credentials: Credentials;
  schemeFor(target: Target): AuthScheme;
  guardFor(target: Target): LockoutGuard;
}

/** IAM answers a project that it cannot find as it answers a wrong password, and five wrong passwords lock a user. */
const REFUSED_SIGN_INS = 2;

/** How to sign in with these credentials. */
export function signInWith(credentials: Credentials, io: Io): SignIn {
  const { clock } = io;
  switch (credentials.kind) {
    case "token":
      // A token is for one project, and its refusal says nothing about another one.
      return { credentials, schemeFor: () => tokenScheme(credentials), guardFor: () => createLockoutGuard(clock) };
    case "keys": {
      const scheme = accessKeyScheme(credentials, clock);
      const guards = new Map<string, LockoutGuard>();
      return {
        credentials,
        schemeFor: () => scheme,
        guardFor(target) {
          const cloud = cloudOf(target);
          const guard = guards.get(cloud) ?? createLockoutGuard(clock);
          guards.set(cloud, guard);
          return guard;
        },
      };
    }
    case "password": {
      const signIns = createLockoutGuard(clock, { spreadsAfter: REFUSED_SIGN_INS });
      return {
        credentials,
        schemeFor: (target) => passwordScheme(credentials, target, { ...io, guard: signIns }),
        guardFor: () => createLockoutGuard(clock),
      };
    }
  }
}

/** Who knows the key: IAM's address without the region. Another cloud that does not know it says nothing about this one. */
function cloudOf({ iamEndpoint, endpoint, region }: Target): string {
  const { host } = new URL(iamEndpoint ?? endpoint);
  return region === undefined ? host : host.replace(`${region}.`, "");
}
