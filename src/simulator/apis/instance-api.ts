/** What CloudDC does to instances: CreateInstance, DeleteInstance, ReinstallOs, power actions and passwords. */

import { randomUUID } from "node:crypto";
import { readObject, readStrings } from "../http/body";
import type { Call } from "../http/call";
import { type CloudResponse, json, plain, serviceError } from "../http/response";
import type { Attributes } from "../instances/attributes";
import type { Instance, Instances } from "../instances/instances";
import { isAllowed, type Operation, type Operations } from "../instances/operations";

export interface InstanceOperations {
  instances: Instances;
  operations: Operations;
}

/** Thrown inside this file, so that each operation reads as what it does when nothing is wrong. */
class Refused extends Error {
  constructor(readonly response: CloudResponse) {
    super();
  }
}

const refused = (status: number, code: string, message: string) => new Refused(serviceError(status, code, message));
const invalid = (what: string) =>
  refused(400, "iMetal.0001", `A request parameter contains invalid or unsupported value: ${what}`);
const missing = (what: readonly string[]) =>
  refused(400, "iMetal.0002", `Missing required parameters: ${what.join(", ")}`);

const TEXTS = ["name", "image_id", "vpc_id", "password"];
const REQUIRED = ["name", "image_id", "vpc_id", "network_interfaces", "password"];

/** The password of a body has to be there, and is forgotten. */
function create(call: Call, { instances, operations }: InstanceOperations): CloudResponse {
  const body = readObject(call.body) ?? {};
  const absent = REQUIRED.filter((name) => body[name] === undefined || body[name] === "");
  if (absent.length > 0) throw missing(absent);
  const [odd] = TEXTS.filter((name) => typeof body[name] !== "string");
  if (odd !== undefined) throw invalid(odd);
  const { name, image_id, vpc_id, network_interfaces, description = "", metadata = {} } = body as unknown as Attributes;
  if (!Array.isArray(network_interfaces) || network_interfaces.length === 0) throw invalid("network_interfaces");
  const instance_id = randomUUID();
  const attributes = { name, image_id, vpc_id, network_interfaces, description, metadata };
  instances.put(instance_id, operations.next("create"), "at-once", attributes);
  return json(202, { instance_id });
}

/** All of the instances that the request names, each once; there must not be one that does not exist. */
function named(call: Call, instances: Instances): Instance[] {
  const ids = [...new Set(call.ids)];
  const found = ids.flatMap((id) => instances.find(id) ?? []);
  const absent = ids.filter((id) => !found.some((one) => one.id === id));
  if (absent.length > 0) throw refused(404, "iMetal.0200", `Instances not found: [${absent.join(", ")}]`);
  return found;
}

/** The instances of a body that changes several at once: at most so many, with a password in this field. */
function namedInBody(call: Call, most: number, password: string, instances: Instances): Instance[] {
  if (call.ids.length === 0) throw missing(["instance_id_set"]);
  if (call.ids.length > most) throw invalid("instance_id_set");
  if (typeof readObject(call.body)?.[password] !== "string") throw missing([password]);
  return named(call, instances);
}

/** All or none: one instance that is in the wrong state spares the others, too. */
function mustBeReadyFor(operation: Operation | "password", instances: readonly Instance[]): void {
  const unready = instances.filter(({ step }) => !isAllowed(operation, step)).map(({ id }) => id);
  // The text of this code is cut off in the pages that can be read; iMetal.0101 says the same of servers.
  if (unready.length > 0) throw refused(400, "iMetal.0201", `Instances state is not ready: [${unready.join(", ")}]`);
}

function begin(operation: Operation, on: readonly Instance[], { instances, operations }: InstanceOperations): void {
  mustBeReadyFor(operation, on);
  for (const { id } of on) instances.put(id, operations.next(operation));
}

const POWER: ReadonlyMap<unknown, Operation> = new Map([
  ["power on", "powerOn"],
  ["power off", "powerOff"],
  ["rebooting", "reboot"],
]);

/** A power action names physical servers; the list tells which one an instance is on. */
function power(call: Call, apis: InstanceOperations): CloudResponse {
  const operation = POWER.get(readObject(call.body)?.action);
  if (operation === undefined) throw invalid("action");
  const servers = readStrings(call.body, "server_id_set");
  if (servers.length === 0) throw missing(["server_id_set"]);
  const found = apis.instances.onServers(servers);
  const absent = servers.filter((server) => !found.some(({ attributes }) => attributes.server_id === server));
  if (absent.length > 0) throw refused(404, "iMetal.0100", `Physical servers ID not found: [${absent.join(", ")}]`);
  begin(operation, found, apis);
  return plain(202);
}

function perform(call: Call, apis: InstanceOperations): CloudResponse {
  switch (call.kind) {
    case "create":
      return create(call, apis);
    case "delete":
      begin("delete", named(call, apis.instances), apis);
      return plain(204);
    case "reinstall":
      begin("reinstall", namedInBody(call, 10, "password", apis.instances), apis);
      return plain(202);
    case "password":
      // The new password works after a reboot: neither a state nor an operation state tells of it.
      mustBeReadyFor("password", namedInBody(call, 50, "new_password", apis.instances));
      return plain(200);
    default:
      return power(call, apis);
  }
}

export function answerInstances(call: Call, apis: InstanceOperations): CloudResponse {
  try {
    return perform(call, apis);
  } catch (error) {
    if (error instanceof Refused) return error.response;
    throw error;
  }
}
