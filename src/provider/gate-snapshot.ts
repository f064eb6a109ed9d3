/** A snapshot of a gate's instances, in its own place and name. */
import type { GateInputs } from "../contract";
import { registerSecretIds } from "../secret-ids";
import type { Observation } from "../wait/track";
import type { Context } from "./context";
import { secretIds } from "./gate-inputs";

export function snapshotOf(
  { snapshot }: Context,
  inputs: GateInputs,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Observation>> {
  const { __location: location, __urn: owner = "" } = inputs;
  registerSecretIds(secretIds(inputs));
  return snapshot(inputs.instanceIds, location, { owner, ...(signal && { signal }) });
}
