/** Tokens: which are known, what each is good for, until when, and for how many requests. */

import { microseconds } from "../http/response";
import type { Project } from "../options";
import type { IdGenerator } from "./id-generator";

/** What IAM and the metadata service give out, and how long it stays good. */
export interface Issuing {
  /** Length of a token's text, in characters. A shorter number than that of the shortest text has no effect. */
  tokenLength: number;
  /** How many requests a token or a temporary key lets in before it is revoked. */
  uses: number;
}

/** What a token or a key lets its bearer do. */
export interface Caller {
  /** The token's project; undefined for a key, which is an account's, and for a token without a project. */
  project?: Required<Project>;
  by: "token" | "signature";
}

/** Why a request was not let in: the gateway's code and message. */
export interface Refusal {
  code: string;
  message: string;
}

export interface Tokens {
  issue(project: Required<Project> | undefined, lifetimeMs: number): { text: string; expiresAt: number };
  check(text: string): Caller | Refusal;
  revoke(text: string): void;
  /** Revokes every token known so far. */
  revokeAll(): void;
  /** Ends the lifetime of every token known so far. */
  expireAll(): void;
}

export function createTokens(
  fixed: readonly string[],
  main: Required<Project>,
  issuing: Issuing,
  idGenerator: IdGenerator,
  serverNow: () => number,
): Tokens {
  const known = new Map<string, { project: Required<Project> | undefined; expiresAt: number; usesLeft: number }>();
  const forEver = { expiresAt: Number.POSITIVE_INFINITY, usesLeft: Number.POSITIVE_INFINITY };
  for (const text of fixed) known.set(text, { project: main, ...forEver });

  return {
    issue(project, lifetimeMs) {
      // Real tokens grow with the roles in them, up to 102,400 characters by the pages of some services.
      const text = idGenerator.secret("issued-token-").padEnd(issuing.tokenLength, "x");
      const expiresAt = serverNow() + lifetimeMs;
      known.set(text, { project, expiresAt, usesLeft: issuing.uses });
      return { text, expiresAt };
    },
    check(text) {
      const token = known.get(text);
      const wrong = (reason: string) => ({
        code: "APIGW.0301",
        message: `Incorrect IAM authentication information: ${reason}`,
      });
      if (token === undefined) return wrong("decrypt token fail");
      // Huawei does not say how the gateway words a token that a password change made invalid; APIGW.0307 is its nearest.
      if (token.usesLeft <= 0) return { code: "APIGW.0307", message: "The token must be updated." };
      if (serverNow() >= token.expiresAt) return wrong(`token expires, expires_at: ${microseconds(token.expiresAt)}`);
      token.usesLeft -= 1;
      return { by: "token", ...(token.project === undefined ? {} : { project: token.project }) };
    },
    revoke(text) {
      const token = known.get(text);
      if (token === undefined) throw new Error("This token was never accepted, so it cannot be revoked.");
      token.usesLeft = 0;
    },
    revokeAll() {
      for (const token of known.values()) token.usesLeft = 0;
    },
    expireAll() {
      for (const token of known.values()) token.expiresAt = Math.min(token.expiresAt, serverNow());
    },
  };
}
