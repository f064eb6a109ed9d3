/** The gate: a resource that exists once its instances run. */
import * as pulumi from "@pulumi/pulumi";
import type { GateNews, ObservedGroup } from "../contract";
import { phaseOf } from "../instance/meaning";
import type { WaitOptions } from "../wait/options";
import { internalInputs, type Passed } from "./dynamic";
import type { InstanceStatusResult, WhereArgs } from "./result";

type Inputs<T> = { [Key in keyof T]: pulumi.Input<NonNullable<T[Key]>> };

export interface RunningInstancesArgs extends WhereArgs<pulumi.Input<string>>, Inputs<WaitOptions> {
  /** The ids that CreateInstance returned; at least one. Their order does not matter, and one named twice is watched once. */
  instanceIds: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Open the gate without looking at any instance, for a stack that must go on now; also the stack's `clouddc:skipWait`.
   * @default false
   */
  skipWait?: pulumi.Input<boolean>;
  /** Values whose change makes the gate wait again, without replacing it. @default [] */
  triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
}

/** As {@link RunningInstancesArgs}, with one `instanceId` or several `instanceIds`. */
export type WaitUntilRunningArgs =
  | RunningInstancesArgs
  | (Omit<RunningInstancesArgs, "instanceIds"> & { instanceId: pulumi.Input<string> });

/**
 * Waits until all of these instances are `running`. A resource that depends on it, by `dependsOn` or by using one of its
 * outputs, is created only then. The wait fails at once for an instance in `error`, and goes on with the next `pulumi up`.
 */
export class RunningInstances extends pulumi.ComponentResource {
  /** The ids as they were given; resolves only when all of the instances run. */
  readonly instanceIds: pulumi.Output<string[]>;
  /** What was seen of each instance when the gate opened, by id. Empty with `skipWait`. */
  readonly statuses: pulumi.Output<Record<string, InstanceStatusResult>>;

  constructor(name: string, args: RunningInstancesArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("clouddc:index:RunningInstances", name, {}, opts);
    const gate = new InstanceGate(name, args, { ...forTheGate(opts), parent: this });
    this.instanceIds = pulumi.all([pulumi.output(args.instanceIds), gate.observed]).apply(([ids]) => ids);
    this.statuses = pulumi.all([gate.instanceIds, gate.observed]).apply(([ids, groups]) => byId(ids, groups ?? []));
    // Without outputs: what the gate has in its state need not be there a second time.
    this.registerOutputs({});
  }
}

/** `new RunningInstances(name, …)`, for one instance or several. */
export function waitUntilRunning(
  name: string,
  args: WaitUntilRunningArgs,
  opts?: pulumi.ComponentResourceOptions,
): RunningInstances {
  if (!("instanceId" in args)) return new RunningInstances(name, args, opts);
  const { instanceId, ...rest } = args;
  return new RunningInstances(name, { ...rest, instanceIds: [instanceId] }, opts);
}

const TYPE = "pulumi-nodejs:dynamic/clouddc:InstanceGate";

/** The one resource behind all instances of a gate: it takes one of Pulumi's parallel slots, not one an instance. */
class InstanceGate extends pulumi.CustomResource {
  declare readonly instanceIds: pulumi.Output<string[]>;
  /** Undefined in a unit test whose mock says nothing of it: no hook runs there. */
  declare readonly observed: pulumi.Output<ObservedGroup[] | undefined>;

  constructor(name: string, args: RunningInstancesArgs, opts: pulumi.CustomResourceOptions) {
    const { create, update } = opts.customTimeouts ?? {};
    super(
      TYPE,
      name,
      {
        ...args,
        ...((create ?? update) && { customTimeouts: { create, update } }),
        // Filled by check; as secret, and as unknown, as the ids are, since it may name them.
        status: pulumi.output(args.instanceIds).apply(() => ""),
        ...internalInputs("instanceGate", TYPE, name, opts, args.instanceIds),
        // An output: unknown until the wait is over.
        observed: undefined,
      } satisfies Passed<GateNews, "observed">,
      opts,
    );
  }
}

/** The options of the component that are meant for what it waits with. */
function forTheGate(opts: pulumi.ComponentResourceOptions): pulumi.CustomResourceOptions {
  const { customTimeouts, ignoreChanges, replaceOnChanges, retainOnDelete, protect } = opts;
  const { additionalSecretOutputs: secret } = opts as pulumi.CustomResourceOptions;
  // What the component calls statuses is made of this output of the gate.
  const additionalSecretOutputs = secret?.map((name) => (name === "statuses" ? "observed" : name));
  const given = { customTimeouts, ignoreChanges, replaceOnChanges, retainOnDelete, protect, additionalSecretOutputs };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function byId(ids: readonly string[], groups: readonly ObservedGroup[]): Record<string, InstanceStatusResult> {
  const results = groups.flatMap(({ status, places }) =>
    (places ?? [...ids.keys()]).map((place) => {
      const instanceId = ids[place] as string;
      return [instanceId, { instanceId, ...status, phase: phaseOf(status) }] as const;
    }),
  );
  return Object.fromEntries(results);
}
