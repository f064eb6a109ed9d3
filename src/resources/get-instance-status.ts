/** Look-ups without state. They run in the program itself, and load what speaks HTTP only when they are called. */
import * as pulumi from "@pulumi/pulumi";
import { systemClock } from "../clock";
import { isCloudDcError } from "../errors";
import { givenOptions } from "../given-options";
import { instanceIdProblem } from "../instance/id";
import { phaseOf } from "../instance/meaning";
import type { InstanceStatusResult, WhereArgs } from "../instance/result";
import { dependenciesOf } from "./dependencies";
import { failure } from "./failure";
import type { Optional } from "./optional";

export interface GetInstanceStatusArgs extends WhereArgs {
  /** The id that CreateInstance returned. */
  instanceId: string;
}

export interface GetInstanceStatusOutputArgs extends WhereArgs<Optional<string>> {
  /** The id that CreateInstance returned. */
  instanceId: pulumi.Input<string>;
}

/**
 * Looks one instance up, now. A lost packet is tried again for some seconds.
 *
 * @throws a {@link CloudDcError} of one sentence: with the `code` `INSTANCE_NOT_FOUND` where there is no such instance, else
 * with that of what kept the answer away.
 */
export function getInstanceStatus(args: GetInstanceStatusArgs): Promise<InstanceStatusResult> {
  return resultOf(args, false, loadLookUp());
}

/** The same for inputs that are outputs: unknown stays unknown, secret stays secret, and `dependsOn` is waited for. */
export function getInstanceStatusOutput(
  args: GetInstanceStatusOutputArgs,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<InstanceStatusResult> {
  const lookUp = loadLookUp();
  const given = pulumi.output(args);
  return pulumi
    .all([given, pulumi.isSecret(given), dependenciesOf(opts.dependsOn)])
    .apply(([known, secret]) => resultOf(known as GetInstanceStatusArgs, secret, lookUp));
}

/**
 * Loads what speaks HTTP, with the first look-up. In a user's tests jest allows no native `import()`, and nothing to be loaded
 * between two tests, where an output may become known: so by `require`, and when the look-up is called.
 */
const loadLookUp = () => (require("./look-up") as typeof import("./look-up")).lookUp;

/** What is left of the arguments without what counts as not given. */
interface LookedUp {
  instanceId: string;
  region?: string;
  projectId?: string;
  endpoint?: string;
}
const OPTIONS: readonly (keyof LookedUp)[] = ["instanceId", "region", "projectId", "endpoint"];

async function resultOf(
  args: GetInstanceStatusArgs,
  secret: boolean,
  lookUp: ReturnType<typeof loadLookUp>,
): Promise<InstanceStatusResult> {
  if (typeof args !== "object" || args === null)
    throw failure("INVALID_ARGUMENT", 'a look-up names no instance: pass { instanceId: "…" }');
  const { known, unknown } = givenOptions<LookedUp>(args, OPTIONS);
  const { instanceId, ...where } = known;
  const shown = secret ? "[secret]" : instanceId;
  const wrongId = instanceIdProblem("instanceId", instanceId, shown);
  if (wrongId) throw failure(wrongId.code, wrongId.message);
  for (const sentence of unknown) await pulumi.log.warn(`the look-up of instance ${shown}: ${sentence}`);
  try {
    const { status } = await lookUp(instanceId, where, systemClock);
    return { instanceId, ...status, phase: phaseOf(status) };
  } catch (error) {
    if (!isCloudDcError(error)) throw error; // a mistake of ours: its stack is wanted
    throw failure(error.code, `instance ${shown} could not be looked up: ${error.message}`, secret ? [instanceId] : []);
  }
}
