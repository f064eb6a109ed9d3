/** How credentials sign in to each target, and what all targets share: a key's renewal and its refusals. */
import type { Clock } from "../../clock";
import type { Send } from "../http/transport";
import type { Target } from "../target";
import { accessKeyScheme, temporaryKeyScheme } from "./access-key-scheme";
import { agencySource, fetchAgencyKeys } from "./agency-keys";
import type { AuthScheme } from "./auth-scheme";
import { createAuthenticatedSend } from "./authenticated-send";
import type { Agency } from "./credentials/agency";
import type { Credentials, PasswordCredentials } from "./credentials/credentials";
import { type Guards, guardOf } from "./guards";
import type { Named, Scope } from "./iam";
import { createLockoutGuard, type LockoutGuard } from "./lockout-guard";
import { passwordScheme } from "./password-scheme";
import { tokenScheme } from "./token-scheme";

/** The scheme and its guard for one target. */
export type SignIn = (target: Target) => { readonly scheme: AuthScheme; readonly guard: LockoutGuard };

interface Io {
  readonly send: Send;
  readonly clock: Clock;
  readonly guards: Guards;
}

/** IAM answers a project that it cannot find as it answers a wrong password, and five wrong passwords lock a user. */
const REFUSED_SIGN_INS = 2;

/** `scope`: what a password's token is for, where that is not the target's project. */
export function signInWith(credentials: Credentials, io: Io, scope?: Scope): SignIn {
  const { clock, guards } = io;
  switch (credentials.kind) {
    case "token":
      // A token is for one project, and its refusal says nothing about another one.
      return () => ({ scheme: tokenScheme(credentials), guard: createLockoutGuard(clock) });
    case "keys": {
      const scheme = accessKeyScheme(credentials, clock);
      return oncePerCloud((target) => ({
        scheme,
        guard: guardOf(guards, { credentials, where: cloudOf(target) }, clock),
      }));
    }
    case "password": {
      const guard = guardOf(guards, { credentials }, clock, { spreadsAfter: REFUSED_SIGN_INS });
      return (target) => ({
        scheme: passwordScheme(credentials, target, { ...io, guard, scope }),
        guard: createLockoutGuard(clock),
      });
    }
  }
}

/** Signs in with the temporary keys of an agency, which the credentials get. `account` is the credentials' own, if known. */
export function signInAs(agency: Agency, credentials: Credentials, account: Named | undefined, io: Io): SignIn {
  const signIn = signInWith(credentials, io, scopeOfCaller(credentials, account));
  return oncePerCloud((target) => {
    // The target's project is one of the agency's account.
    const { projectId: _id, projectName: _name, ...home } = target;
    const { scheme, guard } = signIn(home);
    const caller = {
      send: createAuthenticatedSend(scheme, io.send, guard),
      secrets: scheme.secrets,
      source: credentials.source,
      domainId: account && "id" in account ? account.id : undefined,
    };
    const fetchKeys = () => fetchAgencyKeys(home, agency, caller);
    return {
      scheme: temporaryKeyScheme(fetchKeys, agencySource(agency, credentials.source), io.clock),
      guard: createLockoutGuard(io.clock),
    };
  });
}

/** An agency is nothing of a region: its user needs a token for the account. */
function scopeOfCaller(credentials: Credentials, account: Named | undefined): Scope | undefined {
  const domain = credentials.kind === "password" ? (accountOf(credentials) ?? account) : undefined;
  return domain && { domain };
}

const accountOf = ({ user }: PasswordCredentials) => ("domain" in user ? user.domain : undefined);

/** What is about a key is shared by all who use it in one cloud; another cloud that does not know it says nothing about that. */
function oncePerCloud(create: SignIn): SignIn {
  const known = new Map<string, ReturnType<SignIn>>();
  return (target) => {
    const cloud = cloudOf(target);
    const one = known.get(cloud) ?? create(target);
    known.set(cloud, one);
    return one;
  };
}

/** Who knows the key: IAM's address without the region. */
function cloudOf({ iamEndpoint, endpoint, region }: Target): string {
  const { host } = new URL(iamEndpoint ?? endpoint);
  return region === undefined ? host : host.replace(`${region}.`, "");
}
