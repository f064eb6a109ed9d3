/** Access keys: the permanent ones of the options, and temporary ones that the metadata service hands out. */

import type { AccessKey } from "../options";
import type { IdGenerator } from "./id-generator";

export interface Keys {
  /** The pair of an access key; undefined when there is none or its time is over. */
  find(accessKey: string): AccessKey | undefined;
  issue(lifetimeMs: number): Required<AccessKey> & { expiresAt: number };
}

export function createKeys(first: readonly AccessKey[], idGenerator: IdGenerator, serverNow: () => number): Keys {
  const pairs = new Map<string, AccessKey & { expiresAt: number }>();
  for (const pair of first) pairs.set(pair.accessKey, { ...pair, expiresAt: Number.POSITIVE_INFINITY });
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
  };
}
