/** The whole simulated cloud as a function of a request and the time: no sockets, no waiting, no global state. */

import { answerControl, isControl } from "./apis/control-api";
import { route } from "./apis/router";
import { createIdGenerator } from "./auth/id-generator";
import { type CloudControls, createControls } from "./controls";
import type { Fault } from "./faults/fault";
import { type Delivery, deliveryOf, faultHeaders, faultResponse, replaces } from "./faults/fault-response";
import { type Call, type CloudRequest, isCloudDc, readCall } from "./http/call";
import { type CloudResponse, serviceError } from "./http/response";
import { resolveOptions, type SimulatorOptions } from "./options";
import { type RecordedRequest, record } from "./request-log";
import { createState } from "./state";

/**
 * An answer, and what a fault wants done to it on its way out.
 *
 * @example
 * ```ts
 * const answer: simulator.CloudAnswer = simulator.createCloud().answer({ method: "GET", url: "/", headers: {}, body: "" });
 * ```
 */
export interface CloudAnswer extends CloudResponse {
  delivery: Delivery;
}

/**
 * A simulated cloud without a socket: for benchmarks and for tests in virtual time.
 *
 * @example
 * ```ts
 * const virtual: simulator.Cloud = simulator.createCloud({ instances: { "web-1": "running" } });
 * ```
 */
export interface Cloud extends CloudControls {
  /** Answers a request at once. What `delivery` asks for is the caller's to do. */
  answer(request: CloudRequest): CloudAnswer;
}

/**
 * Creates a cloud that answers requests synchronously. `port` has no meaning here.
 *
 * @throws an Error of one sentence for an option that it cannot use
 *
 * @example
 * ```ts
 * let now = 0;
 * const virtual = simulator.createCloud({ now: () => now, instances: { "web-1": "pending 3s, running" } });
 * ```
 */
export function createCloud(options: SimulatorOptions = {}): Cloud {
  const settings = resolveOptions(options);
  const { now } = settings;
  const idGenerator = createIdGenerator();
  const requests: RecordedRequest[] = [];
  const notices = new Set<string>();
  /** The same mistake is made with each request, and told once. */
  const notice = (raw: string) => {
    // It goes to terminals, and a path may hold what moves a cursor.
    const text = raw.replace(/\p{C}/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
    if (notices.has(text)) return;
    notices.add(text);
    settings.onNotice(text);
  };
  let state = createState(settings, idGenerator, notice);

  /** An answer that a fault makes up still counts against the limit, as a failing backend does at a real gateway. */
  const serveFault = (fault: Fault, call: Call): CloudResponse => {
    if (isCloudDc(call)) state.throttle.count(call.requestId);
    return faultResponse(fault, call);
  };

  /** What a request can bring about that nobody has thought of is told, and not only seen as a connection that ends. */
  const serve = (call: Call, fault: Fault | undefined): CloudResponse => {
    try {
      return fault !== undefined && replaces(fault) ? serveFault(fault, call) : route(call, state.apis, fault?.list);
    } catch (error) {
      notice(`The simulator could not answer ${call.method} ${call.path}: ${(error as Error).message}.`);
      return serviceError(500, "iMetal.0099", "Internal server error");
    }
  };

  const controls = createControls({
    settings,
    requests,
    state: () => state,
    notice,
    notices: () => [...notices],
    reset() {
      state = createState(settings, idGenerator, notice);
      requests.length = 0;
      notices.clear();
    },
  });

  const answer = (request: CloudRequest): CloudAnswer => {
    const requestId = idGenerator.requestId();
    const { serverNow } = state.credentials;
    const always = { date: new Date(serverNow()).toUTCString(), "x-request-id": requestId };
    if (isControl(request)) {
      const response = answerControl(request, controls);
      return { ...response, headers: { ...response.headers, ...always }, delivery: {} };
    }
    const call = readCall(request, requestId);
    const fault = state.faults.take(call);
    const response = serve(call, fault);
    requests.push(record(call, fault?.reset === true ? 0 : response.status, now()));
    // Not one by one, which would move all the others each time.
    if (requests.length > 2 * settings.keepRequests) requests.splice(0, requests.length - settings.keepRequests);
    return {
      ...response,
      headers: { ...response.headers, ...always, ...(fault && faultHeaders(fault, serverNow())) },
      delivery: fault === undefined ? {} : deliveryOf(fault),
    };
  };

  return { ...controls, answer };
}
