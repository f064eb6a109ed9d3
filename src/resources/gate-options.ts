/** Which of a component's options are meant for what it waits with: the gate is the resource, and the component its name. */
import type * as pulumi from "@pulumi/pulumi";
import type { GateNews } from "../contract";

/** Options that do nothing on a component, or, such as hooks, something before anything was waited for. */
const OF_THE_GATE = [
  "additionalSecretOutputs",
  "customTimeouts",
  "deleteBeforeReplace",
  "deletedWith",
  "hideDiffs",
  "hooks",
  "ignoreChanges",
  "protect",
  "replaceOnChanges",
  "replaceWith",
  "replacementTrigger",
  "retainOnDelete",
];

export function optionsOfTheGate(opts: pulumi.ComponentResourceOptions): pulumi.CustomResourceOptions {
  const given = Object.entries(opts).filter(([name, value]) => OF_THE_GATE.includes(name) && value !== undefined);
  const options: pulumi.CustomResourceOptions = Object.fromEntries(given);
  const { additionalSecretOutputs: secret } = options;
  if (secret === undefined) return options;
  // What the component calls statuses is made of this output of the gate.
  return { ...options, additionalSecretOutputs: secret.map((name) => (name === "statuses" ? "observed" : name)) };
}

export function optionsOfTheComponent(
  opts: pulumi.ComponentResourceOptions,
  gate: string,
): pulumi.ComponentResourceOptions {
  const { hooks: _ofTheGate, transforms, ...options } = opts;
  return { ...options, ...(transforms && { transforms: [...transforms, tellTimeouts(gate)] }) };
}

/** What a hook is told of `customTimeouts`, which reach none by themselves. */
export function customTimeoutsFor({
  customTimeouts,
}: pulumi.CustomResourceOptions): Pick<GateNews, "__customTimeouts"> {
  const { create, update } = customTimeouts ?? {};
  // One that is not set is an empty text where Pulumi has handed the options to a transform.
  const given = { ...(create && { create }), ...(update && { update }) };
  return create || update ? { __customTimeouts: given } : {};
}

/** The same of what the transforms before this one have set. */
const tellTimeouts =
  (gate: string): pulumi.ResourceTransform =>
  ({ type, props, opts }) =>
    type === gate
      ? { props: { ...props, ...customTimeoutsFor(opts as pulumi.CustomResourceOptions) }, opts }
      : undefined;
