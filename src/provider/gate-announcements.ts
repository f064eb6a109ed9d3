/** What a preview says of a gate beside its diff, each once: also of one that is replaced, which is checked twice. */
import type { GateInputs, GateOutputs } from "../contract";
import type { Observation } from "../wait/track";
import type { Log, Severity } from "./engine-log";
import { labelFor, planOf, type Turn, turnOf } from "./gate-inputs";
import { previewMessages } from "./preview-messages";

export interface Announcements {
  warn(urn: string | undefined, sentences: readonly string[]): void;
  /** What check found. Of a new gate it is said what follows; of an existing one, diff has to say what its state is. */
  found(inputs: GateInputs, seen: ReadonlyMap<string, Observation>, isNew: boolean): void;
  /** The state of an existing gate of which something was found. */
  stateOf(inputs: GateInputs, state: Partial<GateOutputs>): void;
}

export function createAnnouncements(log: Log): Announcements {
  const said = new Set<string>();
  const once = (urn: string | undefined, severity: Severity, what: string, text: string) => {
    if (said.has(`${urn} ${what}`)) return;
    said.add(`${urn} ${what}`);
    log(urn, text, { severity });
  };
  const pending = new Map<string | undefined, ReadonlyMap<string, Observation>>();

  function announce(inputs: GateInputs, seen: ReadonlyMap<string, Observation>, isNew: boolean, turn: Turn): void {
    const messages = previewMessages(inputs, planOf(inputs, turn), seen, labelFor(inputs), isNew);
    for (const { severity, what, text } of messages) once(inputs.__urn, severity, what, text);
  }

  return {
    warn: (urn, sentences) => {
      for (const sentence of sentences) once(urn, "warning", sentence, sentence);
    },
    found(inputs, seen, isNew) {
      if (isNew) announce(inputs, seen, true, "first");
      else pending.set(inputs.__urn, seen);
    },
    stateOf(inputs, state) {
      const seen = pending.get(inputs.__urn);
      pending.delete(inputs.__urn);
      if (seen) announce(inputs, seen, false, turnOf(state));
    },
  };
}
