/** What a test, a script or a person can do to a simulated cloud while it runs, the same with and without a socket. */

import type { Fault } from "./faults/fault";
import type { TimelineStart } from "./instances/instances";
import { oddStates } from "./instances/known-states";
import { isAllowed, OPERATIONS, type Operation, type OperationTimelines } from "./instances/operations";
import { readTimeline, type Timeline } from "./instances/timeline";
import type { Settings } from "./options";
import { type Snapshot, takeSnapshot } from "./page/snapshot";
import type { RecordedRequest } from "./request-log";
import type { State } from "./state";
import type { Limit } from "./throttle";

/**
 * The controls of a simulated cloud. Each throws an Error of one sentence if it cannot do what is asked.
 *
 * @example
 * ```ts
 * const controls: simulator.CloudControls = cloud;
 * controls.put("web-1", "pending 3s, running");
 * ```
 */
export interface CloudControls {
  /** Region that the cloud plays. */
  readonly region: string;
  /** Id of its main project. */
  readonly projectId: string;
  /** Every request since the start or the last reset, in order; the simulator's own controls are not among them. */
  readonly requests: readonly RecordedRequest[];
  /** Creates an instance, or gives it another timeline, which starts now unless `start` says otherwise. */
  put(id: string, timeline: Timeline, start?: TimelineStart): void;
  /** Removes an instance: the status API then answers 404 `iMetal.0200`. */
  remove(id: string): void;
  /** Performs an operation on an instance as CloudDC's API, or its console, would. */
  perform(id: string, operation: Operation): void;
  /** Sets the timelines that later operations lead to. */
  operations(timelines: OperationTimelines): void;
  /** Adds a fault for the next requests. */
  fault(fault: Fault): void;
  /** Cancels the faults that have not happened yet. */
  clearFaults(): void;
  /** Sets the request limit of the CloudDC API with a fresh window, or lifts it. */
  limit(limit: Limit | undefined): void;
  /** Sets how far the list is behind the status API, in milliseconds; 0 ends the lag. */
  listLag(lagMs: number): void;
  /** False: ListInstances answers 403 `iMetal.0004`. */
  allowList(allowed: boolean): void;
  /** False: the status API answers 403 `iMetal.0004` with an `encoded_authorization_message`. */
  allowStatus(allowed: boolean): void;
  /** False: IAM answers 403 to every request to act as an agency. */
  allowAgency(allowed: boolean): void;
  /** Makes a token invalid, as a changed password does. */
  revokeToken(token: string): void;
  /** Makes every token known so far invalid, fixed ones included, as changed permissions do; IAM goes on issuing new ones. */
  revokeTokens(): void;
  /** Makes every temporary key given out so far invalid; the metadata service and agencies go on giving out new ones. */
  revokeKeys(): void;
  /** Ends the lifetime of every token known so far, fixed ones included; IAM goes on issuing new ones. */
  expireTokens(): void;
  /** Sets how far the server's clock is ahead of `now`, in milliseconds. */
  clockOffset(offsetMs: number): void;
  /** What the page shows at this moment: instances with all that they went through, traffic, faults. Starts no timeline. */
  snapshot(): Snapshot;
  /** Resets everything to the start: instances, faults, limit, tokens, keys, permissions, and the log. */
  reset(): void;
}

export interface Controlled {
  settings: Settings;
  requests: readonly RecordedRequest[];
  /** The state of the moment, which a reset replaces. */
  state(): State;
  notice(text: string): void;
  notices(): string[];
  reset(): void;
}

const MAX_OFFSET_MS = 1_000 * 365 * 24 * 3_600_000;

export function createControls({ settings, requests, state, notice, notices, reset }: Controlled): CloudControls {
  return {
    region: settings.region,
    projectId: settings.projectId,
    requests,
    put(id, timeline, start) {
      state().instances.put(id, timeline, start);
      for (const odd of oddStates(readTimeline(timeline))) notice(`The timeline of ${id} ${odd}.`);
    },
    remove: (id) => state().instances.remove(id),
    perform(id, operation) {
      const { instances, operations } = state();
      const instance = instances.find(id);
      if (instance === undefined) throw new Error(`There is no instance ${id}.`);
      if (!OPERATIONS.includes(operation))
        throw new Error(`"${operation}" is not an operation; the operations are ${OPERATIONS.join(", ")}.`);
      if (!isAllowed(operation, instance.step))
        throw new Error(`Instance ${id} is ${instance.step.state ?? "without a state"}, which allows no ${operation}.`);
      instances.put(id, operations.next(operation));
    },
    operations: (timelines) => state().operations.set(timelines),
    fault: (fault) => state().faults.add(fault),
    clearFaults: () => state().faults.clear(),
    limit: (limit) => state().throttle.set(limit),
    listLag(lagMs) {
      if (!(lagMs >= 0)) throw new Error(`The lag of the list must be a number of milliseconds, not ${lagMs}.`);
      state().apis.clouddc.list.lagMs = lagMs;
    },
    allowList(allowed) {
      state().apis.clouddc.allowed.list = allowed;
    },
    allowStatus(allowed) {
      state().apis.clouddc.allowed.status = allowed;
    },
    allowAgency(allowed) {
      state().apis.iam.allowed = allowed;
    },
    revokeToken: (token) => state().credentials.tokens.revoke(token),
    revokeTokens: () => state().credentials.tokens.revokeAll(),
    revokeKeys: () => state().credentials.keys.revokeTemporary(),
    expireTokens: () => state().credentials.tokens.expireAll(),
    clockOffset(offsetMs) {
      // Dates end about 275,000 years from 1970, and every answer carries one.
      if (!(Math.abs(offsetMs) <= MAX_OFFSET_MS))
        throw new Error(
          `The offset of the clock must be a number of milliseconds, at most a thousand years, not ${offsetMs}.`,
        );
      state().clockOffsetMs = offsetMs;
    },
    snapshot: () => takeSnapshot({ settings, state: state(), requests, notices: notices() }),
    reset,
  };
}
