/** What one can sign in with. */

import type { Agency } from "./agency";

export type Credentials = TokenCredentials | KeyCredentials | PasswordCredentials;

interface Found {
  /** Where they were found, in a reader's words, such as `the environment (HW_AUTH_TOKEN)`. Never a secret. */
  readonly source: string;
  /** The region that the profile names beside them. */
  readonly region?: string;
  /** The project that the profile names beside them. */
  readonly projectId?: string;
  /** The agency that the profile goes through. */
  readonly agency?: Agency;
}

export interface TokenCredentials extends Found {
  readonly kind: "token";
  readonly token: string;
}

export interface KeyCredentials extends Found {
  readonly kind: "keys";
  readonly accessKey: string;
  readonly secretKey: string;
  /** With temporary keys only. */
  readonly securityToken?: string;
  /** When temporary keys end, in milliseconds since the epoch; keys that the metadata service gave know it. */
  readonly expiresAt?: number;
  /** Asks for newer keys, where the source hands them out; rejects when it has none. */
  readonly again?: () => Promise<KeyCredentials>;
}

export interface PasswordCredentials extends Found {
  readonly kind: "password";
  readonly password: string;
  /** The IAM user, by name or by id; a name needs its account. */
  readonly user:
    | { readonly name: string; readonly domain: { readonly name: string } | { readonly id: string } }
    | { readonly id: string };
}

/** Everything of the credentials that no message may show. */
export function secretsOf(credentials: Credentials): string[] {
  switch (credentials.kind) {
    case "token":
      return [credentials.token];
    case "keys":
      return [credentials.secretKey, credentials.securityToken, credentials.accessKey].filter(
        (text) => text !== undefined,
      );
    case "password":
      return [credentials.password];
  }
}
