/** For how long a batch that is under way is wanted: as long as anybody waits for one of its answers. */
import { isWanted, type PendingRequest } from "./pending-requests";

export interface Interest {
  /** Aborted when nobody wants any answer of the batch any more. */
  readonly signal: AbortSignal;
  /** Stops listening to those who wait. */
  close(): void;
}

export function watchInterest(batch: readonly PendingRequest[]): Interest {
  const unwanted = new AbortController();
  const look = () => void (batch.some(isWanted) || unwanted.abort());
  const signals = new Set(batch.flatMap(({ looks }) => [...looks.keys()].flatMap(({ signal }) => signal ?? [])));
  for (const signal of signals) signal.addEventListener("abort", look);
  return {
    signal: unwanted.signal,
    close() {
      for (const signal of signals) signal.removeEventListener("abort", look);
    },
  };
}
