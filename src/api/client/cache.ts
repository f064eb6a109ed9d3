/** The cache: what came last for each instance, for as long as anybody may want to share it. It forgets by itself. */

export interface Cache<Answer> {
  get(id: string): Answer | undefined;
  put(id: string, answer: Answer): void;
  forget(id: string): void;
}

/** Nobody takes an older answer, so that a program that runs for months keeps none. */
const KEPT_MS = 60_000;

export function createCache<Answer extends { askedAt: number }>(now: () => number): Cache<Answer> {
  /** The longest unchanged first. */
  const answers = new Map<string, Answer>();

  return {
    get: (id) => answers.get(id),
    forget: (id) => void answers.delete(id),
    put(id, answer) {
      answers.delete(id);
      answers.set(id, answer);
      for (const [oldest, { askedAt }] of answers) {
        if (askedAt >= now() - KEPT_MS) return;
        answers.delete(oldest);
      }
    },
  };
}
