/** Unit tests of a program, with `pulumi.runtime.setMocks`: no hook runs there, and nothing may leave the process. */
import * as pulumi from "@pulumi/pulumi";
import type { ObservedGroup } from "../contract";
import type { Phase } from "../instance/meaning";
import type { InstanceStatus } from "../instance/status";
import { currentDeployment } from "./deployment";
import { failure } from "./failure";

/** What a mock's `call` is asked for a look-up. Documented in docs/testing.md: it never changes. */
const LOOK_UP_TOKEN = "clouddc:index:getInstanceStatus";

export function underMocks(): boolean {
  const deployment = currentDeployment();
  return deployment !== undefined && "mocks" in deployment;
}

/** Mocks have nobody to register a hook with, and the SDK's constructor registers: this one only stands in a resource's options. */
export function unregisteredHook(name: string, callback: pulumi.ResourceHookFunction): pulumi.ResourceHook {
  return Object.assign(Object.create(pulumi.ResourceHook.prototype), { __pulumiResourceHook: true, name, callback });
}

/** What the mock says of an instance. */
export async function mockedStatus(inputs: { instanceId: string }): Promise<InstanceStatus & { phase?: Phase }> {
  const answer: unknown = await pulumi.runtime.invoke(LOOK_UP_TOKEN, inputs);
  if (!isStatus(answer))
    throw failure(
      "INVALID_ARGUMENT",
      `the mock of ${LOOK_UP_TOKEN} returned ${JSON.stringify(answer)}: return a status such as { state: "running" }`,
    );
  const { state, operationState, error, phase } = answer;
  return {
    ...(state !== undefined && { state }),
    ...(operationState !== undefined && { operationState }),
    ...(error !== undefined && { error }),
    ...(phase !== undefined && { phase }),
  };
}

/** What the mock says that a gate observed; nothing of any instance, where it says nothing. */
export function mockedObservation(gate: string, observed: unknown): ObservedGroup[] {
  if (observed === undefined || observed === null) return [];
  const isGroup = (one: unknown): one is ObservedGroup =>
    isObject(one) && isObject(one.status) && isStatus(one.status) && (one.places === undefined || isPlaces(one.places));
  if (Array.isArray(observed) && observed.every(isGroup)) return observed;
  throw failure(
    "INVALID_ARGUMENT",
    `the mock of the gate "${gate}" returned ${JSON.stringify(observed)} as "observed": return a list such as [{ status: { state: "running" } }], with "places" where a status is not of all instances`,
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTextOrAbsent = (value: unknown) => value === undefined || value === null || typeof value === "string";
const isPlaces = (value: unknown) => Array.isArray(value) && value.every((place) => Number.isInteger(place));
const isStatus = (value: unknown): value is InstanceStatus & { phase?: Phase } =>
  isObject(value) && [value.state, value.operationState, value.phase].every(isTextOrAbsent);
