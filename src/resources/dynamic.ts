/** What every dynamic resource of this package passes to its hooks besides its arguments. */
import * as pulumi from "@pulumi/pulumi";
import type { InternalInputs } from "../contract";
import { requireInstalled } from "./installed";
import { underMocks } from "./mocks";

/** What a constructor passes of what its hooks receive; `undefined` makes of a property an output, unknown in a preview. */
export type Passed<News, Outputs extends string> = {
  [Key in keyof News as Exclude<Key, Outputs>]: pulumi.Input<ItemsAsInputs<News[Key]>>;
} & Record<Outputs, undefined>;

type ItemsAsInputs<T> = T extends (infer Item)[] ? pulumi.Input<Item>[] : T;

/**
 * The provider's text in state: a constant. Pulumi evaluates it in the provider process, also years later, so it holds no logic
 * of this package, only the name of the export of `pulumi-clouddc/provider` that does, and what is true without the package:
 * there is nothing to delete, nothing new to see, and nothing that could be created.
 */
export const serializedProvider = (hooks: "instanceGate" | "instanceStatus"): string =>
  [
    "exports.handler = () => {",
    `try { return require("pulumi-clouddc/provider").${hooks} } catch (e) {`,
    'e.message = "add pulumi-clouddc to the project\'s own dependencies: " + e.message.split("\\n")[0]; e.stack = "";',
    "return {",
    'check: () => ({ failures: [{ property: "", reason: e.message }] }),',
    "read: (id, props) => { if (props.__location) return { id, props }; throw e }",
    "}}}",
  ].join("\n");

export function internalInputs(
  hooks: "instanceGate" | "instanceStatus",
  type: string,
  name: string,
  opts: pulumi.ResourceOptions,
  ids: pulumi.Input<unknown>,
) {
  if (!underMocks()) requireInstalled();
  return {
    __provider: serializedProvider(hooks),
    // Hooks are not told the name of their resource, which a line on it needs. As an output it would depend on the parent,
    // and so on all children of a component: two of them would wait for each other for ever.
    __urn: new Promise<string>((resolve) => pulumi.createUrn(name, type, opts.parent).apply(resolve)),
    // A wait must see that its program has ended: Ctrl-C does not reach the provider process. No hook runs under mocks, where
    // a test's snapshot would be another one each time. Of what `.get` reads, the engine saves what was passed, this too: a
    // look that goes on after Ctrl-C would be worse than a number in state that nothing reads.
    ...(!underMocks() && { __run: { pid: process.pid, preview: pulumi.runtime.isDryRun() } }),
    // Absent where there is no secret, which is nearly always.
    __secret: pulumi.isSecret(pulumi.output(ids)).then((secret) => secret || undefined),
  } satisfies Passed<InternalInputs, never>;
}
