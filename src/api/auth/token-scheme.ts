/** Signing in with a token that somebody else got: it cannot be renewed. */

import type { AuthScheme } from "./auth-scheme";
import { secretsOf, type TokenCredentials } from "./credentials/credentials";

export function tokenScheme(credentials: TokenCredentials): AuthScheme {
  return {
    headers: async () => ({ "X-Auth-Token": credentials.token }),
    renew: async () => false,
    secrets: () => secretsOf(credentials),
    hintFor401: () =>
      `the token from ${credentials.source} is no longer valid (Huawei's tokens last at most 24 hours), or is for another region or project; replace it`,
  };
}
