/**
 * All questions of this process to one project, under one rate budget. Questions of the same moment travel together in a
 * list request, the same question is asked once, each asker has its turn, and a 429 holds everybody.
 */
import type { Clock } from "../../clock";
import { type CloudDcError, type ErrorCode, ResponseError } from "../../errors";
import type { Reading } from "../../instance/status";
import { createFairQueue } from "./fair-queue";
import { listStatuses, MOST_IDS_A_LIST, showStatus } from "./operations";
import { createPendingRequest, type PendingRequest } from "./pending-request";
import type { ProjectClient } from "./project-client";
import { afterAnswer, afterSending, afterThrottle, FRESH_RATE_LIMIT, type RateLimit } from "./rate-limit";

export interface GetOptions {
  /** Who asks: each has its turn. */
  asker: string;
  /** Takes the question back, as long as it has not been sent. */
  signal?: AbortSignal;
  /** Only the status API will do, which knows more surely than the list. */
  sure?: boolean;
  /** How old an answer may be that somebody got before, in milliseconds; 0 asks afresh. */
  maxAgeMs?: number;
}

export interface StatusClient {
  /** What the API says of an instance; rejects with a {@link CloudDcError}. A 429 is waited out. */
  ask(id: string, options: GetOptions): Promise<Reading>;
  /** How long a look at so many instances takes at the present pace, in milliseconds. */
  roundMs(instances: number): number;
  /** What somebody should be told, once: whoever takes it tells it. */
  takeNotices(): string[];
}

/**
 * Up to so many questions at once the status API is asked, until the list has answered once: a stack with few instances
 * needs no permission to list.
 */
const HANDFUL = 5;
const MOST_AT_ONCE = 8;

export function createStatusClient(session: ProjectClient, clock: Clock): StatusClient {
  const turns = createFairQueue<PendingRequest>();
  const open = new Map<string, PendingRequest>();
  const recent = new Map<string, { at: number; sighting: Reading }>();
  const notices: string[] = [];
  let pace: RateLimit = FRESH_RATE_LIMIT;
  /** The 429 that everybody is held by: also a question that was never sent knows why there is no answer. */
  let holder: CloudDcError | undefined;
  let underWay = 0;
  let pumping = false;
  let listing = true;
  let listed = false;
  /** One request at a time until the credentials have proved good: five refusals at once would lock the key. */
  let proven = false;
  let wake = new AbortController();

  let afterList = false;
  const listable = (question: PendingRequest) => !question.sure;
  const unlistable = (question: PendingRequest) => question.sure;

  function nextBatch(): PendingRequest[] {
    const few = listed ? 1 : HANDFUL;
    const many = listing && turns.count(few + 1, listable) > few;
    // In turns, or a fleet's lists would keep waiting what only the status API can answer.
    const list = many && !(afterList && turns.count(1, unlistable) > 0);
    afterList = list;
    const batch = list ? turns.take(MOST_IDS_A_LIST, listable) : turns.take(1, many ? unlistable : undefined);
    for (const question of batch) question.queued = false;
    return batch;
  }

  function enqueue(question: PendingRequest, place: "first" | "last"): void {
    question.queued = true;
    turns.add(question.asker, question, place);
  }

  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    await clock.sleep(0); // what is asked in the same moment shall travel together
    while (turns.count(1) > 0) {
      const pause = pace.nextAt - clock.now();
      if (underWay >= (proven ? MOST_AT_ONCE : 1) || pause > 0) {
        wake = new AbortController();
        await clock.sleep(pause > 0 ? pause : Number.MAX_SAFE_INTEGER, wake.signal);
        continue;
      }
      const batch = nextBatch();
      pace = afterSending(pace, clock.now());
      underWay++;
      void send(batch).finally(() => {
        underWay--;
        wake.abort();
      });
    }
    pumping = false;
  }

  async function send(batch: readonly PendingRequest[]): Promise<void> {
    const [only] = batch;
    try {
      if (batch.length === 1 && only) answered(only, await showStatus(session, only.id));
      else {
        const sightings = await listStatuses(
          session,
          batch.map(({ id }) => id),
        );
        listed = true;
        for (const question of batch) {
          const sighting = sightings.get(question.id);
          if (sighting) answered(question, { ...sighting, listed: true });
          else again(question, { sure: true });
        }
      }
      proven = true;
      pace = afterAnswer(pace);
      holder = undefined;
    } catch (error) {
      setBack(batch, error);
    }
    if (turns.count(1) > 0) void pump();
  }

  function setBack(batch: readonly PendingRequest[], error: unknown): void {
    if (error instanceof ResponseError && error.code === "THROTTLED") {
      proven = true;
      pace = afterThrottle(pace, error, clock.now(), clock.random);
      holder = error;
      for (const question of open.values()) question.setback = error;
      for (const question of batch) again(question, { setback: error });
    } else if (batch.length > 1 && error instanceof ResponseError && ABOUT_ONE.includes(error.code)) {
      // One of a hundred ids may be what the list cannot answer for: each gets an answer of its own.
      for (const question of batch) again(question, { sure: true });
    } else if (batch.length > 1 && error instanceof ResponseError && NO_LIST.includes(error.code)) {
      if (listing)
        notices.push(`instances are looked at one by one, which is slower, for the list was refused: ${error.message}`);
      listing = false;
      for (const question of batch) again(question, {});
    } else {
      for (const question of batch) settled(question, Promise.reject(error));
    }
  }

  function again(question: PendingRequest, change: { sure?: boolean; setback?: CloudDcError }): void {
    Object.assign(question, change);
    enqueue(question, "first");
    question.releaseLeavers();
  }

  function answered(question: PendingRequest, sighting: Reading): void {
    recent.set(question.id, { at: clock.now(), sighting });
    settled(question, Promise.resolve(sighting));
  }

  /** Nobody wants the answer any more. */
  function drop(question: PendingRequest): void {
    turns.remove(question);
    if (turns.count(1) === 0) wake.abort(); // a program that nothing is left to do for must be able to end
    if (open.get(question.id) === question) open.delete(question.id);
  }

  function settled(question: PendingRequest, result: Promise<Reading>): void {
    if (open.get(question.id) === question) open.delete(question.id);
    question.settle(result);
  }

  function pose(id: string, asker: string, sure: boolean): PendingRequest {
    const question = createPendingRequest(id, asker, sure);
    if (holder) question.setback = holder;
    open.set(id, question);
    enqueue(question, "last");
    void pump();
    return question;
  }

  return {
    ask(id, { asker, signal, sure = false, maxAgeMs = 0 }) {
      const known = recent.get(id);
      if (known && clock.now() - known.at < maxAgeMs) return Promise.resolve(known.sighting);
      const posed = open.get(id);
      const question = posed && (posed.sure || !sure) ? posed : pose(id, asker, sure);
      return question.join(signal, () => drop(question));
    },
    roundMs: (instances) => Math.ceil(listing ? instances / MOST_IDS_A_LIST : instances) * pace.spacingMs,
    takeNotices: () => notices.splice(0),
  };
}

/** Refusals of a list that may be for one of its ids, and those that are for all of it. */
const ABOUT_ONE: readonly ErrorCode[] = ["INSTANCE_NOT_FOUND", "BAD_REQUEST", "UNEXPECTED_ANSWER"];
const NO_LIST: readonly ErrorCode[] = ["FORBIDDEN", "WRONG_ENDPOINT"];
