/** Access keys: the permanent ones of the options, temporary ones, and the lock that too many refusals put on a key. */

import type { AccessKey } from "../options";
import type { IdGenerator } from "./id-generator";

export interface AccessKeys {
  /** The pair of an access key; undefined when there is none or its time is over. */
  find(accessKey: string): AccessKey | undefined;
  /** Makes a temporary pair, which expires `lifetimeMs` from now. */
  issue(lifetimeMs: number): Required<AccessKey> & { expiresAt: number };
  /** Whether the key is locked because of refused signatures. */
  locked(accessKey: string): boolean;
  recordFailure(accessKey: string): void;
  recordSuccess(accessKey: string): void;
}

/** Huawei's guard against guessing: "after more than 5 consecutive AK/SK failures the AK is locked for 5 minutes". */
const ALLOWED_FAILURES = 5;
const LOCK_MS = 5 * 60_000;

/** Keys expire by the server's clock, which may be off; a lock lasts by the real one. */
export function createAccessKeys(
  permanent: readonly AccessKey[],
  idGenerator: IdGenerator,
  now: () => number,
  serverNow: () => number,
): AccessKeys {
  const pairs = new Map<string, AccessKey & { expiresAt: number }>();
  for (const pair of permanent) pairs.set(pair.accessKey, { ...pair, expiresAt: Number.POSITIVE_INFINITY });
  const failures = new Map<string, { count: number; lockedUntil: number }>();

  return {
    find(accessKey) {
      const pair = pairs.get(accessKey);
      return pair !== undefined && serverNow() < pair.expiresAt ? pair : undefined;
    },
    issue(lifetimeMs) {
      const pair = {
        accessKey: idGenerator.secret("TEMPORARY"),
        secretKey: idGenerator.secret("temporary-secret-"),
        securityToken: idGenerator.secret("security-token-"),
        expiresAt: serverNow() + lifetimeMs,
      };
      pairs.set(pair.accessKey, pair);
      return pair;
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
    recordSuccess: (accessKey) => void failures.delete(accessKey),
  };
}
