// Reading without waiting: a status that is recorded, so that a preview shows drift, and one that is only looked up.
// Configuration: `instanceId`; where and who come from `huaweicloud:*` or the HW_* environment.
import * as pulumi from "@pulumi/pulumi";
import * as clouddc from "pulumi-clouddc";

const instanceId = new pulumi.Config().require("instanceId");

const recorded = new clouddc.InstanceStatus("web", { instanceId });
const now = clouddc.getInstanceStatusOutput({ instanceId });

export const state = recorded.state;
export const phase = now.phase;
