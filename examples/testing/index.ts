// A stack whose own code looks at a machine: next-step.js, which the tests beside it are of.
// Configuration: `instanceId`.
import * as pulumi from "@pulumi/pulumi";
import { nextStep } from "./next-step";

export const next = nextStep(new pulumi.Config().require("instanceId"));
