/** Durations as people write them ("1h30m", or seconds as a number) to milliseconds, and back. The one place that converts. */
import humanizeDuration from "humanize-duration";
import parseDuration from "parse-duration";
import { ArgumentError } from "../errors";

/** A duration: a text as in Pulumi's `customTimeouts` ("45s", "1h30m", "1.5h"), or a number of seconds. */
export type Duration = string | number;

/** parse-duration reads what it can and skips the rest; a timeout with a typing error must not become another timeout. */
const WRITTEN = /^\s*(\d+(\.\d+)?\s*(ms|s|m|h|d)\s*)+$/;

/** Milliseconds, or what is wrong with the text. */
export function milliseconds(argument: string, duration: Duration): number | ArgumentError {
  if (typeof duration === "number" && Number.isFinite(duration) && duration >= 0) return duration * 1000;
  const text = typeof duration === "string" && WRITTEN.test(duration) ? duration.replace(/\s/g, "") : undefined;
  const parsed = text === undefined ? undefined : parseDuration(text);
  return (
    parsed ?? new ArgumentError(argument, duration, 'write a duration such as "45s" or "1h30m", or a number of seconds')
  );
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
