/** Why the status API is asked about an instance that the list was asked about, and what its answer says of the list. */
import { type ErrorCode, isCloudDcError } from "../../errors";
import type { ListAvailability } from "./list-availability";
import type { PendingRequest } from "./pending-requests";

export interface InsteadOfList {
  /** The list brought nothing: if the status API answers, the list is at fault, once for all instances that it was asked about. */
  failed(requests: readonly PendingRequest[], why: string): void;
  /** The list answered for others: if the status API answers, this instance is one that the list does not know. */
  leftOut(requests: readonly PendingRequest[]): void;
  /** The status API has answered, or refused. */
  answered(request: PendingRequest, error?: unknown): void;
}

/** One object for all instances of a list. */
interface Reason {
  /** What is said of the list that is at fault; absent where it only left something out. */
  readonly why?: string;
  /** Whether the fault has been found, at the list or at one of its ids. */
  isFound: boolean;
}

/** What the status API says of an id that no list can answer for. */
const UNLISTABLE: readonly ErrorCode[] = ["INSTANCE_NOT_FOUND", "BAD_REQUEST"];

export function createInsteadOfList(list: ListAvailability): InsteadOfList {
  const reasons = new WeakMap<PendingRequest, Reason>();
  const remember = (requests: readonly PendingRequest[], reason: Reason) => {
    for (const request of requests) reasons.set(request, reason);
  };

  return {
    failed: (requests, why) => remember(requests, { why, isFound: false }),
    leftOut: (requests) => remember(requests, { isFound: false }),
    answered(request, error) {
      const reason = reasons.get(request);
      reasons.delete(request);
      if (reason === undefined) return;
      const isUnlistable = isCloudDcError(error) && UNLISTABLE.includes(error.code);
      // Any other failure, a 429 of the status API among them, says nothing of the list.
      if (error !== undefined && !isUnlistable) return;
      if (isUnlistable || reason.why === undefined) list.avoid(request.id);
      else if (!reason.isFound) list.failed(reason.why);
      reason.isFound = true;
    },
  };
}
