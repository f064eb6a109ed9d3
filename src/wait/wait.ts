/** The wait: looks at all instances, round by round, until all are ready at once, one cannot be, the time is over, or nobody waits. */
import { setMaxListeners } from "node:events";
import type { Clock } from "../clock";
import type { WaitPlan } from "./options";
import { type Outcome, outcomeOf } from "./outcome";
import { endOf, type Progress, progressOf } from "./progress";
import { createRounds, type Rounds } from "./rounds";
import type { Source } from "./source";
import { isFatal, judge, type Track } from "./track";

export type { Judged, Outcome } from "./outcome";
export type { Source } from "./source";

export interface WaitContext {
  source: Source;
  clock: Clock;
  /** Aborted when the program that waits has ended. */
  signal?: AbortSignal;
  /** Told how far the wait has come: on each change, at most once a second, at each heartbeat, and how it ended. */
  report?: (progress: Progress, tracks: readonly Track[]) => void;
  /**
   * How often progress is told where nothing changes, in milliseconds.
   * @default 10,000
   */
  heartbeatMs?: number;
}

const HEARTBEAT_MS = 10_000;
const TICK_MS = 1_000;
/**
 * A sleep that ends so much later than it should: the process was stopped. Where the wall clock alone ran on, the machine
 * slept: the clock that only runs forward stands still meanwhile, so that such a time does not count into the timeout.
 */
const OVERSLEPT_MS = 2_000;

/**
 * Ends in one of four ways: `running` when all instances were found ready at once, `failed` as soon as one cannot become
 * ready, `timedOut` after a last look at the deadline, `interrupted` as soon as the signal says so. Never throws for what it
 * sees. The last look may take one request time-out longer than the deadline; a process that slept over its deadline looks
 * once more when it wakes.
 */
export async function waitUntilReady(
  ids: readonly string[],
  plan: WaitPlan,
  { source, clock, signal, report, heartbeatMs = HEARTBEAT_MS }: WaitContext,
): Promise<Outcome> {
  const began = clock.now();
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  let wake = new AbortController();
  /** Whether anything came since progress was told: to count ten thousand instances each second for nothing takes its time. */
  let news = true;
  const changed = () => {
    news = true;
    wake.abort("something changed");
  };
  const rounds = createRounds(ids, plan, { source, clock, signal: over.signal, changed });
  signal?.addEventListener("abort", changed, { signal: over.signal });

  const reportProgress = async (): Promise<void> => {
    let last = { key: "", at: Number.NEGATIVE_INFINITY };
    while (report) {
      await clock.sleep(TICK_MS, over.signal);
      if (over.signal.aborted) return;
      const now = clock.now();
      if (!news && now - last.at < heartbeatMs) continue;
      news = false;
      const progress = progressOf(rounds.tracks(), plan, now - began, source.heldMs());
      if (progress.key === last.key && now - last.at < heartbeatMs) continue;
      last = { key: progress.key, at: now };
      report(progress, rounds.tracks());
    }
  };

  const wallAhead = () => clock.date().getTime() - clock.now();
  let lastAhead = wallAhead();
  const noticeSleep = (dueAt: number) => {
    if (wallAhead() - lastAhead > OVERSLEPT_MS) rounds.forget();
    if (clock.now() - dueAt > OVERSLEPT_MS) rounds.lookAgain();
    lastAhead = wallAhead();
  };

  /** At once, for what comes after the end changes nothing about it. */
  const endOn = (kind: Outcome["kind"]) => {
    const decisive = rounds.tracks();
    // What is still in the queue is withdrawn, and says why; what was sent will not be answered.
    over.abort();
    if (kind === "timedOut") rounds.giveUp();
    return { kind, tracks: kind === "failed" ? decisive : rounds.tracks(), lacking: rounds.lacking() };
  };

  const loop = async () => {
    for (;;) {
      wake = new AbortController();
      rounds.advance();
      let kind = ended(rounds, plan, clock.now(), signal);
      if (kind) {
        // One moment may bring several answers: let the others be read, of which one may have changed it.
        await clock.sleep(0);
        kind = ended(rounds, plan, clock.now(), signal);
      }
      if (kind) return endOn(kind);
      const until = rounds.nextAt();
      await clock.sleep(until - clock.now(), wake.signal);
      noticeSleep(until);
    }
  };

  const progress = reportProgress();
  const { kind, ...seen } = await loop().finally(() => over.abort());
  await progress;
  const outcome = outcomeOf(kind, seen, plan, { began, now: clock.now() });
  report?.(endOf(outcome), outcome.tracks);
  return outcome;
}

function ended(rounds: Rounds, plan: WaitPlan, now: number, signal?: AbortSignal): Outcome["kind"] | undefined {
  // What was interrupted in the moment in which all are ready has nothing left to wait for.
  if (rounds.isOpen()) return "running";
  if (signal?.aborted) return "interrupted";
  if (rounds.tracks().some((track) => isFatal(judge(track, plan, now)))) return "failed";
  return rounds.isOver() ? "timedOut" : undefined;
}
