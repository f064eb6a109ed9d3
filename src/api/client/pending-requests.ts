/**
 * Who shares an answer: one pending request for each instance, joined by everybody who wants to know of it while it is in the
 * queue, and a cache of what came last. What was asked for earlier is only given to those for whom it was asked: another resource
 * may come after something that has changed the instance meanwhile, and only its program knows that.
 */
import { CloudDcError } from "../../errors";
import type { Reading } from "../../instance/status";
import { createCache } from "./cache";

/** What one look brought, and when it was asked for, on the clock of this process. */
export type Observation = (Reading | { error: CloudDcError }) & { askedAt: number };

export type Tell = (id: string, observation: Observation) => void;

export interface Look {
  /** Whose turn in the queue it uses. */
  readonly owner: string;
  /** Only the status API will do: its word is surer than the list's. */
  readonly confirm: boolean;
  /** It goes before what its owner asked for earlier. @default false */
  readonly again?: boolean;
  /** Answers that were asked for before this time are too old, though they were asked for this owner. */
  readonly askedSince: number;
  readonly tell: Tell;
  /** Withdraws what has not been sent yet; what is under way is still answered. */
  readonly signal?: AbortSignal | undefined;
}

export interface PendingRequest {
  readonly id: string;
  /** Who asked first: it has this one's turn. */
  readonly owner: string;
  /** Only the status API will do. */
  confirm: boolean;
  /** When it was sent; undefined while it is in the queue. */
  sentAt: number | undefined;
  /** Who waits for the answer, and what to do when it has come. */
  readonly looks: Map<Look, () => void>;
}

export interface PendingRequests {
  /** Answers from the cache, joins what is pending, and enqueues the rest. */
  look(ids: readonly string[], look: Look): void;
  /** Answers everybody who has joined. */
  settle(request: PendingRequest, observation: Observation): void;
  /** Lets go of the looks that were withdrawn while the request was under way; call it when it is back in the queue. */
  releaseWithdrawn(request: PendingRequest): void;
}

export interface Queueing {
  /** Puts it into the line of the look's owner. */
  enqueue(request: PendingRequest, look: Look): void;
  /** Nobody wants the answer any more. */
  drop(request: PendingRequest): void;
  now(): number;
  /** The 429 that everything is held by, if any. */
  lastThrottle(): CloudDcError | undefined;
}

export function createPendingRequests({ enqueue, drop, now, lastThrottle }: Queueing): PendingRequests {
  /** By what will do as an answer: anybody's word, or only the status API's. */
  const byAnyone = new Map<string, PendingRequest>();
  const byStatus = new Map<string, PendingRequest>();
  const cache = createCache<Answer>(now);

  function forget(request: PendingRequest): void {
    for (const map of [byAnyone, byStatus]) if (map.get(request.id) === request) map.delete(request.id);
  }

  function withdraw(request: PendingRequest, look: Look): void {
    if (request.sentAt !== undefined) return;
    const done = request.looks.get(look);
    if (!done) return;
    request.looks.delete(look);
    done();
    const error = lastThrottle() ?? new CloudDcError("INTERRUPTED", "the request was withdrawn before it was sent");
    look.tell(request.id, { error, askedAt: now() });
    if (request.looks.size > 0) return;
    forget(request);
    drop(request);
  }

  /** Whether what was asked for then, for these, is late enough for this look. */
  const inTime = (askedAt: number, owners: readonly string[], { owner, askedSince }: Look) =>
    askedAt >= (owners.includes(owner) ? askedSince : now());

  function cached(id: string, look: Look): Observation | undefined {
    const known = cache.get(id);
    if (known === undefined || !inTime(known.askedAt, known.owners, look)) return undefined;
    return look.confirm && "listed" in known.seen ? undefined : known.seen;
  }

  function pendingFor(id: string, look: Look): PendingRequest {
    const { owner, confirm } = look;
    const joinable = (request: PendingRequest | undefined) =>
      request !== undefined && (request.sentAt === undefined || inTime(request.sentAt, ownersOf(request), look));
    const known = [byStatus.get(id), confirm ? undefined : byAnyone.get(id)].find(joinable);
    if (known) {
      // It waits in this owner's line as well: that of a large gate may be long.
      if (known.sentAt === undefined) enqueue(known, look);
      return known;
    }
    const request: PendingRequest = { id, owner, confirm, sentAt: undefined, looks: new Map() };
    (confirm ? byStatus : byAnyone).set(id, request);
    enqueue(request, look);
    return request;
  }

  return {
    look(ids, look) {
      const joined: PendingRequest[] = [];
      let open = 0;
      const leave = () => {
        for (const request of joined) withdraw(request, look);
      };
      const done = () => {
        if (--open === 0) look.signal?.removeEventListener("abort", leave);
      };
      look.signal?.addEventListener("abort", leave);
      for (const id of ids) {
        const answer = cached(id, look);
        if (answer) {
          look.tell(id, answer);
          continue;
        }
        const request = pendingFor(id, look);
        request.looks.set(look, done);
        joined.push(request);
        open++;
      }
      if (open === 0) look.signal?.removeEventListener("abort", leave);
      else if (look.signal?.aborted) leave();
    },
    settle(request, observation) {
      forget(request);
      // An error takes away what was known before: nobody is told that again.
      if ("error" in observation) cache.forget(request.id);
      else cache.put(request.id, { seen: observation, askedAt: observation.askedAt, owners: ownersOf(request) });
      const looks = [...request.looks];
      request.looks.clear();
      for (const [look, done] of looks) {
        done();
        look.tell(request.id, observation);
      }
    },
    releaseWithdrawn(request) {
      for (const look of [...request.looks.keys()]) if (look.signal?.aborted) withdraw(request, look);
    },
  };
}

interface Answer {
  readonly seen: Observation;
  readonly askedAt: number;
  /** For whom it was asked. */
  readonly owners: readonly string[];
}

const ownersOf = ({ looks }: PendingRequest): string[] => [...looks.keys()].map(({ owner }) => owner);

/** Whether somebody still wants the answer. */
export const isWanted = ({ looks }: PendingRequest): boolean =>
  [...looks.keys()].some(({ signal }) => !signal?.aborted);
