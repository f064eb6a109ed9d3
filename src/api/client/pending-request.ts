/** One question about one instance, and everybody who wants its answer. */
import { CloudDcError } from "../../errors";
import type { Reading } from "../../instance/status";

export interface PendingRequest {
  readonly id: string;
  /** Who asked first: it has this one's turn. */
  readonly asker: string;
  /** Only the status API will do. */
  sure: boolean;
  /** In the queue: not sent, or sent back. */
  queued: boolean;
  /** Why it was sent back. */
  setback?: CloudDcError;
  /** Everybody gets this answer. */
  settle(result: Promise<Reading>): void;
  /**
   * The answer for one more asker. When `signal` is aborted the asker leaves, if the question is in the queue; one that is
   * under way is answered. `abandoned` is called when the last one has left.
   */
  join(signal: AbortSignal | undefined, abandoned: () => void): Promise<Reading>;
  /** Lets go of those who lost interest while it was under way. Call it when it is back in the queue. */
  releaseLeavers(): void;
}

export function createPendingRequest(id: string, asker: string, sure: boolean): PendingRequest {
  /** Each asker's way out, with the signal that opens it. */
  const askers = new Map<() => void, AbortSignal | undefined>();
  let settle: (result: Promise<Reading>) => void = () => {};
  const answer = new Promise<Reading>((resolve) => {
    settle = resolve;
  });
  answer.catch(() => {}); // everybody may have left

  const question: PendingRequest = {
    id,
    asker,
    sure,
    queued: false,
    settle,
    join: (signal, abandoned) =>
      new Promise((resolve, reject) => {
        const leave = () => {
          if (!question.queued || !askers.delete(leave)) return;
          reject(
            question.setback ?? new CloudDcError("INTERRUPTED", "the question was taken back before it was asked"),
          );
          if (askers.size === 0) abandoned();
        };
        askers.set(leave, signal);
        answer.then(resolve, reject).finally(() => signal?.removeEventListener("abort", leave));
        signal?.addEventListener("abort", leave, { once: true });
        if (signal?.aborted) leave();
      }),
    releaseLeavers() {
      for (const [leave, signal] of [...askers]) if (signal?.aborted) leave();
    },
  };
  return question;
}
