// A stack that a pipeline deploys: a pull request is previewed, and the main branch is deployed.
// Configuration: `instanceIds`, a list; the pipeline's secrets hold HW_ACCESS_KEY and HW_SECRET_KEY.
import * as pulumi from "@pulumi/pulumi";
import * as clouddc from "pulumi-clouddc";

const instanceIds = new pulumi.Config().requireObject<string[]>("instanceIds");

// Shorter than the job may take, so that the gate ends with its sentence, and not the job without one.
const ready = clouddc.waitUntilRunning("web-ready", { instanceIds, timeout: "50m" });

export const hosts = ready.instanceIds;
