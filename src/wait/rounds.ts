/**
 * The looks of a wait: which instances are due, whom to ask, and what the answers leave. A wait is a loop of such rounds.
 * Longer than most files here: whatever changes between two looks is kept in one place.
 */
import type { Clock } from "../clock";
import { CloudDcError } from "../errors";
import { failureClassOf } from "../failure-class";
import { isOldVocabulary } from "../instance/meaning";
import { createLastLook, LASTS_MS } from "./last-look";
import { allReady, lacking, type Pace, type Word, wordFor } from "./opening";
import type { WaitPlan } from "./options";
import { nextRoundAt, nextTryAt } from "./schedule";
import {
  BLIND_SPELL,
  isFatal,
  judge,
  type Observation,
  observe,
  type Track,
  UNREACHABLE_FOR_MS,
  unheard,
} from "./track";
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
  /** How many requests the API has served so far, whoever asked: those of others take turns with ours. */
  served(): number;
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
  /** Nobody waits for the answers any more that are under way. */
  giveUp(): void;
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
  let reached = false;
  /** Three rounds and a request time-out. */
  let silentAfterMs = Number.POSITIVE_INFINITY;

  const tracks = () => all.map(({ track }) => track);
  const word = (): Word => {
    const requests = all.reduce((most, { turn }) => Math.max(most, turn), 0);
    return wordFor(ids.length, { pace: source, plan, waitedMs: clock.now() - began, oldVocabulary, requests });
  };

  const lackingNow = () => lacking(tracks(), word(), plan, clock.now());

  function look(due: readonly Watched[], confirm: boolean): void {
    if (due.length === 0) return;
    const servedBefore = source.served();
    for (const one of due) Object.assign(one, { looking: true, servedBefore });
    const tell = (id: string, seen: Observation) => answered(watched.get(id) as Watched, seen);
    const dueIds = due.map(({ track }) => track.id);
    source.look(dueIds, { confirm, signal }, tell);
  }

  /** One answer about any instance shows that there is a way to the API, which may come back where it is lost. */
  function noticeTheWay(one: Watched, { phase }: Track): void {
    const isFirst = !reached && phase !== undefined;
    reached ||= isFirst;
    for (const other of isFirst ? all : [one])
      if (reached && other.track.unreachableSince !== undefined)
        other.track = { ...other.track, unreachableSince: undefined };
  }

  /** No grace runs out unseen, also where the looks do not fail but wait: for the end of a hold, or for a stopped process. */
  function noticeSilence(one: Watched, now: number): void {
    const { phase, answeredAt } = one.track;
    if (phase !== "idle" && phase !== "missing") return;
    if (now - answeredAt > silentAfterMs) one.track = unheard(one.track);
  }

  function answered(one: Watched, seen: Observation): void {
    const now = clock.now();
    noticeSilence(one, now);
    const listed = "listed" in seen && seen.listed === true;
    const after = observe(one.track, seen, now);
    one.looking = false;
    one.turn = source.served() - one.servedBefore;
    if ("status" in seen && listed && isOldVocabulary(seen.status)) oldVocabulary = true;
    if (listed && isFatal(judge(after, plan, now))) {
      // No gate fails on hearsay: the status API has the word, now.
      one.bypassList = true;
      one.dueAt = now;
    } else {
      const contradicted = one.track.listed && one.track.phase === "ready" && after.phase !== "ready" && !listed;
      if (contradicted) one.bypassList = true;
      one.askedAt = seen.askedAt ?? now;
      one.track = after;
      one.dueAt = nextLookAt(after, now);
    }
    noticeTheWay(one, after);
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
    const { byList } = word();
    // The list has until the next round to say so again, and after the deadline there is none.
    if (!allReady(tracks()) || (byList && !lastLook.hasBegun()) || all.some(({ looking }) => looking)) return;
    const unsure = new Set<Track>(lackingNow().now);
    const due = all.filter(({ track }) => unsure.has(track));
    look(due, !byList);
  }

  function advanceAtDeadline(now: number): void {
    lastLook.begin(now);
    const due = lastLook.due(all);
    for (const one of due) one.lastTries++;
    const { byList } = word();
    const byStatus = due.filter(({ bypassList }) => bypassList || !byList);
    look(byStatus, true);
    const byAnyone = due.filter(({ bypassList }) => !bypassList && byList);
    look(byAnyone, false);
    lookAtTheUnsure();
  }

  return {
    tracks,
    advance() {
      const now = clock.now();
      silentAfterMs = BLIND_SPELL * word().freshForMs + LASTS_MS;
      for (const one of all) noticeSilence(one, now);
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
    giveUp() {
      const error = new CloudDcError("REQUEST_TIMED_OUT", `no answer within ${LASTS_MS / 1_000}s`);
      for (const one of all) if (one.looking) one.track = observe(one.track, { error }, clock.now());
    },
  };
}
