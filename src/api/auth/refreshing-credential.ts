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
}

/** Huawei's Terraform provider renews keys that have less than this left. */
const EARLY_MS = 10 * 60_000;
/** After a renewal that failed, as long as the old value is good. */
const PAUSE_MS = 30_000;

interface Held<T> {
  readonly value: T;
  renewAt: number;
  /** Whether it was got because the one before it was refused: then its own refusal is the last word. */
  readonly replaces: boolean;
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
    return { value, replaces, renewAt: now() + Math.max(leftMs - EARLY_MS, leftMs / 2) };
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
      if (held?.replaces) return false;
      replacing = true;
      return !isIt(await renewOnce());
    },
  };
}
