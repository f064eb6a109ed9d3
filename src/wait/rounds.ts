/** The looks of a wait: which instances are due, whom to ask, and what the answers leave. A wait is a loop of such rounds. */
import type { Clock } from "../clock";
import { failureClassOf } from "../failure-class";
import { isOldVocabulary } from "../instance/meaning";
import { allReady, lacking, type Pace, type Word, wordFor } from "./opening";
import type { WaitPlan } from "./options";
import { nextRoundAt, nextTryAt } from "./schedule";
import { isFatal, judge, type Observation, observe, startTrack, type Track, UNREACHABLE_FOR_MS } from "./track";

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

interface Watched {
  track: Track;
  dueAt: number;
  looking: boolean;
  /** When the last look that is over was asked for. */
  askedAt: number;
  /** The list was wrong about this instance, or said that the gate must fail: only the status API is asked. */
  bypassList: boolean;
  lastTries: number;
}

/** How long one request may take: what is under way at the deadline may still be answered. */
const LAST_LOOK_MS = 10_000;
/** A kept connection may have died while the process slept: the last look is repeated once, at once. */
const LAST_TRIES = 2;

export function createRounds(
  ids: readonly string[],
  plan: WaitPlan,
  { source, clock, signal, changed }: { source: Source; clock: Clock; signal: AbortSignal; changed: () => void },
): Rounds {
  const began = clock.now();
  const deadline = began + plan.timeoutMs;
  const watched = new Map<string, Watched>();
  for (const id of ids) {
    const start = { dueAt: began + plan.initialDelayMs, looking: false, bypassList: false, lastTries: 0 };
    watched.set(id, { track: startTrack(id, began), askedAt: Number.NEGATIVE_INFINITY, ...start });
  }
  let oldVocabulary = false;
  let lastLooksSince: number | undefined;

  const tracks = () => [...watched.values()].map(({ track }) => track);
  const word = (): Word => wordFor(ids.length, { pace: source, plan, waitedMs: clock.now() - began, oldVocabulary });

  const lackingNow = () => lacking(tracks(), word(), plan, clock.now());

  function look(due: readonly Watched[], confirm: boolean): void {
    if (due.length === 0) return;
    for (const one of due) one.looking = true;
    const tell = (id: string, seen: Observation) => answered(watched.get(id) as Watched, seen);
    source.look(
      due.map(({ track }) => track.id),
      { confirm, signal },
      tell,
    );
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
    const givesUpAt =
      track.phase === undefined ? (track.unreachableSince ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    return Math.min(next, now < deadline ? deadline : next, givesUpAt + UNREACHABLE_FOR_MS);
  }

  const isLast = ({ askedAt, track, lastTries }: Watched, since: number) =>
    askedAt >= since && (track.failures === 0 || lastTries >= LAST_TRIES);

  function advanceAtDeadline(since: number): void {
    const due = [...watched.values()].filter((one) => !one.looking && !isLast(one, since));
    for (const one of due) one.lastTries++;
    look(due, !word().byList);
  }

  return {
    tracks,
    advance() {
      const now = clock.now();
      if (now >= deadline) {
        lastLooksSince ??= now;
        advanceAtDeadline(lastLooksSince);
        return;
      }
      const all = [...watched.values()];
      const due = all.filter(({ looking, dueAt }) => !looking && dueAt <= now);
      const confirms = allReady(tracks()) && !word().byList;
      look(
        due.filter(({ bypassList }) => confirms || bypassList),
        true,
      );
      look(
        due.filter(({ bypassList }) => !confirms && !bypassList),
        false,
      );
      if (!confirms || all.some(({ looking }) => looking)) return;
      const notYet = new Set<Track>(lackingNow().now);
      look(
        all.filter(({ track }) => notYet.has(track)),
        true,
      );
    },
    nextAt() {
      if (lastLooksSince !== undefined) return lastLooksSince + LAST_LOOK_MS;
      let next = deadline;
      for (const { looking, dueAt } of watched.values()) if (!looking && dueAt < next) next = dueAt;
      return next;
    },
    isOpen: () => allReady(tracks()) && lackingNow().all.length === 0,
    lacking: () => {
      const unanswered = tracks().filter(({ failures }) => failures > 0);
      return unanswered.length > 0 ? unanswered : lackingNow().all;
    },
    isOver() {
      const since = lastLooksSince;
      if (since === undefined) return false;
      return (
        clock.now() >= since + LAST_LOOK_MS || [...watched.values()].every((one) => !one.looking && isLast(one, since))
      );
    },
    lookAgain() {
      if (lastLooksSince === undefined) return;
      lastLooksSince = clock.now();
      for (const one of watched.values()) one.lastTries = 0;
    },
  };
}
