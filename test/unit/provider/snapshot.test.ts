import { describe, expect, it } from "@jest/globals";
import type { LookOptions } from "../../../src/api/client/status-client";
import { CloudDcError, CredentialsError } from "../../../src/errors";
import { createSnapshot } from "../../../src/provider/snapshot";
import { registerSecretIds } from "../../../src/secret-ids";
import type { Observation } from "../../../src/wait/track";
import { missing, seen, unanswered, WHERE } from "../../support/fake-context";
import { createFakeStatusClient } from "../../support/fake-status-client";
import { createVirtualClock } from "../../support/virtual-clock";

/** What comes to the n-th question about an instance, from 0, and after how long; never, where that is `undefined`. */
type Answers = (id: string, index: number) => { afterMs: number; what: Observation } | undefined;

const at = (afterMs: number, what: Observation = seen("running")) => ({ afterMs, what });

function answering(answers: Answers = () => at(0), noLine?: Error) {
  const clock = createVirtualClock();
  const asked: ({ id: string; at: number } & LookOptions)[] = [];
  const connect = async () => {
    if (noLine) throw noLine;
    return createFakeStatusClient({
      now: clock.now,
      async get(id, options) {
        const index = asked.filter((one) => one.id === id).length;
        asked.push({ id, at: clock.now(), ...options });
        const answer = answers(id, index);
        const { signal } = options;
        if (!answer) await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
        else await clock.sleep(answer.afterMs, signal);
        if (!answer || signal?.aborted) throw new CloudDcError("INTERRUPTED", "taken back");
        if ("error" in answer.what) throw answer.what.error;
        return answer.what;
      },
    });
  };
  const snapshot = createSnapshot(connect, clock);
  return {
    clock,
    asked,
    take: async (ids: readonly string[], more: { where?: object; secrets?: string[]; signal?: AbortSignal } = {}) => {
      const { where = WHERE, ...options } = more;
      return Object.fromEntries(await clock.run(snapshot(ids, where, { owner: "urn:web", ...options })));
    },
  };
}

const codes = (all: Record<string, Observation>) =>
  Object.values(all).map((one) => ("error" in one ? one.error.code : one.status.state));

describe("a snapshot", () => {
  it("is what the API says of each, in the order of the ids", async () => {
    const { take, clock } = answering((id) => (id === "a" ? at(900) : id === "b" ? at(100, missing("b")) : at(400)));
    const all = await take(["a", "b", "c"]);
    expect(Object.keys(all)).toEqual(["a", "b", "c"]);
    expect(codes(all)).toEqual(["running", "INSTANCE_NOT_FOUND", "running"]);
    expect(clock.now()).toBe(900);
  });

  it("takes nothing that was asked for before it", async () => {
    const { take, asked } = answering();
    await take(["a"]);
    expect(asked).toMatchObject([{ id: "a", owner: "urn:web", maxAgeMs: 0 }]);
  });

  it("asks again for a lost answer", async () => {
    const { take, asked } = answering((_id, index) =>
      at(10, index === 0 ? unanswered("SERVER_ERROR", 503) : seen("running")),
    );
    expect(codes(await take(["a"]))).toEqual(["running"]);
    expect(asked).toHaveLength(2);
  });

  it("says why there is no line to the API", async () => {
    const { take, clock } = answering(undefined, new CredentialsError("NO_CREDENTIALS", "no credentials were found"));
    expect(codes(await take(["a", "b"]))).toEqual(["NO_CREDENTIALS", "NO_CREDENTIALS"]);
    expect(clock.now()).toBe(0);
  });

  it("does not hide a mistake of ours", async () => {
    const mistake = new TypeError("x is not a function");
    await expect(answering(undefined, mistake).take(["a"])).rejects.toBe(mistake);
  });

  it("keeps ids that are a secret out of what the API says of them", async () => {
    const error = { errorCode: "e", errorMsg: "no server for secret-1", errorType: "t" };
    const { take } = answering((id) =>
      at(0, id === "secret-1" ? { status: { state: "error", error } } : unanswered("BAD_REQUEST", 400, `wrong: ${id}`)),
    );
    registerSecretIds(["secret-1", "secret-2"]);
    const all = await take(["secret-1", "secret-2"]);
    expect(codes(all)).toEqual(["error", "BAD_REQUEST"]);
    const texts = Object.values(all).map((one) => ("error" in one ? one.error.message : JSON.stringify(one)));
    expect(texts.join()).not.toMatch(/secret-\d/);
  });
});

describe("a snapshot at an API that is silent", () => {
  it("ends after five seconds", async () => {
    const { take, clock } = answering(() => undefined);
    const all = await take(["a", "b"]);
    expect(codes(all)).toEqual(["REQUEST_TIMED_OUT", "REQUEST_TIMED_OUT"]);
    expect(Object.values(all)[0]).toMatchObject({ error: { message: "no answer within 5s" } });
    expect(clock.now()).toBe(5_000);
  });

  it("takes its questions back", async () => {
    const { take, asked } = answering(() => undefined);
    await take(["a", "b"]);
    expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true, true]);
  });

  it("keeps what came before", async () => {
    const { take, clock } = answering((id) => (id === "a" ? at(3_000) : undefined));
    expect(codes(await take(["a", "b"]))).toEqual(["running", "REQUEST_TIMED_OUT"]);
    expect(clock.now()).toBe(8_000);
  });

  it("goes on as long as answers keep coming, for half a minute at the most", async () => {
    const { take, clock } = answering((id) => at(Number(id) * 4_000));
    const ids = Array.from({ length: 20 }, (_, index) => `${index + 1}`);
    const answered = codes(await take(ids)).filter((state) => state === "running");
    expect(answered).toHaveLength(7);
    expect(clock.now()).toBe(30_000);
  });

  it("is not repeated by others for half a minute, whomever they ask about", async () => {
    const { take, clock, asked } = answering((id) => (id === "a" ? undefined : at(0)));
    await take(["a"]);
    expect(codes(await take(["b", "c"]))).toEqual(["REQUEST_TIMED_OUT", "REQUEST_TIMED_OUT"]);
    expect(clock.now()).toBe(5_000);
    expect(asked).toHaveLength(1);
    await clock.run(clock.sleep(30_000));
    expect(codes(await take(["b"]))).toEqual(["running"]);
  });

  it("says nothing of another project", async () => {
    const { take } = answering((id) => (id === "a" ? undefined : at(0)));
    await take(["a"]);
    expect(codes(await take(["b"], { where: { ...WHERE, projectId: "p-2" } }))).toEqual(["running"]);
  });

  it("is not taken for silent where it refused", async () => {
    const { take } = answering((id) => at(0, id === "a" ? unanswered("FORBIDDEN", 403) : seen("running")));
    await take(["a"]);
    expect(codes(await take(["b"]))).toEqual(["running"]);
  });
});

describe("a snapshot for nobody", () => {
  it("ends as soon as they have gone, and says nothing of the API", async () => {
    const { take, clock } = answering((id) => (id === "a" ? undefined : at(0)));
    const controller = new AbortController();
    void clock.sleep(1_000).then(() => controller.abort());
    expect(codes(await take(["a"], { signal: controller.signal }))).toEqual(["INTERRUPTED"]);
    expect(clock.now()).toBe(1_000);
    expect(codes(await take(["b"]))).toEqual(["running"]);
  });
});
