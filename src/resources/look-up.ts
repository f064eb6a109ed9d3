/** The program's own clients of the API, made at the first look-up. The only file here that reaches `api`. */
import * as pulumi from "@pulumi/pulumi";
import { createClients, type Logger } from "../api/clients";
import { createLookUp, type LookUp, PATIENT } from "../api/look-up";
import { systemSettings } from "../api/settings";
import { type Location, resolveLocation } from "../api/target";
import type { Clock } from "../clock";
import type { Reading } from "../instance/status";

/** A program may run several stacks in one process, each with its own configuration and credentials. */
const lookUps = new Map<string, LookUp>();

export async function lookUp(instanceId: string, where: Location, clock: Clock): Promise<Reading> {
  const settings = systemSettings((key) => {
    const [namespace, name] = key.split(":") as [string, string];
    return new pulumi.Config(namespace).get(name);
  });
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  const known = lookUps.get(stack) ?? createLookUp(createClients(settings, clock, logger), clock, PATIENT);
  lookUps.set(stack, known);
  const fresh = settings.env.CLOUDDC_FRESH_LOOK_UPS === "true";
  return known(instanceId, resolveLocation(where, settings), { owner: stack, bypassList: true, fresh });
}

const logger: Logger = (severity, line) => void (severity === "debug" ? pulumi.log.debug(line) : pulumi.log.warn(line));
