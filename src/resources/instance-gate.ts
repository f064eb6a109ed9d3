/** The one resource behind all instances of a gate, and what may be known of it before it is open. */
import * as pulumi from "@pulumi/pulumi";
import type { GateNews, GateOutputs, ObservedGroup } from "../contract";
import { READY, SKIPPED } from "../gate-status";
import { type Given, truthValue } from "../given-options";
import { keptGate } from "../kept-state";
import { internalInputs, type Passed } from "./dynamic";
import type { RunningInstancesArgs } from "./gate-args";
import { customTimeoutsFor } from "./gate-options";
import { withIgnoredByName } from "./ignore-changes";
import { underMocks } from "./mocks";

export const GATE_TYPE = "pulumi-nodejs:dynamic/clouddc:InstanceGate";

/** What a program passes: the compiler wants each, so that no option is forgotten here. */
const PROPERTIES = Object.keys({
  instanceIds: true,
  timeout: true,
  pollInterval: true,
  initialDelay: true,
  settle: true,
  notFoundGrace: true,
  stoppedGrace: true,
  tolerateError: true,
  skipWait: true,
  triggers: true,
  region: true,
  projectId: true,
  endpoint: true,
} satisfies Record<Exclude<keyof GateNews, "instanceId" | "status" | `__${string}`>, true>);

/** Both ids come only from a program that no compiler has seen: `check` says what is wrong. */
export type InstanceGateArgs = Omit<RunningInstancesArgs, "instanceId"> & { instanceId?: pulumi.Input<string> };

/** It takes one of Pulumi's parallel slots, not one an instance. */
export class InstanceGate extends pulumi.CustomResource {
  declare readonly instanceIds: pulumi.Output<string[]>;
  /** Undefined in a unit test whose mock says nothing of it: no hook runs there. */
  declare readonly observed: pulumi.Output<ObservedGroup[] | undefined>;
  declare readonly openedBy: pulumi.Output<GateOutputs["openedBy"]>;

  /** A gate, also one of another copy of this package. */
  static is(resource: pulumi.Resource): resource is InstanceGate {
    return (resource as { __pulumiType?: string }).__pulumiType === GATE_TYPE;
  }

  constructor(name: string, args: InstanceGateArgs, opts: pulumi.CustomResourceOptions) {
    const skipWait = skipWaitOf(args);
    super(
      GATE_TYPE,
      name,
      {
        ...args,
        ...(skipWait !== undefined && { skipWait }),
        ...customTimeoutsFor(opts),
        // Check writes here what it sees; as secret, and as unknown, as the ids are, since that may name them.
        status: pulumi.all([args.instanceIds, skipWait]).apply(([, skip]) => (skip === true ? SKIPPED : READY)),
        ...internalInputs("instanceGate", GATE_TYPE, name, opts, args.instanceIds),
        // Outputs: unknown until the wait is over.
        observed: undefined,
        openedBy: undefined,
      } satisfies Passed<Given<GateNews>, "observed" | "openedBy">,
      withIgnoredByName(opts, PROPERTIES),
    );
  }
}

/** The argument, else the stack's own switch, as check reads it: a refresh that runs the program compares the two. */
function skipWaitOf({ skipWait }: InstanceGateArgs): InstanceGateArgs["skipWait"] {
  const text = new pulumi.Config("clouddc").get("skipWait")?.trim();
  return skipWait ?? ((text && truthValue(text)) || undefined);
}

/**
 * The value once the gate is open, and unknown as long as it is not. With `--continue-on-error`, or where a run is targeted at
 * something else, the engine answers with the outputs of a gate that did not open as if they were those of one that did.
 */
export function onceOpen<T>(gate: InstanceGate, value: pulumi.Output<T>): pulumi.Output<T> {
  return pulumi
    .all([gate.openedBy, value])
    .apply(([openedBy, known]) =>
      keptGate({ openedBy }).openedBy !== undefined || underMocks()
        ? known
        : pulumi.runtime.deserializeProperty(pulumi.runtime.unknownValue, true),
    ) as pulumi.Output<T>;
}
