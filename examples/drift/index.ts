// A gate on machines that run already. When one of them fails later, a preview shows it, and says what `up` would do.
// Configuration: `instanceIds`, a list.
import * as pulumi from "@pulumi/pulumi";
import * as clouddc from "pulumi-clouddc";

const instanceIds = new pulumi.Config().requireObject<string[]>("instanceIds");

const ready = clouddc.waitUntilRunning("web-ready", { instanceIds });

export const hosts = ready.instanceIds;
