/**
 * Keeps a key from being locked: after more than five refusals in a row Huawei locks it for five minutes, and a stack may hold
 * dozens of gates. Until the key has proved good, and again when it rested, one request at a time finds out; after a refusal
 * no request is sent for a minute, and every caller gets the same sentence.
 */
import type { Clock } from "../../clock";
import { CloudDcError } from "../../errors";

export interface LockoutGuard {
  /** Resolves when a request may be sent with the key. Rejects with a refusal that still counts, or when `signal` is aborted. */
  enter(signal?: AbortSignal): Promise<Pass>;
}

/** The right to send with the key. */
export interface Pass {
  /** The key was let in. */
  accepted(): void;
  /** The key was refused: from here on this caller alone may send. Rejects as `enter` does. */
  alone(): Promise<void>;
  /** Nothing mends the refusal. */
  refused(error: CloudDcError): void;
  /** Always called in the end. */
  leave(): void;
}

export interface GuardOptions {
  /** From how many refusals in a row on a refusal counts for everybody. Default 1. */
  readonly spreadsAfter?: number;
}

const REFUSAL_LASTS_MS = 60_000;
/** Requests that are under way together are refused together: fewer than lock a key, with one to spare. */
const MOST_AT_ONCE = 4;
/** What happened to a key that rested is not known. Between two looks of a gate it rests. */
const RESTED_MS = 1_000;

export function createLockoutGuard(clock: Clock, { spreadsAfter = 1 }: GuardOptions = {}): LockoutGuard {
  let refusal: { readonly error: CloudDcError; readonly until: number } | undefined;
  let refusalsInARow = 0;
  let inDoubt = true;
  let underWay = 0;
  let lastLeft = clock.now();
  /** Who alone may send. */
  let alone: Pass | undefined;
  let waiting: (() => void)[] = [];

  const changed = () => {
    for (const look of waiting.splice(0)) look();
  };
  const isInDoubt = () => inDoubt || (underWay === 0 && clock.now() - lastLeft >= RESTED_MS);

  /** Takes what `take` takes, as soon as it can. */
  async function whenFree(take: () => boolean, signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      if (signal?.aborted) throw new CloudDcError("INTERRUPTED", "the answer is no longer needed");
      if (refusal && clock.now() < refusal.until) throw refusal.error;
      if (take()) return;
      await new Promise<void>((resolve) => {
        const look = () => {
          signal?.removeEventListener("abort", look);
          waiting = waiting.filter((other) => other !== look);
          resolve();
        };
        waiting.push(look);
        signal?.addEventListener("abort", look);
      });
    }
  }

  return {
    async enter(signal) {
      const pass: Pass = {
        accepted() {
          inDoubt = false;
          refusalsInARow = 0;
          if (alone === pass) alone = undefined;
          changed();
        },
        alone() {
          inDoubt = true;
          return whenFree(() => {
            if (alone && alone !== pass) return false;
            alone = pass;
            return true;
          }, signal);
        },
        refused(error) {
          inDoubt = true;
          refusalsInARow++;
          if (refusalsInARow >= spreadsAfter) refusal = { error, until: clock.now() + REFUSAL_LASTS_MS };
        },
        leave() {
          underWay--;
          lastLeft = clock.now();
          if (alone === pass) alone = undefined;
          changed();
        },
      };
      await whenFree(() => {
        if (alone || underWay >= (isInDoubt() ? 1 : MOST_AT_ONCE)) return false;
        if (isInDoubt()) alone = pass;
        underWay++;
        return true;
      }, signal);
      return pass;
    },
  };
}
