/**
 * Whether the list may be asked, and for which instances. It saves requests and is never needed: where it is refused, broken
 * or wrong, round after round, the status API takes over, and one warning says so.
 */
import type { Clock } from "../../clock";

export interface ListAvailability {
  /** Whether the list may be asked at all. */
  isUsable(): boolean;
  /** Whether it has answered yet: until then a stack with few instances needs no permission to list. */
  hasAnswered(): boolean;
  /** Whether the list may be asked about this instance. */
  covers(id: string): boolean;
  /** It answered for at least one instance. */
  answered(): void;
  /** It brought nothing that could be used, though the status API did. */
  failed(why: string): void;
  /** It was refused altogether. */
  refused(why: string): void;
  /** One instance made the whole list fail, or was left out: the list is not asked about it for a while. */
  avoid(id: string): void;
  /** It was answered with 429. True when that is so again and again, so that the status API should be tried instead. */
  throttled(): boolean;
  /** What somebody should be told, once: whoever takes it tells it. */
  takeWarnings(): string[];
}

/** So many in a row are hardly an accident. */
const FAILURES_IN_A_ROW = 2;
/** The limit may be the list's own. A limit of the whole endpoint lets some list through, sooner or later. */
const THROTTLES_IN_A_ROW = 5;
/** Two lost answers in a row may be an accident after all: the first suspension is short, and each next one twice as long. */
const FIRST_SUSPENDED_MS = 30_000;
const LONGEST_SUSPENDED_MS = 10 * 60_000;
const AVOIDED_MS = 5 * 60_000;

export function createListAvailability(clock: Clock): ListAvailability {
  const warnings: string[] = [];
  const avoidedUntil = new Map<string, number>();
  let suspendedUntil = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let throttles = 0;
  let nextSuspensionMs = FIRST_SUSPENDED_MS;
  let answeredOnce = false;
  let warned = false;

  function suspend(until: number, why: string): void {
    suspendedUntil = until;
    if (warned) return;
    warned = true;
    warnings.push(`instances are looked at one by one, which is slower: the list ${why}`);
  }

  return {
    isUsable: () => clock.now() >= suspendedUntil,
    hasAnswered: () => answeredOnce,
    covers: (id) => clock.now() >= (avoidedUntil.get(id) ?? Number.NEGATIVE_INFINITY),
    answered() {
      answeredOnce = true;
      failures = 0;
      throttles = 0;
      nextSuspensionMs = FIRST_SUSPENDED_MS;
    },
    failed(why) {
      if (++failures < FAILURES_IN_A_ROW) return;
      suspend(clock.now() + nextSuspensionMs, why);
      nextSuspensionMs = Math.min(nextSuspensionMs * 2, LONGEST_SUSPENDED_MS);
    },
    refused: (why) => suspend(Number.POSITIVE_INFINITY, why),
    avoid(id) {
      for (const [other, until] of avoidedUntil) if (until <= clock.now()) avoidedUntil.delete(other);
      avoidedUntil.set(id, clock.now() + AVOIDED_MS);
    },
    throttled: () => ++throttles >= THROTTLES_IN_A_ROW,
    takeWarnings: () => warnings.splice(0),
  };
}
