/** The program's own clients of the API, and its stack's settings, made when they are first needed. Loads what speaks HTTP. */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { type Connect, createClients, type Logger } from "../api/clients";
import { createLookUp, type LookUp, PATIENT } from "../api/look-up";
import { type Settings, systemSettings } from "../api/settings";
import type { Clock } from "../clock";

export interface StackClients {
  readonly stack: string;
  readonly settings: Settings;
  readonly connect: Connect;
  readonly lookUp: LookUp;
}

/**
 * A process may run many deployments, one after the other or at once, of many tenants whose projects and stacks are called the
 * same: clients, and with them credentials and caches, live as long as one deployment. Its monitor is what each has of its own.
 */
const ofDeployments = new WeakMap<object, StackClients>();
/** Without a deployment they live as long as the environment that they were made of. */
const ofEnvironments = new Map<string, StackClients>();

export function stackClients(clock: Clock): StackClients {
  const monitor: unknown = pulumi.runtime.getMonitor();
  if (typeof monitor === "object" && monitor !== null) return kept(ofDeployments, monitor, clock);
  const environment = createHash("sha256").update(JSON.stringify(process.env)).digest("hex");
  if (!ofEnvironments.has(environment)) ofEnvironments.clear();
  return kept(ofEnvironments, environment, clock);
}

interface Kept<Key> {
  get(key: Key): StackClients | undefined;
  set(key: Key, clients: StackClients): unknown;
}

function kept<Key>(known: Kept<Key>, key: Key, clock: Clock): StackClients {
  const clients = known.get(key) ?? createStackClients(clock);
  known.set(key, clients);
  return clients;
}

function createStackClients(clock: Clock): StackClients {
  const settings = systemSettings((key) => {
    const [namespace, name] = key.split(":") as [string, string];
    return new pulumi.Config(namespace).get(name);
  });
  const connect = createClients(settings, clock, logger);
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  return { stack, settings, connect, lookUp: createLookUp(connect, clock, PATIENT) };
}

const logger: Logger = (severity, line) => void (severity === "debug" ? pulumi.log.debug(line) : pulumi.log.warn(line));
