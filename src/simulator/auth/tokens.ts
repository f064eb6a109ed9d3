/** Tokens: which are known, what each is good for, and until when. */

import { microseconds } from "../http/response";
import type { Project } from "../options";
import type { IdGenerator } from "./id-generator";

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
  expireAll(): void;
}

export function createTokens(
  fixed: readonly string[],
  main: Required<Project>,
  idGenerator: IdGenerator,
  serverNow: () => number,
): Tokens {
  const known = new Map<string, { project: Required<Project> | undefined; expiresAt: number; revoked: boolean }>();
  for (const text of fixed) known.set(text, { project: main, expiresAt: Number.POSITIVE_INFINITY, revoked: false });

  return {
    issue(project, lifetimeMs) {
      const text = idGenerator.secret("issued-token-");
      const expiresAt = serverNow() + lifetimeMs;
      known.set(text, { project, expiresAt, revoked: false });
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
      if (token.revoked) return { code: "APIGW.0307", message: "The token must be updated." };
      if (serverNow() >= token.expiresAt) return wrong(`token expires, expires_at: ${microseconds(token.expiresAt)}`);
      return { by: "token", ...(token.project === undefined ? {} : { project: token.project }) };
    },
    revoke(text) {
      const token = known.get(text);
      if (token === undefined) throw new Error("This token was never accepted, so it cannot be revoked.");
      token.revoked = true;
    },
    expireAll() {
      for (const token of known.values()) token.expiresAt = Math.min(token.expiresAt, serverNow());
    },
  };
}
