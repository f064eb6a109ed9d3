/** The handles of a simulated cloud, the same with and without a socket. */

import type { Fault } from "../faults/fault";
import type { TimelineStart } from "../instances/instances";
import type { OperationTimelines } from "../instances/operations";
import type { Timeline } from "../instances/timeline";
import type { RecordedRequest } from "../request-log";
import type { Limit } from "../throttle";

/** What a test or a script can do to a simulated cloud while it runs. */
export interface CloudControls {
  /** Region that the cloud plays. */
  readonly region: string;
  /** Id of its main project. */
  readonly projectId: string;
  /** Every request so far, in order; the simulator's own controls are not among them. */
  readonly requests: readonly RecordedRequest[];
  /** Creates an instance, or lets it go through another timeline, which starts now unless it is told to wait for a look-up. */
  put(id: string, timeline: Timeline, start?: TimelineStart): void;
  /** Takes an instance away: the status API then answers 404 `iMetal.0200`. */
  remove(id: string): void;
  /** Sets what instances go through after operations to come. */
  operations(timelines: OperationTimelines): void;
  /** Orders a fault for requests to come. */
  fault(fault: Fault): void;
  /** Takes back the faults that have not happened yet. */
  clearFaults(): void;
  /** Sets the request limit of the CloudDC API with a fresh window, or lifts it. */
  limit(limit: Limit | undefined): void;
  /** Sets how far the list is behind the status API, in milliseconds; 0 ends the disagreement. */
  listLag(lagMs: number): void;
  /** False: ListInstances answers 403 `iMetal.0004`. */
  allowList(allowed: boolean): void;
  /** False: the status API answers 403 `iMetal.0004` with an `encoded_authorization_message`. */
  allowStatus(allowed: boolean): void;
  /** False: IAM answers 403 to whoever wants to act as an agency. */
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
}
