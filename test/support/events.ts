/** What the engine's events say of this package's resources, in the order in which it happened. */
import type { Result } from "../../scripts/stack";

type Events = Pick<Result, "events">;

/** `create web` for each gate: what the engine set out to do with it. */
export const gateSteps = (result: Events): string[] =>
  order(result, ":InstanceGate").flatMap((step) => (step.startsWith("begin ") ? [step.slice("begin ".length)] : []));

/** `begin create web`, then `end create web` or `fail create web`, for each gate and each record of a status. */
export const order = ({ events }: Events, type = ":dynamic/clouddc:"): string[] =>
  events.flatMap(({ resourcePreEvent: begin, resOutputsEvent: end, resOpFailedEvent: fail }) => {
    const { metadata } = begin ?? end ?? fail ?? {};
    if (!metadata?.type.includes(type)) return [];
    return [`${begin ? "begin" : end ? "end" : "fail"} ${metadata.op} ${nameOf(metadata.urn)}`];
  });

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

/** The sentences of a severity that the engine printed, of all resources. */
export const said = ({ events }: Events, severity: "error" | "warning" | "info" | "info#err"): string[] =>
  events.flatMap(({ diagnosticEvent: line }) =>
    line?.severity === severity && !line.ephemeral ? [line.message.trim()] : [],
  );

/**
 * What the engine printed with a stack, but for one that Pulumi prints of its own accord: SDKs from 3.270 on do so for any
 * resource that fails under `--continue-on-error`, with or without this package.
 */
export const stacks = ({ events }: Events): string[] =>
  events.flatMap(({ diagnosticEvent: line }) =>
    line?.message?.includes("    at ") && !OF_PULUMI.test(line.message) ? [line.message] : [],
  );

const OF_PULUMI =
  /^Running program '.*' failed with an unhandled exception:\s+(<ref \*\d+> )?Error: resource \S+ \[\S+\] failed to register\n/;
