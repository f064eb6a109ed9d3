/** What no message may show: what somebody signs in with, and what that was exchanged for lately. Pure. */

/** A token or keys that were renewed so often since have ended; a wait of days would collect them. */
const MOST_RECENT = 12;

export interface RecentSecrets {
  add(...texts: readonly string[]): void;
  all(): readonly string[];
}

export function createRecentSecrets(lasting: readonly string[] = []): RecentSecrets {
  const recent = new Set<string>();
  return {
    add(...texts) {
      for (const text of texts) {
        recent.delete(text); // to be the latest again
        recent.add(text);
      }
      for (const oldest of recent) if (recent.size > MOST_RECENT) recent.delete(oldest);
    },
    all: () => [...lasting, ...recent],
  };
}
