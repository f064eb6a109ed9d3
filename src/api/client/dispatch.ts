/** Sends a batch, hands its answers out, and decides what becomes of the instances that got none. */
import type { Clock } from "../../clock";
import { type CloudDcError, type ErrorCode, isCloudDcError, ResponseError } from "../../errors";
import { failureClassOf } from "../../failure-class";
import type { Reading } from "../../instance/status";
import { createInsteadOfList } from "./instead-of-list";
import { watchInterest } from "./interest";
import type { Limiter } from "./limiter";
import type { ListAvailability } from "./list-availability";
import { listStatuses, showStatus } from "./operations";
import type { PendingRequest, PendingRequests } from "./pending-requests";
import type { ProjectClient } from "./project-client";
import { createSpotCheck } from "./spot-check";

export interface DispatchContext {
  client: ProjectClient;
  clock: Clock;
  list: ListAvailability;
  pending: PendingRequests;
  /** Puts a request back to the first place of its owner's line. */
  requeue(request: PendingRequest): void;
  limiter: Limiter;
}

/** Tells the answers to those who look. */
type HandOut = () => void;

/** Never rejects: what goes wrong is told to those who look. */
export type Dispatch = (batch: readonly PendingRequest[]) => Promise<void>;

/** Refusals of a list that may be for one of its ids, or for what the list made of them: the status API can tell. */
const MAY_BE_THE_LIST: readonly ErrorCode[] = [
  "INSTANCE_NOT_FOUND",
  "BAD_REQUEST",
  "MALFORMED_ANSWER",
  "UNEXPECTED_ANSWER",
];
/** Those among them that may be an accident of one answer. */
const MAY_BE_AN_ACCIDENT: readonly ErrorCode[] = ["MALFORMED_ANSWER", "UNEXPECTED_ANSWER"];
/** Refusals that are for the list as such. */
const NO_LIST: readonly ErrorCode[] = ["FORBIDDEN", "WRONG_ENDPOINT"];

export function createDispatch({ client, clock, list, pending, requeue, limiter }: DispatchContext): Dispatch {
  const insteadOfList = createInsteadOfList(list);
  const spotCheck = createSpotCheck(clock, pending);
  const repeated = new WeakSet<PendingRequest>();

  function again(request: PendingRequest): void {
    request.sentAt = undefined;
    requeue(request);
    pending.releaseWithdrawn(request);
  }

  function askStatusApi(requests: readonly PendingRequest[]): void {
    for (const request of requests) {
      request.confirm = true;
      again(request);
    }
  }

  /** Asks the list once more: a hundred requests to the status API instead may use up a whole window of the rate limit. */
  function repeatOnce(requests: readonly PendingRequest[]): void {
    for (const request of requests) {
      repeated.add(request);
      again(request);
    }
  }

  async function one(request: PendingRequest, askedAt: number, signal: AbortSignal): Promise<HandOut> {
    try {
      const reading: Reading = await showStatus(client, request.id, signal);
      return () => {
        insteadOfList.answered(request);
        pending.settle(request, { ...reading, askedAt });
      };
    } catch (error) {
      insteadOfList.answered(request, error);
      throw error;
    }
  }

  async function many(batch: readonly PendingRequest[], askedAt: number, signal: AbortSignal): Promise<HandOut> {
    const { readings, hasMore } = await listStatuses(
      client,
      batch.map(({ id }) => id),
      signal,
    );
    return () => handOutMany(batch, { readings, hasMore }, askedAt);
  }

  function handOutMany(
    batch: readonly PendingRequest[],
    { readings, hasMore }: Awaited<ReturnType<typeof listStatuses>>,
    askedAt: number,
  ): void {
    if (readings.size > 0) list.answered();
    const outOfDate = spotCheck(batch, readings, askedAt);
    for (const { id } of outOfDate) list.outOfDate(id);
    askStatusApi(outOfDate);
    const leftOut: PendingRequest[] = [];
    for (const request of batch) {
      const reading = readings.get(request.id);
      if (!reading) leftOut.push(request);
      else if (!outOfDate.includes(request)) pending.settle(request, { ...reading, askedAt });
    }
    // A page that brings news is worth another one; pages that lead nowhere must not be asked for ever.
    if (hasMore && readings.size > 0) for (const request of leftOut) again(request);
    else {
      if (readings.size > 0) insteadOfList.leftOut(leftOut);
      else insteadOfList.failed(leftOut, "knows none of them, though the status API does");
      askStatusApi(leftOut);
    }
  }

  function setBack(batch: readonly PendingRequest[], error: unknown, askedAt: number): void {
    const isList = batch.length > 1;
    const { code, message } = error as CloudDcError;
    const failed = (requests: readonly PendingRequest[], why: string) => {
      insteadOfList.failed(requests, `${why}, though the status API answers: ${message}`);
      askStatusApi(requests);
    };
    if (code === "THROTTLED") {
      const probe = isList && list.throttled() ? batch.slice(0, 1) : [];
      failed(probe, "was throttled again and again");
      for (const request of batch.slice(probe.length)) again(request);
    } else if (isList && NO_LIST.includes(code)) {
      list.refused(`was refused: ${message}`);
      for (const request of batch) again(request);
    } else if (isList && MAY_BE_THE_LIST.includes(code)) {
      const first = MAY_BE_AN_ACCIDENT.includes(code) ? batch.filter((request) => !repeated.has(request)) : [];
      failed(
        batch.filter((request) => !first.includes(request)),
        "failed",
      );
      repeatOnce(first);
    } else {
      // One asks the status API, to find out whether only the list is down; an outage must not multiply the requests.
      const probe = isList && isCloudDcError(error) && failureClassOf(code) === "retry" ? batch.slice(0, 1) : [];
      failed(probe, "failed");
      for (const request of batch.slice(probe.length))
        pending.settle(request, { error: error as CloudDcError, askedAt });
    }
  }

  return async (batch) => {
    const askedAt = clock.now();
    for (const request of batch) request.sentAt = askedAt;
    const wanted = watchInterest(batch);
    const [first] = batch;
    const answers =
      first && batch.length === 1 ? one(first, askedAt, wanted.signal) : many(batch, askedAt, wanted.signal);
    // The pace knows of the answer before anybody judges by it how old that may be.
    const handOut = await answers.then(
      (tell) => {
        limiter.release("answered");
        return tell;
      },
      (error) => {
        limiter.release(error instanceof ResponseError && error.code === "THROTTLED" ? error : "failed");
        return () => setBack(batch, error, askedAt);
      },
    );
    wanted.close();
    handOut();
  };
}
