// Three bare-metal instances are being provisioned. What is installed on them starts only when all of them run.
// Configuration: `instanceIds`, a list; the region and the credentials come from `huaweicloud:*` or the HW_* environment.
import * as pulumi from "@pulumi/pulumi";
import * as clouddc from "pulumi-clouddc";

const config = new pulumi.Config();
const instanceIds = config.requireObject<string[]>("instanceIds");

const ready = clouddc.waitUntilRunning("web-ready", {
  instanceIds,
  timeout: config.get("timeout") ?? "45m",
  pollInterval: config.get("pollInterval") ?? "5s",
});

/** Stands for what a real stack would install: anything that must not start before the machines run. */
class Installation extends pulumi.ComponentResource {
  constructor(name: string, args: { hosts: pulumi.Input<string[]> }, opts?: pulumi.ComponentResourceOptions) {
    super("example:index:Installation", name, args, opts);
    this.registerOutputs({ hosts: args.hosts });
  }
}

// By dependsOn: what takes an output of the gate would show as replaced in a preview while one machine is down.
new Installation("web", { hosts: instanceIds }, { dependsOn: ready });

export const hosts = ready.instanceIds;
export const states = ready.statuses.apply((statuses) => Object.values(statuses).map(({ state }) => state));
