/** Sends a batch, hands its answers out, and decides what becomes of the instances that got none. */
import type { Clock } from "../../clock";
import { type CloudDcError, type ErrorCode, isCloudDcError, ResponseError } from "../../errors";
import { failureClassOf } from "../../failure-class";
import type { Reading } from "../../instance/status";
import type { Limiter } from "./limiter";
import type { ListAvailability } from "./list-availability";
import { listStatuses, showStatus } from "./operations";
import { isWanted, type PendingRequest, type PendingRequests } from "./pending-requests";
import type { ProjectClient } from "./project-client";

export interface DispatchContext {
  client: ProjectClient;
  clock: Clock;
  list: ListAvailability;
  pending: PendingRequests;
  /** Puts a request back to the first place of its owner's line. */
  requeue(request: PendingRequest): void;
  limiter: Limiter;
}

/** Never rejects: what goes wrong is told to those who look. */
export type Dispatch = (batch: readonly PendingRequest[]) => Promise<void>;

/** Why the status API is asked about an instance that the list was asked about. */
interface InsteadOfList {
  readonly why: string;
  /** Whether the list is at fault if the status API answers; else it may be this instance. */
  blamesList: boolean;
  /** The list answered for others. */
  readonly leftOut: boolean;
}

/** Refusals of a list that may be for one of its ids, or for what the list made of them: the status API can tell. */
const MAY_BE_THE_LIST: readonly ErrorCode[] = [
  "INSTANCE_NOT_FOUND",
  "BAD_REQUEST",
  "MALFORMED_ANSWER",
  "UNEXPECTED_ANSWER",
];
/** Refusals that are for the list as such. */
const NO_LIST: readonly ErrorCode[] = ["FORBIDDEN", "WRONG_ENDPOINT"];
/** What the status API says of an id that no list can answer for. */
const UNLISTABLE: readonly ErrorCode[] = ["INSTANCE_NOT_FOUND", "BAD_REQUEST"];

export function createDispatch({ client, clock, list, pending, requeue, limiter }: DispatchContext): Dispatch {
  const insteadOfList = new WeakMap<PendingRequest, InsteadOfList>();

  function again(request: PendingRequest): void {
    request.sentAt = undefined;
    requeue(request);
    pending.releaseWithdrawn(request);
  }

  function askStatusApi(requests: readonly PendingRequest[], why: string, leftOut = false): void {
    const reason: InsteadOfList = { why, blamesList: !leftOut, leftOut };
    for (const request of requests) {
      insteadOfList.set(request, reason);
      request.confirm = true;
      again(request);
    }
  }

  async function one(request: PendingRequest, askedAt: number, signal: AbortSignal): Promise<void> {
    const reason = insteadOfList.get(request);
    try {
      const reading: Reading = await showStatus(client, request.id, signal);
      if (reason?.blamesList) {
        reason.blamesList = false; // once for all instances of that list
        list.failed(reason.why);
      } else if (reason?.leftOut) list.avoid(request.id);
      pending.settle(request, { ...reading, askedAt });
    } catch (error) {
      if (reason && isCloudDcError(error) && UNLISTABLE.includes(error.code)) {
        reason.blamesList = false;
        list.avoid(request.id);
      }
      throw error;
    }
  }

  async function many(batch: readonly PendingRequest[], askedAt: number, signal: AbortSignal): Promise<void> {
    const { readings, hasMore } = await listStatuses(
      client,
      batch.map(({ id }) => id),
      signal,
    );
    if (readings.size > 0) list.answered();
    const leftOut: PendingRequest[] = [];
    for (const request of batch) {
      const reading = readings.get(request.id);
      if (reading) pending.settle(request, { ...reading, askedAt });
      else leftOut.push(request);
    }
    // A page that brings news is worth another one; pages that lead nowhere must not be asked for ever.
    if (hasMore && readings.size > 0) for (const request of leftOut) again(request);
    else askStatusApi(leftOut, "knows none of them, though the status API does", readings.size > 0);
  }

  function setBack(batch: readonly PendingRequest[], error: unknown, askedAt: number): void {
    const isList = batch.length > 1;
    const code = isCloudDcError(error) ? error.code : undefined;
    if (code === "THROTTLED") for (const request of batch) again(request);
    else if (isList && code && NO_LIST.includes(code)) {
      list.refused(`was refused: ${(error as CloudDcError).message}`);
      for (const request of batch) again(request);
    } else if (isList && code && MAY_BE_THE_LIST.includes(code))
      askStatusApi(batch, `failed, though the status API answers: ${(error as CloudDcError).message}`);
    else {
      // One asks the status API, to find out whether only the list is down; an outage must not multiply the requests.
      const probe = isList && code && failureClassOf(code) === "retry" ? batch.slice(0, 1) : [];
      askStatusApi(probe, `failed, though the status API answers: ${(error as Error).message}`);
      for (const request of batch.slice(probe.length))
        pending.settle(request, { error: error as CloudDcError, askedAt });
    }
  }

  return async (batch) => {
    const askedAt = clock.now();
    for (const request of batch) request.sentAt = askedAt;
    const wanted = watchInterest(batch);
    try {
      if (batch.length > 1) await many(batch, askedAt, wanted.signal);
      else for (const request of batch) await one(request, askedAt, wanted.signal);
      limiter.release("answered");
    } catch (error) {
      limiter.release(error instanceof ResponseError && error.code === "THROTTLED" ? error : "failed");
      setBack(batch, error, askedAt);
    } finally {
      wanted.close();
    }
  };
}

/** A signal that is aborted when nobody wants any answer of the batch any more. */
function watchInterest(batch: readonly PendingRequest[]) {
  const unwanted = new AbortController();
  const look = () => void (batch.some(isWanted) || unwanted.abort());
  const signals = new Set(batch.flatMap(({ looks }) => [...looks.keys()].flatMap(({ signal }) => signal ?? [])));
  for (const signal of signals) signal.addEventListener("abort", look);
  return {
    signal: unwanted.signal,
    close() {
      for (const signal of signals) signal.removeEventListener("abort", look);
    },
  };
}
