/** Signing in with a token that somebody else got: it cannot be renewed. */
import { secretsOf, type TokenCredentials } from "./credentials";
import type { Scheme } from "./scheme";

export function byToken(credentials: TokenCredentials): Scheme {
  return {
    headers: async () => ({ "X-Auth-Token": credentials.token }),
    renew: async () => false,
    secrets: () => secretsOf(credentials),
    explain: () =>
      `the token from ${credentials.source} is no longer good (Huawei's last 24 hours at most), or is for another region or project; put a new one there`,
  };
}
