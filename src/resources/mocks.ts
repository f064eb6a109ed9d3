/** Unit tests of a program, with `pulumi.runtime.setMocks`. */
import * as pulumi from "@pulumi/pulumi";

/** Whether the program runs under mocks: no hook runs there, and nothing may leave the process. */
export function underMocks(): boolean {
  const monitor: unknown = pulumi.runtime.getMonitor();
  return typeof monitor === "object" && monitor !== null && "mocks" in monitor;
}
