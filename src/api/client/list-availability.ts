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
  /** It goes on saying of one instance what is no longer so: it is not asked about that one for a while. */
  outOfDate(id: string): void;
  /** It was answered with 429. True when that is so again and again, so that the status API should be tried instead. */
  throttled(): boolean;
  /** What somebody should be told, once: whoever takes it tells it. */
  takeWarnings(): string[];
}

/** The limit may be the list's own. A limit of the whole endpoint lets some list through, sooner or later. */
const THROTTLES_IN_A_ROW = 5;
const AVOIDED_MS = 5 * 60_000;
/** Longer, for with each new question the old word would shut a gate again until it is found out anew. */
const OUT_OF_DATE_MS = 30 * 60_000;

const STRIKES_IN_A_ROW = 2;
const FIRST_SUSPENDED_MS = 30_000;
const LONGEST_SUSPENDED_MS = 10 * 60_000;

/** Two in a row are hardly an accident, but may be one after all: the first suspension is short, and each next one twice as long. */
function createStrikes() {
  let strikes = 0;
  let nextMs = FIRST_SUSPENDED_MS;
  return {
    /** For how long the list is suspended now, in milliseconds. */
    add(): number {
      if (++strikes < STRIKES_IN_A_ROW) return 0;
      const forMs = nextMs;
      nextMs = Math.min(nextMs * 2, LONGEST_SUSPENDED_MS);
      return forMs;
    },
    clear() {
      strikes = 0;
      nextMs = FIRST_SUSPENDED_MS;
    },
  };
}

export function createListAvailability(clock: Clock): ListAvailability {
  const warnings: string[] = [];
  const avoidedUntil = new Map<string, number>();
  let suspendedUntil = Number.NEGATIVE_INFINITY;
  const failures = createStrikes();
  const oldWords = createStrikes();
  let lastOldWord = Number.NEGATIVE_INFINITY;
  let throttles = 0;
  let answeredOnce = false;
  let warned = false;

  function suspend(forMs: number, why: string): void {
    if (forMs === 0) return;
    suspendedUntil = Math.max(suspendedUntil, clock.now() + forMs);
    if (warned) return;
    warned = true;
    warnings.push(`instances are looked up one by one, which is slower: the list ${why}`);
  }

  function avoid(id: string, forMs: number): void {
    for (const [other, until] of avoidedUntil) if (until <= clock.now()) avoidedUntil.delete(other);
    avoidedUntil.set(id, clock.now() + forMs);
  }

  return {
    isUsable: () => clock.now() >= suspendedUntil,
    hasAnswered: () => answeredOnce,
    covers: (id) => clock.now() >= (avoidedUntil.get(id) ?? Number.NEGATIVE_INFINITY),
    answered() {
      answeredOnce = true;
      failures.clear();
      throttles = 0;
    },
    failed: (why) => suspend(failures.add(), why),
    refused: (why) => suspend(Number.POSITIVE_INFINITY, why),
    avoid: (id) => avoid(id, AVOIDED_MS),
    outOfDate(id) {
      avoid(id, OUT_OF_DATE_MS);
      const now = clock.now();
      // Its answers say nothing of that; time does. It was asked nothing while it was suspended.
      if (now - Math.max(lastOldWord, suspendedUntil) > AVOIDED_MS) oldWords.clear();
      lastOldWord = now;
      suspend(oldWords.add(), "is out of date");
    },
    throttled: () => ++throttles >= THROTTLES_IN_A_ROW,
    takeWarnings: () => warnings.splice(0),
  };
}
