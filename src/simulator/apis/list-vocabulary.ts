/**
 * The words that ListInstances uses. Until 2026-04 the service had a longer set of states and no operation states: Huawei's
 * list page still showed it when the status page had the shorter one, so the two APIs can differ for the same instance.
 */

import type { Step } from "../instances/timeline";

/** The old set said in `state` what today's says in `operation_state`. */
const OLD_WORDS: Readonly<Record<string, string>> = {
  "reinstall-processing": "reinstalling",
  "modify-ip-processing": "modifyIping",
  "switch-install-processing": "switch-installing",
};

/** `error` was `failed`; `pending`, `running`, `stopped`, `shutting-down` and `terminated` were in both sets. */
export function oldState(step: Step): string | undefined {
  if (step.operationState !== undefined) {
    const word = OLD_WORDS[step.operationState];
    if (word !== undefined) return word;
  }
  return step.state === "error" ? "failed" : step.state;
}
