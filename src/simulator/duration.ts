/** Durations as the simulator's texts spell them: "250ms", "3s", "1m30s", "2h". */

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;

/** Milliseconds of a duration text, or undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let total = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(PART)) total += Number(amount) * (UNITS[unit] ?? Number.NaN);
  return total;
}

/**
 * The window as the gateway prints it: "200 requests in 5 minutes" is `time:5 minute`. It counts in whole units and has none
 * below a second, so a shorter window (which only a test would set) is rounded up.
 */
export function printWindow(windowMs: number): string {
  const seconds = Math.max(1, Math.ceil(windowMs / 1_000));
  if (seconds % 3_600 === 0) return `${seconds / 3_600} hour`;
  if (seconds % 60 === 0) return `${seconds / 60} minute`;
  return `${seconds} second`;
}
