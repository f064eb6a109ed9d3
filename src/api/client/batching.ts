/** What travels together: many requests of the same moment as one list request, the others one by one. */
import type { FairQueue } from "./fair-queue";
import type { ListAvailability } from "./list-availability";
import { MOST_IDS_A_LIST } from "./operations";
import type { PendingRequest } from "./pending-requests";

/** Up to so many at once the status API is asked, until the list has answered once. */
const HANDFUL = 5;

/** Takes the next batch out of the queue: one request for the status API, or up to a hundred for a list. */
export function createBatching(queue: FairQueue<PendingRequest>, list: ListAvailability): () => PendingRequest[] {
  let afterList = false;
  const listable = ({ id, confirm }: PendingRequest) => !confirm && list.covers(id);
  const unlistable = (request: PendingRequest) => !listable(request);

  return () => {
    const few = list.hasAnswered() ? 1 : HANDFUL;
    const many = list.isUsable() && queue.count(few + 1, listable) > few;
    // Alternate, so that list requests do not starve what only the status API can answer.
    const asList = many && !(afterList && queue.count(1, unlistable) > 0);
    afterList = asList;
    return asList ? queue.take(MOST_IDS_A_LIST, listable) : queue.take(1, many ? unlistable : undefined);
  };
}
