/**
 * An instance as ListInstances shows it, in today's words or in those from before 2026-04. Until then the service had more
 * states and no operation states: Huawei's list page still showed them when the status page had the shorter set, so the two APIs
 * can differ for the same instance.
 */

import type { Instance } from "../instances/instances";
import type { Step } from "../instances/timeline";

/** The old set said in `state` what today's says in `operation_state`. */
const OLD_WORDS: Readonly<Record<string, string>> = {
  "reinstall-processing": "reinstalling",
  "modify-ip-processing": "modifyIping",
  "switch-install-processing": "switch-installing",
};

/** `error` was `failed`; `pending`, `running`, `stopped`, `shutting-down` and `terminated` were in both sets. */
function oldState(step: Step): string | undefined {
  if (step.operationState !== undefined) {
    const word = OLD_WORDS[step.operationState];
    if (word !== undefined) return word;
  }
  return step.state === "error" ? "failed" : step.state;
}

/** The state that the list shows; `oldVocabulary` chooses the words from before 2026-04. */
export function listedState({ step }: Instance, oldVocabulary: boolean): string | undefined {
  return step.listState ?? (oldVocabulary ? oldState(step) : step.state);
}

function listedOperationState({ step }: Instance, oldVocabulary: boolean): string | undefined {
  if (oldVocabulary) return undefined;
  return step.listOperationState ?? (step.listState === undefined ? step.operationState : undefined);
}

export function listItem(instance: Instance, oldVocabulary: boolean) {
  return {
    id: instance.id,
    name: `simulated-${instance.id.slice(0, 8)}`,
    state: listedState(instance, oldVocabulary),
    operation_state: listedOperationState(instance, oldVocabulary),
    error: instance.step.error,
    tags: [],
    created_at: new Date(instance.createdAt).toISOString(),
    updated_at: new Date(instance.updatedAt).toISOString(),
  };
}
