/** The looks of a wait: which instances are due, whom to ask, and what the answers leave. A wait is a loop of such rounds. */
import type { Clock } from "../clock";
import { failureClassOf } from "../failure-class";
import { isOldVocabulary } from "../instance/meaning";
import { createLastLook } from "./last-look";
import { allReady, lacking, type Pace, type Word, wordFor } from "./opening";
import type { WaitPlan } from "./options";
import { nextRoundAt, nextTryAt } from "./schedule";
import { isFatal, judge, type Observation, observe, type Track, UNREACHABLE_FOR_MS } from "./track";
import { startWatching, type Watched } from "./watched";

/** Where observations come from. */
export interface Source extends Pace {
  /**
   * Looks at instances, and tells what it sees as soon as it sees it. `confirm` asks the status API, whose word is surer than
   * the list's. Aborting withdraws what has not been sent yet.
   */
  look(
    ids: readonly string[],
    options: { confirm: boolean; signal: AbortSignal },
    tell: (id: string, seen: Observation) => void,
  ): void;
  /** How long the API still wants to be left alone, in milliseconds. */
  heldMs(): number;
}

export interface Rounds {
  /** In the order of the ids. */
  tracks(): readonly Track[];
  /** Sends the looks that are due; to be called again after each answer and at {@link nextAt}. */
  advance(): void;
  nextAt(): number;
  /** Whether all were found ready, lately enough and by the surest word there is. */
  isOpen(): boolean;
  /** The instances that keep the gate shut. */
  lacking(): readonly Track[];
  /** Whether each instance has had its last look, which is sent at the deadline or later. */
  isOver(): boolean;
  /** The process slept over the deadline: what was sent before it woke is no last look. */
  lookAgain(): void;
}

export function createRounds(
  ids: readonly string[],
  plan: WaitPlan,
  { source, clock, signal, changed }: { source: Source; clock: Clock; signal: AbortSignal; changed: () => void },
): Rounds {
  const began = clock.now();
  const deadline = began + plan.timeoutMs;
  const watched = new Map(ids.map((id) => [id, startWatching(id, began, began + plan.initialDelayMs)]));
  const all = [...watched.values()];
  const lastLook = createLastLook();
  let oldVocabulary = false;

  const tracks = () => all.map(({ track }) => track);
  const word = (): Word => wordFor(ids.length, { pace: source, plan, waitedMs: clock.now() - began, oldVocabulary });

  const lackingNow = () => lacking(tracks(), word(), plan, clock.now());

  function look(due: readonly Watched[], confirm: boolean): void {
    if (due.length === 0) return;
    for (const one of due) one.looking = true;
    const tell = (id: string, seen: Observation) => answered(watched.get(id) as Watched, seen);
    const dueIds = due.map(({ track }) => track.id);
    source.look(dueIds, { confirm, signal }, tell);
  }

  function answered(one: Watched, seen: Observation): void {
    const now = clock.now();
    const listed = "listed" in seen && seen.listed === true;
    const after = observe(one.track, seen, now);
    one.looking = false;
    one.askedAt = seen.askedAt ?? now;
    if ("status" in seen && listed && isOldVocabulary(seen.status)) oldVocabulary = true;
    if (listed && isFatal(judge(after, plan, now))) {
      // No gate fails on hearsay: the status API has the word, now.
      one.bypassList = true;
      one.dueAt = now;
    } else {
      const contradicted = one.track.listed && one.track.phase === "ready" && after.phase !== "ready" && !listed;
      if (contradicted) one.bypassList = true;
      one.track = after;
      one.dueAt = nextLookAt(after, now);
    }
    changed();
  }

  function nextLookAt(track: Track, now: number): number {
    const failureClass = track.error && failureClassOf(track.error.code);
    const retrying = failureClass === "retry" || failureClass === "unreachable";
    const next = retrying ? nextTryAt(now, track.failures, clock.random) : nextRoundAt(now, began, plan);
    const { phase, unreachableSince = Number.POSITIVE_INFINITY } = track;
    const givesUpAt = phase === undefined ? unreachableSince + UNREACHABLE_FOR_MS : Number.POSITIVE_INFINITY;
    return Math.min(next, deadline, givesUpAt);
  }

  /** Those whose being ready need not wait for the next round to be confirmed. */
  function lookAtTheUnsure(): void {
    if (!allReady(tracks()) || word().byList || all.some(({ looking }) => looking)) return;
    const unsure = new Set<Track>(lackingNow().now);
    const due = all.filter(({ track }) => unsure.has(track));
    look(due, true);
  }

  function advanceAtDeadline(now: number): void {
    lastLook.begin(now);
    const due = lastLook.due(all);
    for (const one of due) one.lastTries++;
    look(due, !word().byList);
    lookAtTheUnsure();
  }

  return {
    tracks,
    advance() {
      const now = clock.now();
      if (now >= deadline) return advanceAtDeadline(now);
      const confirms = allReady(tracks()) && !word().byList;
      const due = all.filter(({ looking, dueAt }) => !looking && dueAt <= now);
      const byStatus = due.filter(({ bypassList }) => confirms || bypassList);
      const byAnyone = due.filter(({ bypassList }) => !confirms && !bypassList);
      look(byStatus, true);
      look(byAnyone, false);
      lookAtTheUnsure();
    },
    nextAt() {
      if (lastLook.hasBegun()) return lastLook.endsAt();
      return all.reduce((next, { looking, dueAt }) => (looking ? next : Math.min(next, dueAt)), deadline);
    },
    isOpen: () => allReady(tracks()) && lackingNow().all.length === 0,
    lacking() {
      const unanswered = tracks().filter(({ failures }) => failures > 0);
      return unanswered.length > 0 ? unanswered : lackingNow().all;
    },
    isOver: () => lastLook.hasBegun() && lastLook.isOver(all, clock.now()),
    lookAgain() {
      if (!lastLook.hasBegun()) return;
      lastLook.beginAgain(clock.now());
      for (const one of all) one.lastTries = 0;
    },
  };
}
