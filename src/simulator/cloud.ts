/** The whole simulated cloud as a function of a request and the time: no sockets, no waiting, no global state. */

import type { CloudDc } from "./apis/clouddc-api";
import { answerControl, isControl } from "./apis/control-api";
import type { CloudControls } from "./apis/controls";
import type { Iam } from "./apis/iam-api";
import { createMetadata } from "./apis/metadata-api";
import { route } from "./apis/router";
import { createAccessKeys } from "./auth/access-keys";
import { createIdGenerator } from "./auth/id-generator";
import { createTokens } from "./auth/tokens";
import type { Fault } from "./faults/fault";
import { createFaultQueue } from "./faults/fault-queue";
import { type Delivery, deliveryOf, faultHeaders, faultResponse, replaces } from "./faults/fault-response";
import { type Call, type CloudRequest, isCloudDc, readCall } from "./http/call";
import type { CloudResponse } from "./http/response";
import { createInstances } from "./instances/instances";
import { createOperations } from "./instances/operations";
import { projectsOf, resolveOptions, type SimulatorOptions } from "./options";
import { type RecordedRequest, record } from "./request-log";
import { createThrottle } from "./throttle";

/** An answer, and what a fault wants done to it on its way out. */
export interface CloudAnswer extends CloudResponse {
  delivery: Delivery;
}

/** A simulated cloud without a socket: for benchmarks and for tests in virtual time. */
export interface Cloud extends CloudControls {
  /** Answers a request at once. What `delivery` asks for is the caller's to do. */
  answer(request: CloudRequest): CloudAnswer;
}

/** Creates a cloud that answers requests synchronously. `port` has no meaning here. */
export function createCloud(options: SimulatorOptions = {}): Cloud {
  const settings = resolveOptions(options);
  const { now, region, projectId } = settings;
  let offsetMs = settings.clockOffsetMs;
  const serverNow = () => now() + offsetMs;

  const idGenerator = createIdGenerator();
  const projects = projectsOf(settings);
  const issuing = { tokenLength: settings.tokenLength, uses: settings.credentialUses };
  const keys = createAccessKeys(settings.accessKeys, issuing, idGenerator, now, serverNow);
  const credentials = {
    tokens: createTokens(settings.tokens, projects[0], issuing, idGenerator, serverNow),
    keys,
    serverNow,
  };
  const instances = createInstances(now);
  for (const [id, timeline] of Object.entries(settings.instances)) instances.put(id, timeline, settings.timelinesStart);
  const operations = createOperations(settings.operations);
  const throttle = createThrottle(now, serverNow, settings.limit);
  const faults = createFaultQueue();
  const metadata = createMetadata(settings.metadata, settings.metadataKeyLifetimeMs, keys, idGenerator, serverNow);
  const clouddc: CloudDc = {
    region,
    projects,
    instances,
    operations,
    credentials,
    throttle,
    allowed: { status: true, list: true },
    list: {
      oldVocabulary: settings.oldListVocabulary,
      pageSize: settings.pageSize,
      lagMs: settings.listLagMs,
    },
  };
  const iam: Iam = {
    users: settings.users,
    agencies: settings.agencies,
    allowed: true,
    projects,
    tokenLifetimeMs: settings.tokenLifetimeMs,
    credentials,
  };
  const requests: RecordedRequest[] = [];

  /** An answer that a fault makes up still counts against the limit, as a failing backend does at a real gateway. */
  const serveFault = (fault: Fault, call: Call): CloudResponse => {
    if (isCloudDc(call)) throttle.count(call.requestId);
    return faultResponse(fault, call);
  };

  const controls: CloudControls = {
    region,
    projectId,
    requests,
    put: (id, timeline, start) => instances.put(id, timeline, start),
    remove: instances.remove,
    operations: operations.set,
    fault: faults.add,
    clearFaults: faults.clear,
    limit: throttle.set,
    listLag(lagMs) {
      if (!(lagMs >= 0)) throw new Error(`The lag of the list is a number of milliseconds, not ${lagMs}.`);
      clouddc.list.lagMs = lagMs;
    },
    allowList(allowed) {
      clouddc.allowed.list = allowed;
    },
    allowStatus(allowed) {
      clouddc.allowed.status = allowed;
    },
    allowAgency(allowed) {
      iam.allowed = allowed;
    },
    revokeToken: credentials.tokens.revoke,
    revokeTokens: credentials.tokens.revokeAll,
    revokeKeys: keys.revokeTemporary,
    expireTokens: credentials.tokens.expireAll,
    clockOffset(next) {
      offsetMs = next;
    },
  };

  const answer = (request: CloudRequest): CloudAnswer => {
    const requestId = idGenerator.requestId();
    const always = { date: new Date(serverNow()).toUTCString(), "x-request-id": requestId };
    if (isControl(request)) {
      const response = answerControl(request, controls);
      return { ...response, headers: { ...response.headers, ...always }, delivery: {} };
    }
    const call = readCall(request, requestId);
    const fault = faults.take(call);
    const response =
      fault !== undefined && replaces(fault)
        ? serveFault(fault, call)
        : route(call, { clouddc, iam, metadata }, fault?.list);
    requests.push(record(call, fault?.reset === true ? 0 : response.status, now()));
    return {
      ...response,
      headers: { ...response.headers, ...always, ...(fault && faultHeaders(fault, serverNow())) },
      delivery: fault === undefined ? {} : deliveryOf(fault),
    };
  };

  return { ...controls, answer };
}
