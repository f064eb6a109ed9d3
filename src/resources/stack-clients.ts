/** The program's own clients of the API, and its stack's settings, made when they are first needed. Loads what speaks HTTP. */
import * as pulumi from "@pulumi/pulumi";
import { type Connect, createClients, type Logger, type Memory, noMemory } from "../api/clients";
import { createLookUp, type LookUp, PATIENT } from "../api/look-up";
import { perEnvironment } from "../api/per-environment";
import { type Settings, systemSettings } from "../api/settings";
import type { Clock } from "../clock";
import { currentDeployment } from "./deployment";

export interface StackClients {
  readonly stack: string;
  readonly settings: Settings;
  readonly connect: Connect;
  readonly lookUp: LookUp;
}

/** Clients, and with them credentials and caches, live as long as one deployment. */
const ofDeployments = new WeakMap<object, StackClients>();
const withoutDeployment = perEnvironment<StackClients>();
const memory = noMemory();

export function stackClients(clock: Clock): StackClients {
  const deployment = currentDeployment();
  if (!deployment) return withoutDeployment((env) => createStackClients(clock, { env, memory }));
  const clients = ofDeployments.get(deployment) ?? createStackClients(clock);
  ofDeployments.set(deployment, clients);
  return clients;
}

function createStackClients(
  clock: Clock,
  { env, ...options }: { env?: Settings["env"]; memory?: Memory } = {},
): StackClients {
  const settings = systemSettings((key) => {
    const [namespace, name] = key.split(":") as [string, string];
    return new pulumi.Config(namespace).get(name);
  }, env);
  const connect = createClients(settings, clock, logger, options);
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  return { stack, settings, connect, lookUp: createLookUp(connect, clock, PATIENT) };
}

const logger: Logger = (severity, line) => void (severity === "debug" ? pulumi.log.debug(line) : pulumi.log.warn(line));
