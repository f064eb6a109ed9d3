/** How far a wait has come, in one line. Pure. */
import { phaseOf } from "../instance/meaning";
import { shortDuration } from "./duration";
import type { WaitPlan } from "./options";
import type { Track } from "./track";

export interface Progress {
  /** What changes only when an instance does: `7/12 running · 4 pending · 1 stopped`. */
  readonly counts: string;
  /** The whole line: `7/12 running · 4 pending · 1 stopped · 3m10s of 45m · next check in 5s`. */
  readonly line: string;
}

export function progressOf(tracks: readonly Track[], plan: WaitPlan, elapsedMs: number, nextLookMs: number): Progress {
  const ready = tracks.filter((track) => track.phase === "ready");
  const others = new Map<string, number>();
  for (const track of tracks) {
    if (track.phase === "ready") continue;
    const word = wordFor(track);
    others.set(word, (others.get(word) ?? 0) + 1);
  }
  const counts = [
    `${ready.length}/${tracks.length} running`,
    ...[...others].sort(([, a], [, b]) => b - a).map(([word, count]) => `${count} ${word}`),
  ].join(" · ");
  const times = `${shortDuration(elapsedMs)} of ${shortDuration(plan.timeoutMs)}`;
  const next = nextLookMs > 0 ? `next check in ${shortDuration(Math.max(nextLookMs, 1000))}` : "checking";
  return { counts, line: `${counts} · ${times} · ${next}` };
}

/** The state as Huawei writes it; `running` that is still being worked on must not be counted with the ready ones. */
function wordFor({ status, phase, error }: Track): string {
  if (phase === "missing") return "not found";
  if (status === undefined) return error ? "no answer yet" : "not checked yet";
  if (status.state === "running" && phaseOf(status) === "busy") return status.operationState ?? "busy";
  return status.state ?? "without a state";
}
