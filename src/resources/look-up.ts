/** The program's own line to the API, opened at the first look-up. The only file here that reaches `api`. */
import * as pulumi from "@pulumi/pulumi";
import { createIdleTimeout, type IdleTimeout } from "../api/client/idle-timeout";
import { retryLookUp } from "../api/client/retry";
import { type Connect, createClients, type Logger } from "../api/clients";
import { systemSettings } from "../api/settings";
import type { Location } from "../api/target";
import { resolveLocation } from "../api/target";
import type { Clock } from "../clock";
import type { Reading } from "../instance/status";

/** Look-ups of the same moment in one program need not be made twice. */
const SHARED_FOR_MS = 2_000;

/** A program may run several stacks in one process, each with its own configuration and credentials. */
const connects = new Map<string, Connect>();
let patience: IdleTimeout | undefined;

export async function lookUp(instanceId: string, where: Location, clock: Clock): Promise<Reading> {
  const settings = systemSettings((key) => {
    const [namespace, name] = key.split(":") as [string, string];
    return new pulumi.Config(namespace).get(name);
  });
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  const connect = connects.get(stack) ?? createClients(settings, clock, tell);
  connects.set(stack, connect);
  const inquiries = await connect(resolveLocation(where, settings));
  patience ??= createIdleTimeout(clock);
  return patience((signal) =>
    retryLookUp(() => inquiries.ask(instanceId, { asker: stack, signal, maxAgeMs: SHARED_FOR_MS }), clock, signal),
  );
}

const tell: Logger = (severity, line) => void (severity === "debug" ? pulumi.log.debug(line) : pulumi.log.warn(line));
