/**
 * Cached credential, such as a token: fetched when it is first needed, refreshed before it expires and after a 401;
 * concurrent callers share one fetch.
 */
import type { Clock } from "../../clock";
import { isCloudDcError } from "../../errors";
import { failureClassOf } from "../../failure-class";

export interface RefreshingCredential<T> {
  /** A value that has not expired; rejects when there is none and none can be fetched. */
  current(): Promise<T>;
  /**
   * After a 401: `isIt` recognises the value that was refused. Resolves with whether a new attempt has a chance; rejects when
   * fetching a new value failed.
   */
  refused(isIt: (value: T) => boolean): Promise<boolean>;
  /** `isIt` recognises a value that was let in: when it is refused later, it was revoked, and another one has a chance. */
  accepted(isIt: (value: T) => boolean): void;
}

/** A credential that cannot be refreshed. */
export const fixedCredential = <T>(value: T): RefreshingCredential<T> => ({
  current: async () => value,
  refused: async () => false,
  accepted() {},
});

/** Huawei's Terraform provider renews keys that have less than this left. */
const EARLY_MS = 10 * 60_000;
/** After a renewal that failed, as long as the old value is good. */
const PAUSE_MS = 30_000;
/** Refused so soon after it was fetched, and never let in: the next one would be refused as well. */
const FRESH_MS = 60_000;

interface Held<T> {
  readonly value: T;
  renewAt: number;
  readonly fetchedAt: number;
  /** Whether it was fetched because the one before it was refused. */
  readonly replaces: boolean;
  /** Whether it was let in once. */
  proven: boolean;
}

export function createRefreshingCredential<T extends { readonly expiresAt?: number }>(
  obtain: () => Promise<T>,
  clock: Clock,
  first?: T,
): RefreshingCredential<T> {
  const now = () => clock.date().getTime();
  const hold = (value: T, replaces: boolean): Held<T> => {
    const leftMs = (value.expiresAt ?? Number.POSITIVE_INFINITY) - now();
    // What lives shortly is renewed at half time: a source may hand out the same value until shortly before its end.
    const renewAt = now() + Math.max(leftMs - EARLY_MS, leftMs / 2);
    return { value, renewAt, fetchedAt: clock.now(), replaces, proven: false };
  };
  const good = (value: T) => value.expiresAt === undefined || value.expiresAt > now();

  let held = first && hold(first, false);
  let underWay: Promise<T> | undefined;
  let replacing = false;
  /** Asking again cannot help, and five wrong passwords lock a user: everybody gets the same answer. */
  let lastWord: unknown;

  async function renew(): Promise<T> {
    try {
      const value = await obtain();
      held = hold(value, replacing);
      return value;
    } catch (error) {
      if (isCloudDcError(error) && failureClassOf(error.code) === "final") lastWord = error;
      throw error;
    } finally {
      underWay = undefined;
      replacing = false;
    }
  }

  function renewOnce(): Promise<T> {
    if (lastWord !== undefined) return Promise.reject(lastWord);
    underWay ??= renew();
    return underWay;
  }

  return {
    async current() {
      if (held && !replacing && now() < held.renewAt) return held.value;
      const old = replacing ? undefined : held;
      return renewOnce().catch((error) => {
        if (!old || !good(old.value)) throw error;
        old.renewAt = now() + PAUSE_MS;
        return old.value;
      });
    },
    async refused(isIt) {
      if (held && !isIt(held.value)) return true; // somebody has renewed it meanwhile
      // Only a fresh one that never was let in is the last word: IAM revokes tokens whenever permissions change.
      if (held?.replaces && !held.proven && clock.now() - held.fetchedAt < FRESH_MS) return false;
      replacing = true;
      return !isIt(await renewOnce());
    },
    accepted(isIt) {
      if (held && isIt(held.value)) held.proven = true;
    },
  };
}
