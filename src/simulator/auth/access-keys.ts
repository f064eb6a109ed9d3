/** Access keys: the permanent ones of the options, temporary ones, and the lock that too many refusals put on a key. */

import { microseconds } from "../http/response";
import type { AccessKey } from "../options";
import type { IdGenerator } from "./id-generator";
import type { Issuing } from "./tokens";

export interface AccessKeys {
  /** The pair of an access key; undefined when there is none, its time is over, or it was revoked. */
  find(accessKey: string): AccessKey | undefined;
  /** Makes a temporary pair, which expires `lifetimeMs` from now. */
  issue(lifetimeMs: number): Required<AccessKey> & { expiresAt: number };
  /** Revokes every temporary pair given out so far. */
  revokeTemporary(): void;
  /** Whether the key is locked because of refused signatures. */
  locked(accessKey: string): boolean;
  recordFailure(accessKey: string): void;
  /** Counts one request that the key let in. */
  recordSuccess(accessKey: string): void;
}

/** Huawei's guard against guessing: "after more than 5 consecutive AK/SK failures the AK is locked for 5 minutes". */
const ALLOWED_FAILURES = 5;
const LOCK_MS = 5 * 60_000;

/** Keys expire by the server's clock, which may be off; a lock lasts by the real one. */
export function createAccessKeys(
  permanent: readonly AccessKey[],
  issuing: Issuing,
  idGenerator: IdGenerator,
  now: () => number,
  serverNow: () => number,
): AccessKeys {
  const pairs = new Map<string, AccessKey & { expiresAt: number; usesLeft: number }>();
  const forEver = { expiresAt: Number.POSITIVE_INFINITY, usesLeft: Number.POSITIVE_INFINITY };
  for (const pair of permanent) pairs.set(pair.accessKey, { ...pair, ...forEver });
  const failures = new Map<string, { count: number; lockedUntil: number }>();

  return {
    find(accessKey) {
      const pair = pairs.get(accessKey);
      return pair !== undefined && pair.usesLeft > 0 && serverNow() < pair.expiresAt ? pair : undefined;
    },
    issue(lifetimeMs) {
      const pair = {
        accessKey: idGenerator.secret("TEMPORARY"),
        secretKey: idGenerator.secret("temporary-secret-"),
        securityToken: idGenerator.secret("security-token-"),
        expiresAt: serverNow() + lifetimeMs,
      };
      pairs.set(pair.accessKey, { ...pair, usesLeft: issuing.uses });
      return pair;
    },
    revokeTemporary() {
      for (const [accessKey, { expiresAt }] of pairs) if (Number.isFinite(expiresAt)) pairs.delete(accessKey);
    },
    locked: (accessKey) => now() < (failures.get(accessKey)?.lockedUntil ?? Number.NEGATIVE_INFINITY),
    // Unknown keys count as well. A request that the lock refuses does not lengthen it: the docs name a fixed 5 minutes.
    recordFailure(accessKey) {
      const count = (failures.get(accessKey)?.count ?? 0) + 1;
      const locks = count > ALLOWED_FAILURES;
      failures.set(accessKey, {
        count: locks ? 0 : count,
        lockedUntil: locks ? now() + LOCK_MS : Number.NEGATIVE_INFINITY,
      });
    },
    recordSuccess(accessKey) {
      failures.delete(accessKey);
      const pair = pairs.get(accessKey);
      if (pair !== undefined) pair.usesLeft -= 1;
    },
  };
}

/** Temporary keys as IAM and the metadata service answer them. */
export function credentialBody(pair: Required<AccessKey> & { expiresAt: number }): object {
  const { accessKey, secretKey, securityToken, expiresAt } = pair;
  return {
    credential: {
      access: accessKey,
      secret: secretKey,
      securitytoken: securityToken,
      expires_at: microseconds(expiresAt),
    },
  };
}
