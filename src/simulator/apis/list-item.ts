/**
 * An instance as ListInstances shows it, in today's words or in those from before 2026-04. Until then the service had more
 * states and no operation states: Huawei's list page still showed them when the status page had the shorter set, so the two APIs
 * can differ for the same instance.
 */

import type { Instance } from "../instances/instances";
import type { Step } from "../instances/timeline";

/** The old set said in `state` what today's says in `operation_state`. */
const OLD_WORDS: ReadonlyMap<string | undefined, string> = new Map([
  ["reinstall-processing", "reinstalling"],
  ["modify-ip-processing", "modifyIping"],
  ["switch-install-processing", "switch-installing"],
]);

/** `error` was `failed`; `pending`, `running`, `stopped`, `shutting-down` and `terminated` were in both sets. */
function oldState(step: Step): string | undefined {
  return OLD_WORDS.get(step.operationState) ?? (step.state === "error" ? "failed" : step.state);
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
    name: instance.attributes.name,
    description: instance.attributes.description,
    vpc_id: instance.attributes.vpc_id,
    network_interfaces: instance.attributes.network_interfaces,
    image: { id: instance.attributes.image_id, name: "simulated-image", os_type: "Linux" },
    metadata: instance.attributes.metadata,
    server_id: instance.attributes.server_id,
    state: listedState(instance, oldVocabulary),
    operation_state: listedOperationState(instance, oldVocabulary),
    error: instance.step.error,
    tags: [],
    created_at: new Date(instance.createdAt).toISOString(),
    updated_at: new Date(instance.updatedAt).toISOString(),
    // The SDKs' models have it in every item; before the first start there is nothing that it could say.
    launched_at: instance.launchedAt === undefined ? "" : new Date(instance.launchedAt).toISOString(),
  };
}
