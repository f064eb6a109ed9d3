/** Look-ups without state. They run in the program itself, and load what speaks HTTP only when they are called. */
import * as pulumi from "@pulumi/pulumi";
import { systemClock } from "../clock";
import { isCloudDcError } from "../errors";
import { givenOptions } from "../given-options";
import { instanceIdProblem } from "../instance/id";
import { phaseOf } from "../instance/meaning";
import type { InstanceStatusResult, WhereArgs } from "../instance/result";
import { HIDDEN, registerSecretIds } from "../secret-ids";
import type { Duration } from "../wait/duration";
import { dependenciesOf } from "./dependencies";
import { failure } from "./failure";
import type { LookUpArgs } from "./look-up";
import { mockedStatus, underMocks } from "./mocks";
import type { Optional } from "./optional";

/**
 * Which instance to look up, and where.
 *
 * @example
 * ```ts
 * const args: clouddc.GetInstanceStatusArgs = { instanceId: "web-1", region: "ap-southeast-3" };
 * ```
 */
export interface GetInstanceStatusArgs extends WhereArgs {
  /** The id that CreateInstance returned. */
  instanceId: string;
}

/**
 * Which instance to look up, and where; each may be an output.
 *
 * @example
 * ```ts
 * const args: clouddc.GetInstanceStatusOutputArgs = { instanceId: machine.id, notFoundGrace: "5m" };
 * ```
 */
export interface GetInstanceStatusOutputArgs extends WhereArgs<Optional<string>> {
  /** The id that CreateInstance returned. */
  instanceId: pulumi.Input<string>;
  /**
   * How long the API may say that there is no such instance: one that the same stack has just created may not be known
   * everywhere yet. A preview does not wait.
   * @default "2m" in an update
   */
  notFoundGrace?: Optional<Duration>;
}

const NOT_FOUND_GRACE: Duration = "2m";

/**
 * Looks one instance up, now. A request that fails in passing is retried for some seconds.
 *
 * @throws a {@link CloudDcError} of one sentence: with the `code` `INSTANCE_NOT_FOUND` where there is no such instance, else
 * with that of the failure that prevented an answer.
 *
 * @example
 * ```ts
 * const { phase } = await clouddc.getInstanceStatus({ instanceId: "web-1" });
 * ```
 */
export function getInstanceStatus(args: GetInstanceStatusArgs): Promise<InstanceStatusResult> {
  return resultOf(args, OPTIONS, {}, loadLookUp());
}

/**
 * {@link getInstanceStatus} for inputs that are outputs: unknown stays unknown, secret stays secret, and `dependsOn` is waited
 * for, a gate until it is open. An instance that is missing for longer than `notFoundGrace` fails the deployment with a {@link CloudDcError}
 * (`INSTANCE_NOT_FOUND`); to have it recorded instead, as `phase: "missing"`, use `new InstanceStatus`.
 *
 * @throws nothing; its output fails with a {@link CloudDcError} of one sentence
 *
 * @example
 * ```ts
 * const now = clouddc.getInstanceStatusOutput({ instanceId: machine.id });
 * export const phase = now.phase;
 * ```
 */
export function getInstanceStatusOutput(
  args: GetInstanceStatusOutputArgs,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<InstanceStatusResult> {
  const lookUp = loadLookUp();
  const given = pulumi.output(args);
  return pulumi
    .all([given, pulumi.isSecret(given), dependenciesOf(opts.dependsOn)])
    .apply(([known, secret]) =>
      resultOf(
        known as GetInstanceStatusArgs,
        [...OPTIONS, "notFoundGrace"],
        { secret, notFoundGrace: NOT_FOUND_GRACE },
        lookUp,
      ),
    );
}

/**
 * Loads what speaks HTTP, with the first look-up. In a user's tests jest allows no native `import()`, and nothing to be loaded
 * between two tests, where an output may become known: so by `require`, and when the look-up is called.
 */
const loadLookUp = () => (require("./look-up") as typeof import("./look-up")).lookUp;

const OPTIONS: readonly (keyof LookUpArgs)[] = ["instanceId", "region", "projectId", "endpoint"];

async function resultOf(
  args: GetInstanceStatusArgs,
  options: readonly string[],
  { secret = false, notFoundGrace }: { secret?: boolean; notFoundGrace?: Duration },
  lookUp: ReturnType<typeof loadLookUp>,
): Promise<InstanceStatusResult> {
  if (typeof args !== "object" || args === null)
    throw failure("INVALID_ARGUMENT", 'a look-up names no instance: pass { instanceId: "…" }');
  const { known, unknown } = givenOptions<LookUpArgs>(args, options);
  const { instanceId } = known;
  const shown = secret ? HIDDEN : instanceId;
  if (secret) registerSecretIds([instanceId]);
  const wrongId = instanceIdProblem("instanceId", instanceId, shown);
  if (wrongId) throw failure(wrongId.code, wrongId.message);
  for (const sentence of unknown) await pulumi.log.warn(`the look-up of instance ${shown}: ${sentence}`);
  if (underMocks()) {
    const { notFoundGrace: _grace, ...inputs } = known;
    const status = await mockedStatus(inputs);
    return { instanceId, ...status, phase: status.phase ?? phaseOf(status) };
  }
  try {
    const grace = pulumi.runtime.isDryRun() ? 0 : (known.notFoundGrace ?? notFoundGrace);
    const { status } = await lookUp({ ...known, notFoundGrace: grace }, systemClock);
    return { instanceId, ...status, phase: phaseOf(status) };
  } catch (error) {
    if (!isCloudDcError(error)) throw error; // a mistake of ours: its stack is wanted
    throw failure(error.code, `instance ${shown} could not be looked up: ${error.message}`);
  }
}
