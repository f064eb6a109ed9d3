/** The gate: a resource that exists once its instances run. */
import * as pulumi from "@pulumi/pulumi";
import type { ObservedGroup } from "../contract";
import { phaseOf } from "../instance/meaning";
import type { InstanceStatusResult } from "../instance/result";
import { keptGate } from "../kept-state";
import { failure } from "./failure";
import type { WaitUntilRunningArgs } from "./gate-args";
import { optionsOfTheComponent, optionsOfTheGate } from "./gate-options";
import { GATE_TYPE, InstanceGate, type InstanceGateArgs, onceOpen } from "./instance-gate";
import { mockedObservation, underMocks } from "./mocks";

/**
 * Waits until all of these instances are `running`. A resource that depends on it, by `dependsOn` or by using one of its
 * outputs, is created only then. The wait fails at once for an instance in `error`, and goes on with the next `pulumi up`.
 *
 * @throws a {@link CloudDcError} (`INVALID_ARGUMENT`) where no instance is named; whatever else is wrong fails the deployment in one sentence
 *
 * @example
 * ```ts
 * const ready = new clouddc.RunningInstances("web-ready", { instanceIds: ["web-1", "web-2"] });
 * export const hosts = ready.instanceIds;
 * ```
 */
export class RunningInstances extends pulumi.ComponentResource {
  /** The ids as they were given; resolves only when all of the instances run. */
  readonly instanceIds: pulumi.Output<string[]>;
  /** The status of each instance when the gate opened, by id. Empty with `skipWait`. */
  readonly statuses: pulumi.Output<Record<string, InstanceStatusResult>>;

  constructor(name: string, args: WaitUntilRunningArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const given = withInstanceIds(name, args);
    super("clouddc:index:RunningInstances", name, {}, optionsOfTheComponent(opts, GATE_TYPE));
    const gate = new InstanceGate(name, given, { ...optionsOfTheGate(opts), parent: this });
    this.instanceIds = onceOpen(gate, pulumi.output(given.instanceIds));
    this.statuses = onceOpen(gate, pulumi.all([gate.instanceIds, gate.observed])).apply(([ids, groups]) =>
      underMocks() ? byId(ids, mockedObservation(name, groups)) : keptById(ids, groups),
    );
    // Without outputs: what the gate has in its state need not be there a second time.
    this.registerOutputs({});
  }
}

/**
 * `new RunningInstances(name, …)`, for one instance or several.
 *
 * @throws a {@link CloudDcError} (`INVALID_ARGUMENT`) where no instance is named; a failed wait fails the deployment
 *
 * @example
 * ```ts
 * const ready = clouddc.waitUntilRunning("web-ready", { instanceIds: ["web-1", "web-2"], timeout: "45m" });
 * new pulumi.ComponentResource("acme:index:Site", "site", {}, { dependsOn: ready });
 * ```
 */
export function waitUntilRunning(
  name: string,
  args: WaitUntilRunningArgs,
  opts?: pulumi.ComponentResourceOptions,
): RunningInstances {
  return new RunningInstances(name, args, opts);
}

/** One id is a list of one. Both are passed on: `check` refuses them. */
function withInstanceIds(name: string, args: WaitUntilRunningArgs): InstanceGateArgs {
  if (typeof args !== "object" || args === null)
    throw failure(
      "INVALID_ARGUMENT",
      `the gate "${name}" names no instance: pass { instanceIds: ["…"] } or { instanceId: "…" }`,
    );
  const { instanceId, instanceIds, ...rest } = args;
  if (instanceId === undefined || instanceId === null) return { ...rest, instanceIds: instanceIds as never };
  return instanceIds ? { ...rest, instanceIds, instanceId } : { ...rest, instanceIds: [instanceId] };
}

/** Of what is in state, as far as it can be relied on. */
function keptById(ids: unknown, groups: unknown): Record<string, InstanceStatusResult> {
  const { instanceIds = [], observed = [] } = keptGate({ instanceIds: ids, observed: groups });
  return byId(instanceIds, observed);
}

function byId(ids: readonly string[], groups: readonly ObservedGroup[]): Record<string, InstanceStatusResult> {
  const results = groups.flatMap(({ status, trail, places }) =>
    (places ?? [...ids.keys()]).map((place) => {
      const instanceId = ids[place] as string;
      const result = { instanceId, ...status, phase: phaseOf(status), ...(trail !== undefined && { trail }) };
      return [instanceId, result] as const;
    }),
  );
  return Object.fromEntries(results);
}
