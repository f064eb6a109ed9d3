/** Time that passes only while nothing happens: hours of waiting in milliseconds, and the same every time. */
import type { Clock } from "../../src/clock";

export interface VirtualClock extends Clock {
  /** Lets time pass until the promise is settled. Throws when nobody sleeps and it is not, or when time stands still. */
  run<T>(promise: Promise<T>): Promise<T>;
  /**
   * Lets the process sleep for `ms` from `at` on, as a stopped process or a laptop with its lid closed does: whoever would have
   * woken meanwhile wakes when it is over. `now` counts the time, or not where the machine itself sleeps; `date` always does.
   */
  suspend(at: number, ms: number, who?: "process" | "machine"): void;
  /** The length of each sleep so far, in milliseconds. */
  readonly sleeps: readonly number[];
}

/** So often nothing useful happens in one moment. */
const MOST_WAKES = 100_000;

interface Sleeper {
  at: number;
  wake(): void;
}

/** The wall clock begins on a fixed day; `random` is seeded. */
export function createVirtualClock(seed = 1): VirtualClock {
  let time = 0;
  const sleepers = createHeap();
  const sleeps: number[] = [];
  const suspensions: { at: number; ms: number; who: "process" | "machine" }[] = [];
  /** How far the wall clock has run ahead of `now` while the machine slept. */
  let unseen = 0;
  const sleepThrough = (until: number) => {
    time = Math.max(time, until);
    const index = suspensions.findIndex(({ at }) => at <= time);
    const [suspension] = index < 0 ? [] : suspensions.splice(index, 1);
    if (suspension?.who === "process") time = Math.max(time, suspension.at + suspension.ms);
    if (suspension?.who === "machine") unseen += suspension.ms;
  };
  const random = seededRandom(seed);
  let [standsAt, wakes] = [0, 0];
  const noticeCircle = () => {
    [standsAt, wakes] = time === standsAt ? [standsAt, wakes + 1] : [time, 0];
    if (wakes > MOST_WAKES) throw new Error(`time stands still at ${time} ms: something goes round in a circle`);
  };

  return {
    now: () => time,
    date: () => new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + time + unseen),
    random,
    sleeps,
    suspend: (at, ms, who = "process") => void suspensions.push({ at, ms, who }),
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.resolve().then(noticeCircle);
      sleeps.push(ms);
      return new Promise((resolve) => {
        const wake = () => {
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        signal?.addEventListener("abort", wake);
        sleepers.push({ at: time + Math.max(ms, 0), wake });
      });
    },
    async run(promise) {
      let settled = false;
      promise.then(
        () => (settled = true),
        () => (settled = true),
      );
      for (;;) {
        await everythingElse();
        if (settled) return promise;
        noticeCircle();
        const next = sleepers.pop();
        if (!next) throw new Error("nobody sleeps, and what was waited for has not come");
        sleepThrough(next.at);
        next.wake();
        // What was due while the process slept wakes with it, in its order.
        for (let due = sleepers.peek(); due !== undefined && due.at <= time; due = sleepers.peek())
          sleepers.pop()?.wake();
      }
    },
  };
}

/** Resolves when all that can go on without time passing has gone on. */
const everythingElse = () => new Promise<void>((resolve) => setImmediate(resolve));

/** mulberry32 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The earliest first; of the same time, the one that came first. */
function createHeap() {
  const heap: (Sleeper & { order: number })[] = [];
  let count = 0;
  const before = (a: number, b: number) => {
    const [x, y] = [heap[a], heap[b]];
    return x !== undefined && y !== undefined && (x.at < y.at || (x.at === y.at && x.order < y.order));
  };
  const swap = (a: number, b: number) => {
    [heap[a], heap[b]] = [heap[b] as (typeof heap)[number], heap[a] as (typeof heap)[number]];
  };
  return {
    peek: () => heap[0],
    push(sleeper: Sleeper) {
      heap.push({ ...sleeper, order: count++ });
      for (let at = heap.length - 1; at > 0 && before(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1);
    },
    pop(): Sleeper | undefined {
      if (heap.length === 0) return undefined;
      swap(0, heap.length - 1);
      const first = heap.pop();
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        let least = at;
        if (before(left, least)) least = left;
        if (before(right, least)) least = right;
        if (least === at) return first;
        swap(at, least);
        at = least;
      }
    },
  };
}
