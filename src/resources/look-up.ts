/** The program's own line to the API, opened at the first look-up. The only file here that reaches `api`. */
import * as pulumi from "@pulumi/pulumi";
import { askPatiently } from "../api/ask-patiently";
import { type Connect, createConnections, type Tell } from "../api/connections";
import { createPatience, type Patience } from "../api/patience";
import { systemSettings } from "../api/settings";
import type { SiteArgs } from "../api/site";
import { resolveWhere } from "../api/site";
import type { Clock } from "../clock";
import type { Sighting } from "../instance/status";

/** Look-ups of the same moment in one program need not be made twice. */
const SHARED_FOR_MS = 2_000;

/** A program may run several stacks in one process, each with its own configuration and credentials. */
const connects = new Map<string, Connect>();
let patience: Patience | undefined;

export async function lookUp(instanceId: string, where: SiteArgs, clock: Clock): Promise<Sighting> {
  const settings = systemSettings((key) => {
    const [namespace, name] = key.split(":") as [string, string];
    return new pulumi.Config(namespace).get(name);
  });
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  const connect = connects.get(stack) ?? createConnections(settings, clock, tell);
  connects.set(stack, connect);
  const inquiries = await connect(resolveWhere(where, settings));
  patience ??= createPatience(clock);
  return patience((signal) =>
    askPatiently(() => inquiries.ask(instanceId, { asker: stack, signal, maxAgeMs: SHARED_FOR_MS }), clock, signal),
  );
}

const tell: Tell = (severity, line) => void (severity === "debug" ? pulumi.log.debug(line) : pulumi.log.warn(line));
