/** What a document shows of a run, and what a run prints, without what differs from one run to the next. Pure. */
import { stripVTControlCharacters } from "node:util";

/** A row of a preview's display, which the engine prints before or after it knows the step and the message, as it happens. */
const PREVIEW_ROW =
  /^([+~] )?[\w-]+:[\w/]+:\w+ \S+( create| update)?( \[diff: [^\]]*\])?(;? ?(warning: )?pulumi up would .*)?$/;

/**
 * Lines to compare. How far a wait had come at some moment is a matter of the machine, so lines of progress go, and so do
 * dots, ports and request ids; durations become one. What is repeated while a slow run goes on counts once.
 */
export function comparable(output: string): string[] {
  const lines = stripVTControlCharacters(output)
    .split("\n")
    .map((line) =>
      line
        .replace(/\b(\d+h)?(\d+m)?\d+(\.\d+)?s\b/g, "0s")
        .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:0")
        .replace(/\b[0-9a-f]{16,}\b/g, "id")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter((line) => line !== "" && !/^@ |ing \(0s\) .*(\d+\/\d+ ·|read$)/.test(line) && !PREVIEW_ROW.test(line));
  return lines.filter((line, at) => line !== lines[at - 1]);
}
