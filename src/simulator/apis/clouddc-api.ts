/** The CloudDC API's front: who may ask about which project, then ShowInstanceStatus. */

import { authenticate, type Credentials, isRefusal } from "../auth/authenticate";
import type { Caller } from "../auth/tokens";
import type { ListFlaw } from "../faults/fault";
import type { Call } from "../http/call";
import { type CloudResponse, gatewayError, json, serviceError } from "../http/response";
import type { Project } from "../options";
import type { Throttle } from "../throttle";
import { answerInstances, type InstanceOperations } from "./instance-api";
import { type ListSettings, listInstances } from "./list-api";

export interface CloudDc extends InstanceOperations {
  region: string;
  projects: readonly Required<Project>[];
  credentials: Credentials;
  throttle: Throttle;
  allowed: { status: boolean; list: boolean };
  list: ListSettings;
  notice: (text: string) => void;
}

const forbidden = (more: object = {}, reason = "") =>
  serviceError(403, "iMetal.0004", `Insufficient permissions${reason}`, more);

function showStatus(call: Call, cloud: CloudDc): CloudResponse {
  if (!cloud.allowed.status)
    return forbidden({ encoded_authorization_message: Buffer.from("clouddc:instance:get").toString("base64") });
  const [id = ""] = call.ids;
  const instance = cloud.instances.find(id);
  if (instance === undefined) return serviceError(404, "iMetal.0200", `Instances not found: [${id}]`);
  const { state, operationState, error } = instance.step;
  return json(200, { state, operation_state: operationState, error });
}

/** Why a request may not see its project; undefined where it may. */
function wrongProject(call: Call, caller: Caller, { projects, region }: CloudDc): string | undefined {
  const { projectId } = call;
  const played = projects.filter((project) => project.region === region).map(({ id }) => id);
  if (!played.includes(projectId)) return `the simulator plays project ${played.join(" and ")}, not ${projectId}`;
  if (caller.by === "token" && caller.project?.id !== projectId)
    return `the token is for ${caller.project === undefined ? "no project" : `project ${caller.project.id}`}, not for ${projectId}`;
  const named = call.headers["x-project-id"] ?? projectId;
  return named === projectId ? undefined : `the path names project ${projectId}, and X-Project-Id ${named}`;
}

/**
 * A key is an account's and opens every project of the region; a token opens its own. For another project Huawei's pages name no
 * answer, so it is the one 403 that CloudDC documents. A token of another region is the gateway's APIGW.0307.
 */
export function answerCloudDc(call: Call, cloud: CloudDc, flaw: ListFlaw | undefined): CloudResponse {
  const caller = authenticate(call, cloud.credentials);
  if (isRefusal(caller)) return gatewayError(401, caller.code, caller.message, call.requestId);
  if (caller.project !== undefined && caller.project.region !== cloud.region)
    return gatewayError(401, "APIGW.0307", "The token must be updated.", call.requestId);

  const throttled = cloud.throttle.count(call.requestId);
  if (throttled !== undefined) return throttled;

  const wrong = wrongProject(call, caller, cloud);
  if (wrong !== undefined) {
    // Whoever develops against a simulator has mixed up settings, and not permissions.
    cloud.notice(`A request was refused: ${wrong}.`);
    return forbidden({}, `: ${wrong}`);
  }
  if (call.kind === "status") return showStatus(call, cloud);
  if (call.kind === "list")
    return cloud.allowed.list ? listInstances(call, cloud.instances, cloud.list, flaw) : forbidden();
  return answerInstances(call, cloud);
}
