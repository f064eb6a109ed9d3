/** What a preview says that its diff cannot: whether the next `pulumi up` would wait, fail, or does not know. Pure. */
import type { GateInputs } from "../contract";
import { phaseOf } from "../instance/meaning";
import { shortDuration } from "../wait/duration";
import type { WaitPlan } from "../wait/options";
import { type Prediction, predict } from "../wait/prediction";
import type { Label } from "../wait/reasons";
import type { Observation } from "../wait/track";
import { isUnknown } from "./checks";
import type { Severity } from "./engine-log";
import { listByText } from "./preview-summary";

export interface PreviewMessage {
  severity: Severity;
  /** What would happen: the same for all instances that it would happen to. */
  what: string;
  text: string;
}

/** The worst comes first. */
const ORDER: readonly Prediction["kind"][] = ["fails", "retry", "waits", "unknown"];

export function previewMessages(
  inputs: GateInputs,
  plan: WaitPlan,
  seen: ReadonlyMap<string, Observation>,
  label: Label,
  isNew: boolean,
): PreviewMessage[] {
  const { timeout, notFoundGrace, stoppedGrace, skipWait, tolerateError } = inputs;
  const timeIsKnown = ![timeout, notFoundGrace, stoppedGrace].some(isUnknown);
  /** What an option that is not known yet may turn out to prevent. */
  const unlessFor = (one: Observation, { kind }: Prediction): string => {
    const tolerable = isUnknown(tolerateError) && kind !== predict(one, { ...plan, tolerateError: true }).kind;
    const options = [...(isUnknown(skipWait) ? ["skipWait"] : []), ...(tolerable ? ["tolerateError"] : [])];
    return options.length > 0 ? `unless ${options.join(" or ")} turns out to be true, ` : "";
  };

  const predicted = [...seen].map(([id, one]) => ({ id, one, prediction: predict(one, plan) }));
  return ORDER.flatMap((kind) => {
    const instances = new Map<string, [string, Observation][]>();
    for (const { id, one, prediction } of predicted) {
      if (prediction.kind !== kind) continue;
      const what = sentence(prediction, one, { timeIsKnown, unless: unlessFor(one, prediction) });
      instances.set(what, [...(instances.get(what) ?? []), [id, one]]);
    }
    // That a new instance is not there yet is no news; that an old one has gone back is.
    const severity: Severity = kind === "waits" && isNew ? "info" : "warning";
    return [...instances].map(([what, those]) => ({ severity, what, text: `${what}: ${listByText(those, label)}` }));
  });
}

interface Doubts {
  timeIsKnown: boolean;
  /** Before what would happen; empty where nothing prevents it. */
  unless: string;
}

function sentence({ kind, forMs }: Prediction, seen: Observation, { timeIsKnown, unless }: Doubts): string {
  const up = `${unless}pulumi up would`;
  switch (kind) {
    case "fails":
      return isLost(seen) ? `${up} fail on` : `${up} fail as long as this is so`;
    case "retry":
      return `${up} wait for a retry of`;
    case "waits":
      return `${up} wait${timeIsKnown ? ` up to ${shortDuration(forMs)}` : ""} for`;
    default:
      return `the live state is unknown; ${up} look again and wait`;
  }
}

/** The instance itself is the reason, and not what is around it. */
function isLost(seen: Observation): boolean {
  return "status" in seen && ["failed", "gone"].includes(phaseOf(seen.status));
}
