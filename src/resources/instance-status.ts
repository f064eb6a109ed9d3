/** A look-up that is recorded in state, so that previews show drift. */
import * as pulumi from "@pulumi/pulumi";
import type { RecordedStatus, RecordNews } from "../contract";
import type { Given } from "../given-options";
import type { Phase } from "../instance/meaning";
import type { WhereArgs } from "../instance/result";
import type { InstanceError } from "../instance/status";
import { internalInputs, type Passed } from "./dynamic";
import { failure } from "./failure";
import { withIgnoredByName } from "./ignore-changes";
import type { Optional } from "./optional";

/**
 * Which instance to record, and where.
 *
 * @example
 * ```ts
 * const args: clouddc.InstanceStatusArgs = { instanceId: machine.id };
 * ```
 */
export interface InstanceStatusArgs extends WhereArgs<Optional<string>> {
  /** The id that CreateInstance returned. */
  instanceId: pulumi.Input<string>;
}

const TYPE = "pulumi-nodejs:dynamic/clouddc:InstanceStatus";

const PROPERTIES: readonly (keyof RecordNews)[] = [
  "instanceId",
  "region",
  "projectId",
  "endpoint",
  "state",
  "operationState",
  "error",
  "phase",
];

/**
 * Records what the API says of one instance. It never waits, and it never fails because of a state: an instance that does
 * not exist is recorded as `phase: "missing"`. When the live status differs from the recorded one, `pulumi preview` shows
 * the difference and `pulumi up` records it.
 *
 * @throws a {@link CloudDcError} (`INVALID_ARGUMENT`) where no instance is named
 *
 * @example
 * ```ts
 * const web = new clouddc.InstanceStatus("web", { instanceId: "web-1" });
 * export const state = web.state;
 * ```
 */
export class InstanceStatus extends pulumi.CustomResource {
  /** The instance's id. */
  declare readonly instanceId: pulumi.Output<string>;
  /** `pending`, `running`, `stopped`, `shutting-down`, `terminated`, `error`, or what Huawei adds next. */
  declare readonly state: pulumi.Output<string | undefined>;
  /** What is being done to the instance: `<operation>-processing`, `-succeed` or `-failed`. */
  declare readonly operationState: pulumi.Output<string | undefined>;
  /** Why the instance is in `error`. */
  declare readonly error: pulumi.Output<InstanceError | undefined>;
  /** What the status means: `ready`, `busy`, `idle`, `failed`, `gone` or `missing`. */
  declare readonly phase: pulumi.Output<Phase>;

  /**
   * Reads the status of an instance that exists, in previews too. Fails where there is no such instance, and for an id that
   * is a secret, which Pulumi would keep in plain text.
   */
  static get(
    name: string,
    instanceId: pulumi.Input<pulumi.ID>,
    where: WhereArgs<Optional<string>> = {},
    opts: pulumi.CustomResourceOptions = {},
  ): InstanceStatus {
    // As long as the place is not known, neither is whom to ask: an id that is not known is not read.
    const id = pulumi.all([openly(name, instanceId), pulumi.output(where)]).apply(([known]) => known);
    return new InstanceStatus(name, where as InstanceStatusArgs, { ...opts, id });
  }

  constructor(name: string, args: InstanceStatusArgs, opts: pulumi.CustomResourceOptions = {}) {
    if (typeof args !== "object" || args === null)
      throw failure("INVALID_ARGUMENT", `the record "${name}" names no instance: pass { instanceId: "…" }`);
    const options = withIgnoredByName(opts, PROPERTIES);
    super(
      TYPE,
      name,
      {
        ...args,
        instanceId: args.instanceId, // undefined where it is adopted: an output then
        ...internalInputs("instanceStatus", TYPE, name, opts, args.instanceId),
        __ignoreChanges: options.ignoreChanges,
        // Outputs, unknown until they have been seen.
        state: undefined,
        operationState: undefined,
        error: undefined,
        phase: undefined,
      } satisfies Passed<Given<RecordNews>, keyof RecordedStatus>,
      options,
    );
  }
}

/** The id, unless it is a secret: what Pulumi reads a resource by stands in state as it is. */
function openly(name: string, instanceId: pulumi.Input<pulumi.ID>): pulumi.Output<pulumi.ID> {
  return pulumi.all([instanceId, pulumi.isSecret(pulumi.output(instanceId))]).apply(([id, secret]) => {
    if (id === undefined || id === null)
      throw failure("INVALID_ARGUMENT", `InstanceStatus.get("${name}") names no instance: pass the instance's id`);
    if (!secret) return id;
    throw failure(
      "INVALID_ARGUMENT",
      `InstanceStatus.get("${name}"): the id is a secret, and Pulumi would keep it in plain text: use new InstanceStatus("${name}", { instanceId }), or pass pulumi.unsecret(instanceId)`,
    );
  });
}
