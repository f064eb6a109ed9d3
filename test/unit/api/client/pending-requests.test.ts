import { describe, expect, it } from "@jest/globals";
import {
  createPendingRequests,
  type Look,
  type Observation,
  type PendingRequest,
} from "../../../../src/api/client/pending-requests";

/** Time stands where a test puts it; requests wait until a test sends and settles them. */
function pendingAt() {
  let time = 0;
  const queue: PendingRequest[] = [];
  const told: string[] = [];
  const pending = createPendingRequests({
    now: () => time,
    lastThrottle: () => undefined,
    enqueue: (request) => void (queue.includes(request) || queue.push(request)),
    drop: (request) => void queue.splice(queue.indexOf(request), 1),
  });
  const look = (who: string, ids: string[], more: Partial<Look> = {}) =>
    pending.look(ids, {
      owner: who,
      confirm: false,
      askedSince: time,
      tell: (id, seen) => told.push(`${who}: ${id} ${"error" in seen ? seen.error.code : seen.status.state}`),
      ...more,
    });
  const send = (request: PendingRequest | undefined) => {
    if (request) request.sentAt = time;
    return queue.splice(queue.indexOf(request as PendingRequest), 1)[0] as PendingRequest;
  };
  const running = (listed = false): Observation => ({
    status: { state: "running" },
    askedAt: time,
    ...(listed && { listed: true }),
  });
  return { pending, queue, told, look, send, running, at: (ms: number) => (time = ms) };
}

describe("looks of several owners at one instance", () => {
  it("share a request that has not been sent", () => {
    const { pending, queue, told, look, send, running } = pendingAt();
    look("web", ["a"]);
    look("db", ["a"]);
    expect(queue).toHaveLength(1);
    pending.settle(send(queue[0]), running());
    expect(told).toEqual(["web: a running", "db: a running"]);
  });

  it("do not share one that was sent before the later of them: its answer would be too old", () => {
    const { queue, look, send, at } = pendingAt();
    look("web", ["a"]);
    send(queue[0]);
    at(100);
    look("db", ["a"]);
    expect(queue).toHaveLength(1);
    look("late", ["a"], { askedSince: 0 });
    expect(queue).toHaveLength(1);
  });

  it("do not share one for anybody's word where the status API's is wanted, but the other way round", () => {
    const { queue, look } = pendingAt();
    look("web", ["a"]);
    look("db", ["a"], { confirm: true });
    look("third", ["a"]);
    expect(queue.map(({ confirm }) => confirm)).toEqual([false, true]);
  });
});

describe("the cache", () => {
  it("answers with what was asked for late enough, and never with the list's word where the status API's is wanted", () => {
    const { pending, queue, told, look, send, running, at } = pendingAt();
    look("web", ["a"]);
    pending.settle(send(queue[0]), running(true));
    at(2_000);
    look("web", ["a"], { askedSince: 0 });
    expect(told).toEqual(["web: a running", "web: a running"]);
    look("web", ["a"], { askedSince: 0, confirm: true });
    look("web", ["a"], { askedSince: 1 });
    expect(queue).toHaveLength(1);
  });

  it("answers nobody for whom it was not asked, but in that very moment", () => {
    const { pending, queue, told, look, send, running, at } = pendingAt();
    look("web", ["a"]);
    pending.settle(send(queue[0]), running());
    look("db", ["a"]);
    expect(told).toEqual(["web: a running", "db: a running"]);
    at(1);
    look("db", ["a"], { askedSince: 0 });
    expect(queue).toHaveLength(1);
  });
});

describe("a look that is withdrawn", () => {
  it("is told so at once, and its requests are dropped when nobody else wants them", () => {
    const { queue, told, look } = pendingAt();
    const gone = new AbortController();
    look("web", ["a", "b"], { signal: gone.signal });
    look("db", ["b"]);
    gone.abort();
    expect(told).toEqual(["web: a INTERRUPTED", "web: b INTERRUPTED"]);
    expect(queue.map(({ id }) => id)).toEqual(["b"]);
  });

  it("is answered by what is under way already", () => {
    const { pending, queue, told, look, send, running } = pendingAt();
    const gone = new AbortController();
    look("web", ["a"], { signal: gone.signal });
    const request = send(queue[0]);
    gone.abort();
    expect(told).toEqual([]);
    pending.settle(request, running());
    expect(told).toEqual(["web: a running"]);
  });

  it("listens to its signal once for all of its instances, and no longer than it waits", () => {
    const { pending, queue, look, send, running } = pendingAt();
    const { signal } = new AbortController();
    let listening = 0;
    const counting = Object.assign(Object.create(signal), {
      addEventListener: () => void listening++,
      removeEventListener: () => void listening--,
    });
    Object.defineProperty(counting, "aborted", { value: false });
    look("web", ["a", "b", "c"], { signal: counting });
    expect(listening).toBe(1);
    for (const request of [...queue]) pending.settle(send(request), running());
    expect(listening).toBe(0);
  });
});
