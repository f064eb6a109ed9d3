/** Look-ups without state. They run in the program itself, and load what speaks HTTP only when they are called. */
import * as pulumi from "@pulumi/pulumi";
import { systemClock } from "../clock";
import { instanceIdProblem } from "../instance/id";
import { phaseOf } from "../instance/meaning";
import type { InstanceStatusResult, WhereArgs } from "./result";

export interface GetInstanceStatusArgs extends WhereArgs {
  /** The id that CreateInstance returned. */
  instanceId: string;
}

export interface GetInstanceStatusOutputArgs extends WhereArgs<pulumi.Input<string>> {
  /** The id that CreateInstance returned. */
  instanceId: pulumi.Input<string>;
}

/**
 * Looks one instance up, now. A lost packet is tried again for some seconds.
 *
 * @throws an error of one sentence when there is no such instance, or no answer.
 */
export async function getInstanceStatus(args: GetInstanceStatusArgs): Promise<InstanceStatusResult> {
  const { instanceId, ...where } = args;
  const wrongId = instanceIdProblem("instanceId", instanceId);
  if (wrongId) throw new pulumi.RunError(wrongId.message);
  const { lookUp } = await import("./look-up.js");
  try {
    const { status } = await lookUp(instanceId, where, systemClock);
    return { instanceId, ...status, phase: phaseOf(status) };
  } catch (error) {
    // Pulumi prints a RunError as a sentence, and anything else with its stack.
    throw new pulumi.RunError(`instance ${instanceId} could not be looked up: ${(error as Error).message}`);
  }
}

/** The same for inputs that are outputs: unknown stays unknown, secret stays secret, and `dependsOn` is waited for. */
export function getInstanceStatusOutput(
  args: GetInstanceStatusOutputArgs,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<InstanceStatusResult> {
  return pulumi
    .all([pulumi.output(args), dependenciesOf(opts)])
    .apply(([given]) => getInstanceStatus(given as GetInstanceStatusArgs));
}

/** Resolves when the resources that a look-up depends on are there; unknown while they are only planned. */
function dependenciesOf({ dependsOn }: pulumi.InvokeOutputOptions): pulumi.Output<unknown> {
  return pulumi.output(dependsOn).apply((resources) => {
    const list = resources === undefined ? [] : Array.isArray(resources) ? resources : [resources];
    return pulumi.all(
      list.map((resource) => (resource as pulumi.Resource & { id?: pulumi.Output<string> }).id ?? resource.urn),
    );
  });
}
