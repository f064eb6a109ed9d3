// A stack with a gate; index.test.ts tests it without an engine and without a cloud.
// Configuration: `instanceIds`, a list.
import * as pulumi from "@pulumi/pulumi";
import * as clouddc from "pulumi-clouddc";

const instanceIds = new pulumi.Config().requireObject<string[]>("instanceIds");

export const ready = clouddc.waitUntilRunning("web-ready", { instanceIds, timeout: "45m" });

/** Stands for what a real stack would install. */
export const site = new pulumi.ComponentResource("acme:index:Site", "site", {}, { dependsOn: ready });

export const states = ready.statuses.apply((statuses) => Object.values(statuses).map(({ state }) => state));
