/** The looks of a wait: which instances are due, whom to ask, and what the answers leave. A wait is a loop of such rounds. */
import type { Clock } from "../clock";
import { CloudDcError } from "../errors";
import { createLastLook, LASTS_MS } from "./last-look";
import { allReady, lacking, type Word, wordFor } from "./opening";
import type { WaitPlan } from "./options";
import { afterSilence, createWayToApi, silenceMs } from "./silence";
import type { Source } from "./source";
import { afterSleep, isRepeated, type Observation, observe, type Track } from "./track";
import { askedAtOf, needsStatus, saysOldWords, startWatching, takeAnswer, type Watched } from "./watched";

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
  /** The process was stopped for a while: what was sent before it went on is no last look. */
  lookAgain(): void;
  /** The machine slept, and the clock with it: whatever was sent before it woke says nothing of now. */
  forget(): void;
  /** Nobody waits for the answers any more that are under way. */
  giveUp(): void;
}

/** Who is asked for what, settled before anybody is asked: an answer that is told at once would change it. */
const partition = <One>(all: readonly One[], belongs: (one: One) => boolean): [One[], One[]] => [
  all.filter(belongs),
  all.filter((one) => !belongs(one)),
];

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
  const way = createWayToApi(all);
  let awakeSince = Number.NEGATIVE_INFINITY;
  let silentAfterMs = Number.POSITIVE_INFINITY;

  const tracks = () => all.map(({ track }) => track);
  const word = (): Word => {
    const requests = { confirming: 0, byAnyone: 0 };
    for (const { turn, confirming } of all) {
      const round = confirming ? "confirming" : "byAnyone";
      requests[round] = Math.max(requests[round], turn);
    }
    return wordFor(ids.length, { pace: source, plan, waitedMs: clock.now() - began, oldVocabulary, requests });
  };

  const lackingNow = () => lacking(tracks(), word(), plan, clock.now());

  /** `confirming`: the status API is to confirm that all are ready. Else it is asked for some only, and `confirm` says so. */
  function look(due: readonly Watched[], { confirm, confirming }: { confirm: boolean; confirming: boolean }): void {
    if (due.length === 0) return;
    const servedBefore = source.served();
    for (const one of due) Object.assign(one, { looking: true, servedBefore });
    const tell = (id: string, seen: Observation) => answered(watched.get(id) as Watched, seen, confirming);
    const ask = (some: readonly Watched[], again: boolean) => {
      const ids = some.map(({ track }) => track.id);
      if (ids.length > 0) source.look(ids, { confirm, again, signal }, tell);
    };
    const [repeated, others] = partition(due, ({ track }) => isRepeated(track));
    ask(repeated, true);
    ask(others, false);
  }

  /** The status API where only its word will do, else anybody. */
  function lookAt(due: readonly Watched[], { byList, confirming }: { byList: boolean; confirming: boolean }): void {
    const asksStatus = (one: Watched) => confirming || needsStatus(one, byList);
    const isNew = ({ track }: Watched) => track.confirmed.looks === 0;
    const [byStatus, byAnyone] = partition(due, asksStatus);
    // Who became ready last comes first: the others count only if they are found ready after that.
    byStatus.sort((one, other) => Number(isNew(other)) - Number(isNew(one)));
    look(byStatus, { confirm: true, confirming });
    look(byAnyone, { confirm: false, confirming });
  }

  function answered(one: Watched, seen: Observation, confirming: boolean): void {
    const now = clock.now();
    one.looking = false;
    one.turn = source.served() - one.servedBefore;
    one.confirming = confirming;
    if (askedAtOf(seen, now) < awakeSince) one.dueAt = now;
    else {
      if (saysOldWords(seen)) oldVocabulary = true;
      one.track = afterSilence(one.track, now, silentAfterMs);
      const after = takeAnswer(one, seen, plan, { began, now, random: clock.random });
      way.notice(one, after);
    }
    changed();
  }

  /** Whether so many can be looked at, by the status API or by anybody, before nobody waits any more. */
  const fits = (instances: number, confirm: boolean) =>
    source.roundMs(instances, { confirm }) <= lastLook.endsAt() - clock.now();

  /** Those whose being ready need not wait for the next round to be confirmed. */
  function lookAtTheUnsure(): void {
    const { byList } = word();
    // The list has until the next round to say so again, and after the deadline there is none.
    if (!allReady(tracks()) || (byList && !lastLook.hasBegun()) || all.some(({ looking }) => looking)) return;
    const { now, old } = lackingNow();
    // An answer that took long is old when it comes, and after the deadline there is no next round that would ask again.
    const unsure = new Set<Track>(lastLook.hasBegun() && fits(old.length, !byList) ? [...now, ...old] : now);
    const due = all.filter(({ track }) => unsure.has(track));
    lookAt(due, { byList, confirming: !byList });
  }

  function advanceAtDeadline(now: number): void {
    lastLook.begin(now);
    const due = lastLook.due(all);
    for (const one of due) one.lastTries++;
    const { byList } = word();
    // Where the status API cannot tell of all in time, the list at least says what they are.
    lookAt(due, { byList, confirming: !byList && fits(due.length, true) });
    lookAtTheUnsure();
  }

  return {
    tracks,
    advance() {
      const now = clock.now();
      if (source.hasAnswered()) way.found();
      const { freshForMs, byList } = word();
      silentAfterMs = silenceMs(freshForMs, LASTS_MS);
      for (const one of all) one.track = afterSilence(one.track, now, silentAfterMs);
      if (now >= deadline) return advanceAtDeadline(now);
      const confirms = allReady(tracks()) && !byList;
      const due = all.filter(({ looking, dueAt }) => !looking && dueAt <= now);
      lookAt(due, { byList, confirming: confirms });
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
    forget() {
      awakeSince = clock.now();
      for (const one of all) Object.assign(one, { track: afterSleep(one.track), dueAt: awakeSince });
    },
    giveUp() {
      const error = new CloudDcError("REQUEST_TIMED_OUT", `no answer within ${LASTS_MS / 1_000}s`);
      for (const one of all) if (one.looking) one.track = observe(one.track, { error }, clock.now());
    },
  };
}
