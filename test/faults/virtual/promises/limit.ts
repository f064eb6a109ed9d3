/** Never beyond the server's limit after the first burst. */
import type { Run } from "../run";
import type { Scenario } from "../scenario";

/** Eight may be under way together, the one with the 429 among them. */
const ADMITTED = 7;

/** After a 429 no request goes before the hold is over, and after the first burst a limit that the server names is kept. */
export function keepsToTheLimit({ exchanges }: Run, { limit, faults, sleeps, latencyMs }: Scenario): string[] {
  const asked = exchanges.filter(({ kind }) => kind !== "iam");
  const broken: string[] = [];
  for (const { answer, endedAt = Number.POSITIVE_INFINITY } of asked) {
    const holdMs = answer?.status === 429 ? Number(answer.headers["retry-after"] ?? 0) * 1_000 : 0;
    // Admitted before, and behind others that try the key: at most seven, as soon as those are over.
    const early = asked.filter(({ sentAt }) => sentAt > endedAt && sentAt < endedAt + holdMs);
    if (early.length > ADMITTED)
      broken.push(`${early.length} requests were sent after a 429 that asked for ${holdMs} ms`);
  }
  const named = limit !== null && limit.says === "window" && sleeps.length === 0 && faults.length === 0;
  const first = asked.find(({ answer }) => answer?.status === 429)?.endedAt;
  if (named && first !== undefined) {
    const later = asked.filter(({ answer, sentAt }) => answer?.status === 429 && sentAt > first + latencyMs);
    // The client's window begins when it lets the first request go, the server's when that arrives: one may be too early.
    if (later.length > 1)
      broken.push(`${later.length} more answers of 429 after the first burst, of a limit that names itself`);
  }
  return [...new Set(broken)];
}
