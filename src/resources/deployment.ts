/**
 * Which deployment this is. A process may run many, one after the other or at once, of many tenants whose projects and stacks are
 * called the same; the monitor is what each has of its own.
 */
import * as pulumi from "@pulumi/pulumi";

/** `undefined` where there is none, as in plain Node. */
export function currentDeployment(): object | undefined {
  const monitor: unknown = pulumi.runtime.getMonitor();
  return typeof monitor === "object" && monitor !== null ? monitor : undefined;
}
