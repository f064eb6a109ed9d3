/** Huawei's guard against guessing: after more than 5 consecutive AK/SK failures the key is locked for 5 minutes. */

const ALLOWED_FAILURES = 5;
const LOCK_MS = 5 * 60_000;

export interface KeyLocks {
  locked(accessKey: string): boolean;
  failed(accessKey: string): void;
  succeeded(accessKey: string): void;
}

/** Unknown keys count as well. A request refused by the lock does not lengthen it: the docs name a fixed 5 minutes. */
export function createKeyLocks(now: () => number): KeyLocks {
  const failures = new Map<string, { count: number; lockedUntil: number }>();
  return {
    locked: (accessKey) => now() < (failures.get(accessKey)?.lockedUntil ?? Number.NEGATIVE_INFINITY),
    failed(accessKey) {
      const count = (failures.get(accessKey)?.count ?? 0) + 1;
      const locks = count > ALLOWED_FAILURES;
      failures.set(accessKey, {
        count: locks ? 0 : count,
        lockedUntil: locks ? now() + LOCK_MS : Number.NEGATIVE_INFINITY,
      });
    },
    succeeded: (accessKey) => void failures.delete(accessKey),
  };
}
