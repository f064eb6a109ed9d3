/** Durations as people write them ("1h30m", or seconds as a number) to milliseconds, and back. The one place that converts. */
import humanizeDuration from "humanize-duration";
import { ArgumentError } from "../errors";

/**
 * A duration: a text as in Pulumi's `customTimeouts` ("45s", "1h30m", "1.5h"), or a number of seconds, which a stack's
 * configuration gives as a text ("45").
 *
 * @example
 * ```ts
 * const timeout: clouddc.Duration = "1h30m"; // the same as 5400, in seconds
 * ```
 */
export type Duration = string | number;

const UNITS_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PART = "(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d)";
const WRITTEN = new RegExp(`^\\s*(${PART}\\s*)+$`);
const SECONDS = /^\s*\d+(\.\d+)?\s*$/;

/** Milliseconds, or what is wrong with the text. */
export function milliseconds(argument: string, duration: Duration): number | ArgumentError {
  const ms = read(duration);
  // So many digits are a number without an end.
  if (Number.isFinite(ms) && ms >= 0) return ms;
  return new ArgumentError(argument, duration, 'write a duration such as "45s" or "1h30m", or a number of seconds');
}

/** NaN where it is no duration. */
function read(duration: Duration): number {
  if (typeof duration === "number") return duration * 1000;
  if (typeof duration !== "string") return Number.NaN;
  if (SECONDS.test(duration)) return Number(duration) * 1000;
  if (!WRITTEN.test(duration)) return Number.NaN;
  const parts = [...duration.matchAll(new RegExp(PART, "g"))];
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNITS_MS[unit] ?? 0), 0);
}

const short = humanizeDuration.humanizer({
  language: "short",
  languages: { short: { d: () => "d", h: () => "h", m: () => "m", s: () => "s" } },
  units: ["d", "h", "m", "s"],
  largest: 2,
  round: true,
  spacer: "",
  delimiter: "",
});

/** "3m10s", "45m", "1h30m": to the second, two units at most. */
export function shortDuration(ms: number): string {
  return short(Math.max(ms, 0));
}
