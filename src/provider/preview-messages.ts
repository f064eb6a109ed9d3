/** What a preview says that its diff cannot: whether the next `pulumi up` would wait, fail, or does not know. Pure. */
import { shortDuration } from "../wait/duration";
import { planWait } from "../wait/options";
import type { Label } from "../wait/reasons";
import type { Observation } from "../wait/track";
import type { Severity } from "./engine-log";
import { type GateInputs, isUnknown } from "./gate-inputs";
import { type Live, liveOf, roll } from "./preview-summary";

export interface PreviewMessage {
  live: Live;
  severity: Severity;
  text: string;
}

export function previewMessages(
  inputs: GateInputs,
  seen: ReadonlyMap<string, Observation>,
  label: Label,
  isNew: boolean,
): PreviewMessage[] {
  const { tolerateError, timeout } = inputs;
  const patience = isUnknown(timeout) ? "" : ` up to ${shortDuration(planWait(inputs).plan.timeoutMs)}`;
  const all: [Live, Severity, string][] = [
    ["fails", "warning", "pulumi up would fail on"],
    ["tolerated", "warning", "pulumi up would wait for a retry of"],
    // That a new instance is not there yet is no news; that an old one has gone back is.
    ["waits", isNew ? "info" : "warning", `pulumi up would wait${patience} for`],
    ["unknown", "warning", "the live state is not known; pulumi up would look again and wait"],
  ];
  return all.flatMap(([live, severity, what]) => {
    const those = [...seen].filter(([, one]) => liveOf(one, tolerateError === true) === live);
    return those.length > 0 ? [{ live, severity, text: `${what}: ${roll(those, label)}` }] : [];
  });
}
