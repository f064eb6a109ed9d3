/** `ignoreChanges: ["*"]`, of which only the properties that a program passes are meant. */
import type * as pulumi from "@pulumi/pulumi";

/**
 * Pulumi would put back everything, also what this package tells its hooks of the present run: a wait would not see that its
 * program has ended. So each property is named.
 */
export function withIgnoredByName(
  opts: pulumi.CustomResourceOptions,
  properties: readonly string[],
): pulumi.CustomResourceOptions {
  return opts.ignoreChanges?.includes("*") ? { ...opts, ignoreChanges: [...properties] } : opts;
}
