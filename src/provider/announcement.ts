/** What a preview says that its diff cannot: whether the next `pulumi up` would wait, fail, or does not know. Pure. */
import type { Label } from "../wait/reasons";
import type { Seen } from "../wait/track";
import type { Severity } from "./engine-log";
import { type GateInputs, isUnknown } from "./gate-inputs";
import { type Live, liveOf, liveText } from "./live-status";

export interface Announcement {
  severity: Severity;
  text: string;
}

const MOST_NAMED = 5;

export function announcements(
  { tolerateError, timeout }: GateInputs,
  seen: ReadonlyMap<string, Seen>,
  label: Label,
  isNew: boolean,
): Announcement[] {
  const named = (live: Live) =>
    [...seen]
      .filter(([, one]) => liveOf(one, tolerateError === true) === live)
      .map(([id, one]) => `${label(id)}: ${liveText(one)}`);
  const patience = isUnknown(timeout) ? "" : ` up to ${timeout}`;
  const all: [Live, Severity, string][] = [
    ["fails", "warning", "pulumi up would fail on"],
    ["tolerated", "warning", "pulumi up would wait for a retry of"],
    // That a new instance is not there yet is no news; that an old one has gone back is.
    ["waits", isNew ? "info" : "warning", `pulumi up would wait${patience} for`],
    ["unknown", "warning", "the live state is not known; pulumi up would look again and wait"],
  ];
  return all.flatMap(([live, severity, what]) => {
    const texts = named(live);
    const rest = texts.length - MOST_NAMED;
    const list = [...texts.slice(0, MOST_NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
    return texts.length > 0 ? [{ severity, text: `${what}: ${list}` }] : [];
  });
}
