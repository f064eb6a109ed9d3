/**
 * Looks at instances of one project: looks of the same moment share requests, each owner has its turn, the endpoint's rate
 * limit is kept to, and a 429 is waited out.
 */
import type { Clock } from "../../clock";
import type { Reading } from "../../instance/status";
import { createBatching } from "./batching";
import { createDispatch } from "./dispatch";
import { createFairQueue } from "./fair-queue";
import type { Limiter } from "./limiter";
import { createListAvailability } from "./list-availability";
import { MOST_IDS_A_LIST } from "./operations";
import { createPendingRequests, type PendingRequest, type Tell } from "./pending-requests";
import type { ProjectClient } from "./project-client";

export type { Observation, Tell } from "./pending-requests";

export interface LookOptions {
  /** Who looks: each owner has its turn. */
  owner: string;
  /** Withdraws what has not been sent yet; what is under way is still answered. */
  signal?: AbortSignal;
  /**
   * Only the status API will do, whose word is surer than the list's.
   * @default false
   */
  confirm?: boolean;
  /**
   * The look before brought nothing: it goes before what its owner asked for earlier.
   * @default false
   */
  again?: boolean;
  /**
   * How old an answer may be that its owner has asked for, in milliseconds.
   * @default 0, which takes none that was asked for before now
   */
  maxAgeMs?: number;
}

export interface StatusClient {
  /** Tells what is seen of each instance as soon as its answer is there; of one that was withdrawn, why it has none. */
  look(ids: readonly string[], options: LookOptions, tell: Tell): void;
  /** The same for one instance; rejects with a {@link CloudDcError}. */
  get(id: string, options: LookOptions): Promise<Reading>;
  /** How long a look at so many instances takes at the present pace, in milliseconds. */
  roundMs(instances: number, options?: { confirm: boolean }): number;
  /** How many requests the endpoint has served so far, whoever asked. */
  served(): number;
  /** Whether the endpoint has ever answered anybody in this process. */
  hasAnswered(): boolean;
  /** How long the server still wants to be left alone, in milliseconds. */
  heldMs(): number;
  /** What somebody should be told, once: whoever takes it tells it. */
  takeWarnings(): string[];
}

export function createStatusClient(client: ProjectClient, limiter: Limiter, clock: Clock): StatusClient {
  const queue = createFairQueue<PendingRequest>();
  const list = createListAvailability(clock);
  const nextBatch = createBatching(queue, list);
  const pending = createPendingRequests({
    now: clock.now,
    lastThrottle: limiter.lastThrottle,
    enqueue(request, { owner, again }) {
      queue.add(owner, request, again ? "first" : "last");
      void pump();
    },
    drop(request) {
      queue.remove(request);
      if (queue.count(1) === 0) empty.abort();
    },
  });
  const requeue = (request: PendingRequest) => queue.add(request.owner, request, "first");
  const dispatch = createDispatch({ client, clock, list, pending, requeue, limiter });
  let pumping = false;
  /** Aborted when nothing is left in the queue: a program that nothing is left to do for must be able to end. */
  let empty = new AbortController();

  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    await clock.sleep(0); // what is asked in the same moment shall travel together
    while (queue.count(1) > 0) {
      empty = new AbortController();
      if (await limiter.admit(empty.signal)) void send();
    }
    pumping = false;
  }

  async function send(): Promise<void> {
    const batch = nextBatch();
    // Withdrawn between its turn and now.
    if (batch.length === 0) return limiter.release("unused");
    await dispatch(batch);
    if (queue.count(1) > 0) void pump();
  }

  function look(ids: readonly string[], options: LookOptions, tell: Tell) {
    const { owner, signal, confirm = false, again = false, maxAgeMs = 0 } = options;
    pending.look(ids, { owner, signal, confirm, again, askedSince: clock.now() - maxAgeMs, tell });
  }

  return {
    look,
    get: (id, options) =>
      new Promise((resolve, reject) => {
        look([id], options, (_id, seen) => ("error" in seen ? reject(seen.error) : resolve(seen)));
      }),
    roundMs(instances, { confirm } = { confirm: false }) {
      const byList = !confirm && list.isUsable();
      return limiter.durationMs(byList ? Math.ceil(instances / MOST_IDS_A_LIST) : instances);
    },
    served: limiter.served,
    hasAnswered: limiter.hasAnswered,
    heldMs: limiter.heldMs,
    takeWarnings: list.takeWarnings,
  };
}
