/** How far a wait has come, in one line: what matters most comes first, for Pulumi's display cuts it off. Pure. */
import { failureClassOf } from "../failure-class";
import { brief } from "../instance/status";
import { shortDuration } from "./duration";
import type { WaitPlan } from "./options";
import type { Outcome } from "./outcome";
import type { Track } from "./track";

/** States are an open set, and a server may say another one of each instance. */
const MOST_WORDS = 8;

export interface Progress {
  /** Changes only when an instance does, or when answers cease to come. */
  readonly key: string;
  /** The whole line: `7/12 · 4 pending · 1 stopped (install) · 3m10s/45m`. */
  readonly line: string;
}

export function progressOf(tracks: readonly Track[], plan: WaitPlan, elapsedMs: number, heldMs: number): Progress {
  const counts = countsOf(tracks);
  const times = `${shortDuration(elapsedMs)}/${shortDuration(plan.timeoutMs)}`;
  const held = heldMs >= 1_000 && `held by 429 for ${shortDuration(heldMs)} more`;
  const why = silence(tracks);
  return { key: `${counts} ${why !== undefined}`, line: [counts, times, held, why].filter(Boolean).join(" · ") };
}

/** The last line, so that a pipeline's log does not end with an old one. */
export function endOf({ kind, tracks, elapsedMs }: Outcome): Progress {
  const words = { running: "running", failed: "failed", timedOut: "timed out", interrupted: "interrupted" };
  const line = `${countsOf(tracks)} · ${words[kind]} after ${shortDuration(elapsedMs)}`;
  return { key: line, line };
}

/** `7/12 · 4 pending · 1 stopped (install)` */
function countsOf(tracks: readonly Track[]): string {
  const ready = tracks.filter((track) => track.phase === "ready");
  const others = new Map<string, number>();
  for (const track of tracks) {
    if (track.phase === "ready") continue;
    const word = wordOf(track);
    others.set(word, (others.get(word) ?? 0) + 1);
  }
  const most = [...others].sort(([, a], [, b]) => b - a);
  const named = most.slice(0, MOST_WORDS).map(([word, count]) => `${count} ${word}`);
  const rest = most.slice(MOST_WORDS).reduce((sum, [, count]) => sum + count, 0);
  return [`${ready.length}/${tracks.length}`, ...named, ...(rest > 0 ? [`${rest} others`] : [])].join(" · ");
}

function wordOf({ status, phase, error }: Track): string {
  if (phase === "missing") return "not found";
  if (status === undefined) return error ? "no answer" : "not checked yet";
  return brief(status);
}

/** Why there is no answer, while there is none: a wait of half an hour must not look as if all were well. */
function silence(tracks: readonly Track[]): string | undefined {
  const unanswered = tracks.filter(
    ({ failures, error }) => failures > 0 && error && !["hold", "missing"].includes(failureClassOf(error.code)),
  );
  const message = unanswered[0]?.error?.message;
  // Those of which nothing was ever seen are counted as "no answer" already.
  const before = unanswered.filter(({ phase }) => phase !== undefined).length;
  return message && before > 0 ? `${before} no answer: ${message}` : message;
}
