/** The program's own clients of the API, and its stack's settings, made when they are first needed. Loads what speaks HTTP. */
import * as pulumi from "@pulumi/pulumi";
import { type Connect, createClients, type Logger } from "../api/clients";
import { type Settings, systemSettings } from "../api/settings";
import type { Clock } from "../clock";

export interface StackClients {
  readonly stack: string;
  readonly settings: Settings;
  readonly connect: Connect;
}

/** A program may run several stacks in one process, each with its own configuration and credentials. */
const stacks = new Map<string, StackClients>();

export function stackClients(clock: Clock): StackClients {
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  const known = stacks.get(stack);
  if (known) return known;
  const settings = systemSettings((key) => {
    const [namespace, name] = key.split(":") as [string, string];
    return new pulumi.Config(namespace).get(name);
  });
  const clients = { stack, settings, connect: createClients(settings, clock, logger) };
  stacks.set(stack, clients);
  return clients;
}

const logger: Logger = (severity, line) => void (severity === "debug" ? pulumi.log.debug(line) : pulumi.log.warn(line));
