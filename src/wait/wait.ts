/** The wait: looks at each instance until all are ready, one cannot be, the time is over, or nobody waits any more. */
import { setMaxListeners } from "node:events";
import type { Clock } from "../clock";
import { isCloudDcError } from "../errors";
import { failureClassOf } from "../failure-class";
import type { Reading } from "../instance/status";
import type { WaitPlan } from "./options";
import { type Progress, progressOf } from "./progress";
import { nextLookAt, nextTryAt } from "./schedule";
import { isFatal, judge, type Observation, observe, startTrack, type Track, type Verdict } from "./track";

/**
 * One look at one instance. Rejects with a {@link CloudDcError}. An aborted signal means that an answer which has not
 * been asked for yet is not wanted any more; `sure` asks for more than what a list says.
 */
export type Look = (id: string, signal: AbortSignal, sure: boolean) => Promise<Reading>;

export interface WaitContext {
  look: Look;
  clock: Clock;
  /** Aborted when the program that waits has ended. */
  signal?: AbortSignal;
  /** Told how far the wait has come: on each change, at most once a second, and each half minute. */
  report?: (progress: Progress, tracks: readonly Track[]) => void;
}

/** How a wait ended. The tracks say what was seen of each instance, in the order of the ids. */
export interface Outcome {
  readonly kind: "running" | "failed" | "timedOut" | "interrupted";
  readonly tracks: readonly Judged[];
  readonly elapsedMs: number;
}

export interface Judged extends Track {
  readonly verdict: Verdict;
  /** How long the last phase had lasted at the end, in milliseconds. */
  readonly lastedMs: number;
}

/** An answer that is under way at the deadline still counts; a question that waits for its turn does not. */
const LAST_CALL_MS = 1_000;
const HEARTBEAT_MS = 30_000;
const TICK_MS = 1_000;

/**
 * Ends in one of four ways: `running` when each instance was found ready, `failed` as soon as one cannot become ready,
 * `timedOut` after the last look at the deadline, `interrupted` as soon as the signal says so. Never throws for what it
 * sees.
 */
export async function waitUntilReady(
  ids: readonly string[],
  plan: WaitPlan,
  { look, clock, signal, report }: WaitContext,
): Promise<Outcome> {
  const began = clock.now();
  const elapsed = () => clock.now() - began;
  const tracks = new Map(ids.map((id) => [id, startTrack(id, began)]));
  const over = new AbortController(); // the wait has its outcome: nobody sleeps or asks on
  const closing = new AbortController(); // the deadline has passed: what waits for its turn is dropped
  const lookSignal = AbortSignal.any([over.signal, closing.signal]);
  setMaxListeners(0, over.signal, lookSignal); // a thousand instances listen, and that is no leak
  let nextLook = plan.initialDelayMs;

  /** Looks fall on a grid: those of a thousand instances sleep on one timer. */
  const sleeps = new Map<number, Promise<void>>();
  const sleepUntil = (at: number): Promise<void> => {
    const shared = sleeps.get(at) ?? clock.sleep(at - elapsed(), over.signal).finally(() => sleeps.delete(at));
    sleeps.set(at, shared);
    return shared;
  };

  const watch = async (id: string): Promise<Outcome["kind"]> => {
    await clock.sleep(plan.initialDelayMs, over.signal);
    for (;;) {
      const before = tracks.get(id) as Track;
      let seen = await seenBy(look, id, lookSignal, false);
      if ("listed" in seen && isFatal(judge(observe(before, seen, clock.now()), plan, clock.now())))
        seen = await seenBy(look, id, lookSignal, true); // no gate fails on hearsay
      if (over.signal.aborted) return "interrupted";
      const track = observe(before, seen, clock.now());
      tracks.set(id, track);
      const verdict = judge(track, plan, clock.now());
      if (verdict === "ready") return "running";
      if (isFatal(verdict)) {
        await clock.sleep(0); // one answer may tell of a hundred instances: let the others be read
        return "failed";
      }
      if (elapsed() >= plan.timeoutMs) return "timedOut";
      const retrying = track.error && failureClassOf(track.error.code) === "retry";
      const next = retrying ? nextTryAt(elapsed(), track.failures, plan, clock.random) : nextLookAt(elapsed(), plan);
      nextLook = next;
      await sleepUntil(next);
      if (over.signal.aborted) return "interrupted";
    }
  };

  const reportProgress = async (): Promise<void> => {
    let last = { counts: "", at: Number.NEGATIVE_INFINITY };
    for (;;) {
      await clock.sleep(TICK_MS, over.signal);
      if (report === undefined || over.signal.aborted) return;
      const now = [...tracks.values()];
      const progress = progressOf(now, plan, elapsed(), nextLook - elapsed());
      if (progress.counts !== last.counts || elapsed() - last.at >= HEARTBEAT_MS) {
        last = { counts: progress.counts, at: elapsed() };
        report(progress, now);
      }
    }
  };

  const closeAtTheDeadline = async (): Promise<void> => {
    await clock.sleep(plan.timeoutMs + LAST_CALL_MS, over.signal);
    closing.abort();
  };

  const kind = await firstDecisive(
    ids.map(watch),
    interruption(signal, over.signal),
    reportProgress(),
    closeAtTheDeadline(),
  ).finally(() => over.abort());

  const now = clock.now();
  const judged = [...tracks.values()].map((track) => ({
    ...track,
    verdict: judge(track, plan, now),
    lastedMs: now - track.phaseSince,
  }));
  return { kind, tracks: judged, elapsedMs: now - began };
}

/** `running` when all are; any other end of one is the end of all, but a `timedOut` waits for what is still under way. */
function firstDecisive(
  watches: readonly Promise<Outcome["kind"]>[],
  interrupted: Promise<"interrupted">,
  ...background: Promise<void>[]
): Promise<Outcome["kind"]> {
  return new Promise((resolve, reject) => {
    interrupted.then(resolve, reject);
    for (const job of background) job.catch(reject);
    for (const watch of watches) watch.then((kind) => kind === "failed" && resolve(kind), reject);
    Promise.all(watches).then(
      (kinds) => resolve(kinds.every((kind) => kind === "running") ? "running" : "timedOut"),
      reject,
    );
  });
}

function interruption(signal: AbortSignal | undefined, over: AbortSignal): Promise<"interrupted"> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve("interrupted");
    signal?.addEventListener("abort", () => resolve("interrupted"), { once: true, signal: over });
  });
}

async function seenBy(look: Look, id: string, signal: AbortSignal, sure: boolean): Promise<Observation> {
  try {
    return await look(id, signal, sure);
  } catch (error) {
    if (isCloudDcError(error)) return { error };
    throw error; // a mistake of ours: waiting on would hide it
  }
}
