import { describe, expect, it } from "@jest/globals";
import { createLimiter } from "../../../../src/api/client/limiter";
import { createStatusClient, type LookOptions, type Observation } from "../../../../src/api/client/status-client";
import type { Reading } from "../../../../src/instance/status";
import {
  allRunning,
  answer,
  createScriptedSession,
  listOf,
  type Script,
  throttled,
} from "../../../support/scripted-project-client";
import { createVirtualClock } from "../../../support/virtual-clock";

/** All requests take `tookMs`. Questions are of the asker `gate` unless told. */
function inquiring(script: Script = allRunning, tookMs = 20) {
  const clock = createVirtualClock();
  const session = createScriptedSession(clock, script, tookMs);
  let asleep = 0;
  const sleep = async (ms: number, signal?: AbortSignal) => {
    asleep++;
    await clock.sleep(ms, signal);
    asleep--;
  };
  const fake = { ...clock, sleep };
  const client = createStatusClient(session, createLimiter(fake), fake);
  const ask = async (id: string, options: Partial<LookOptions> = {}) => {
    const { askedAt: _when, ...reading } = (await client.get(id, { owner: "gate", ...options })) as Observation &
      Reading;
    return reading;
  };
  return {
    clock,
    session,
    client,
    ask,
    askAll: (ids: readonly string[], options?: Partial<LookOptions>) =>
      clock.run(Promise.all(ids.map((id) => ask(id, options)))),
    at: (ms: number, what: () => void) => void clock.sleep(ms).then(what),
    /** Each request in a word: the id, or how many ids of a list. */
    requests: () => session.asked.map(({ kind, ids }) => (kind === "list" ? `list of ${ids.length}` : String(ids[0]))),
    /** How many sleeps keep the process from ending. */
    asleep: () => asleep,
    times: () => session.asked.map(({ at }) => at),
  };
}

const some = (count: number, name = "i") => Array.from({ length: count }, (_, index) => `${name}-${index}`);
const RUNNING = { status: { state: "running" }, requestId: "r-1" };
const listForbidden: Script = (asked, index) =>
  asked.kind === "list"
    ? answer(403, { error_code: "iMetal.0004", error_msg: "Insufficient permissions" })
    : allRunning(asked, index);

describe("questions of the same moment", () => {
  it("about one instance are one request, whoever asks", async () => {
    const { clock, ask, requests } = inquiring();
    const both = Promise.all([ask("i-1", { owner: "web" }), ask("i-1", { owner: "db" })]);
    expect(await clock.run(both)).toEqual([RUNNING, RUNNING]);
    expect(requests()).toEqual(["i-1"]);
  });

  it("are not joined by one that comes while they are under way: its answer would be older than itself", async () => {
    const { clock, ask, requests } = inquiring(allRunning, 1_000);
    const first = ask("i-1");
    const second = clock.sleep(500).then(() => ask("i-1", { owner: "late" }));
    expect(await clock.run(Promise.all([first, second]))).toEqual([RUNNING, RUNNING]);
    expect(requests()).toEqual(["i-1", "i-1"]);
  });

  it("are joined while they are under way by one of the same asker that takes an answer so old, and by no other asker's", async () => {
    for (const [owner, asked] of [
      ["gate", ["i-1"]],
      ["late", ["i-1", "i-1"]],
    ] as const) {
      const { clock, ask, requests } = inquiring(allRunning, 1_000);
      const first = ask("i-1");
      const second = clock.sleep(500).then(() => ask("i-1", { owner, maxAgeMs: 2_000 }));
      expect(await clock.run(Promise.all([first, second]))).toEqual([RUNNING, RUNNING]);
      expect(requests()).toEqual(asked);
    }
  });

  it("up to five are asked of the status API, one by one", async () => {
    const { askAll, requests } = inquiring();
    await askAll(some(5));
    expect(requests()).toEqual(some(5));
  });

  it("from six on are one list", async () => {
    const { askAll, requests, session } = inquiring();
    expect(await askAll(some(6))).toEqual(some(6).map(() => ({ ...RUNNING, listed: true })));
    expect(requests()).toEqual(["list of 6"]);
    expect(session.asked[0]?.ids).toEqual(some(6));
  });

  it("are a list from two on, once a list has been answered", async () => {
    const { askAll, requests } = inquiring();
    await askAll(some(6));
    await askAll(some(2));
    await askAll(some(1));
    expect(requests()).toEqual(["list of 6", "list of 2", "i-0"]);
  });

  it("are one list also where each is of another asker", async () => {
    const { clock, ask, requests } = inquiring();
    await clock.run(Promise.all(some(6).map((id) => ask(id, { owner: id }))));
    expect(requests()).toEqual(["list of 6"]);
  });

  it("by the hundreds are lists of a hundred, each instance in one of them", async () => {
    const { askAll, requests, session } = inquiring();
    await askAll(some(250));
    expect(requests()).toEqual(["list of 100", "list of 100", "list of 50"]);
    expect(new Set(session.asked.flatMap(({ ids }) => ids)).size).toBe(250);
  });

  it("have told the pace of themselves before anybody is answered: a slow answer was too old by the pace before it", async () => {
    const { clock, client } = inquiring(allRunning, 6_000);
    let roundMs = 0;
    client.look(["i-1"], { owner: "gate" }, () => {
      roundMs = client.roundMs(1);
    });
    await clock.run(clock.sleep(10_000));
    expect(roundMs).toBeGreaterThan(6_000);
  });

  it("do not wait in another asker's long line, though it has asked about the same instance before", async () => {
    const { clock, ask, times, requests } = inquiring();
    const fleet = some(100).map((id) => ask(id, { owner: "fleet", confirm: true }));
    const shared = ask("i-99", { owner: "gate", confirm: true });
    await clock.run(shared);
    expect(requests().indexOf("i-99")).toBeLessThan(3);
    expect(times()[requests().indexOf("i-99")]).toBeLessThan(1_000);
    await clock.run(Promise.all(fleet));
    expect(requests()).toHaveLength(100);
  });

  it("are asked again by those who come after the answer", async () => {
    const { askAll, requests } = inquiring();
    await askAll(["i-1"]);
    await askAll(["i-1"]);
    expect(requests()).toEqual(["i-1", "i-1"]);
  });
});

describe("an answer that an asker got before", () => {
  it("is taken only by itself, where it says how old it may be", async () => {
    const { clock, askAll, requests } = inquiring();
    await askAll(["i-1"]); // asked for at 0, answered after 20 ms
    expect(await askAll(["i-1"], { maxAgeMs: 2_000 })).toEqual([RUNNING]);
    expect(requests()).toEqual(["i-1"]);
    await clock.run(clock.sleep(1_980));
    await askAll(["i-1"], { maxAgeMs: 2_000 });
    expect(requests()).toEqual(["i-1"]);
    await clock.run(clock.sleep(1));
    await askAll(["i-1"], { maxAgeMs: 2_000 });
    expect(requests()).toEqual(["i-1", "i-1"]);
  });

  it("is never another asker's: something between the two may have changed the instance", async () => {
    const { clock, ask, requests } = inquiring();
    const both = [ask("i-1", { owner: "web" }), ask("i-1", { owner: "db" })];
    await clock.run(Promise.all(both));
    for (const owner of ["web", "db", "late"]) await clock.run(ask("i-1", { owner, maxAgeMs: 2_000 }));
    expect(requests()).toEqual(["i-1", "i-1"]);
  });

  it("is forgotten with an error that came since", async () => {
    const { clock, ask, requests } = inquiring((asked, index) =>
      index === 1 ? answer(503) : allRunning(asked, index),
    );
    await clock.run(ask("i-1"));
    await expect(clock.run(ask("i-1"))).rejects.toMatchObject({ code: "SERVER_ERROR" });
    await clock.run(ask("i-1", { maxAgeMs: 2_000 }));
    expect(requests()).toHaveLength(3);
  });

  it("is not taken for sure where it was the list's", async () => {
    const { clock, ask, askAll, requests } = inquiring();
    await askAll(some(6));
    expect(await clock.run(ask("i-0", { confirm: true, maxAgeMs: 2_000 }))).toEqual(RUNNING);
    expect(requests()).toEqual(["list of 6", "i-0"]);
  });

  it("is never an error", async () => {
    const { askAll, requests } = inquiring((asked, index) => (index === 0 ? answer(503) : allRunning(asked, index)));
    await expect(askAll(["i-1"])).rejects.toMatchObject({ code: "SERVER_ERROR" });
    expect(await askAll(["i-1"], { maxAgeMs: 60_000 })).toEqual([RUNNING]);
    expect(requests()).toHaveLength(2);
  });
});

describe("what the list is not sure of", () => {
  it("is asked of the status API: ids that it leaves out", async () => {
    const { askAll, requests } = inquiring(({ kind, ids }) => {
      if (kind === "status") return answer(404, { error_code: "iMetal.0200", error_msg: "Instances not found" });
      return listOf(ids.filter((id) => id !== "i-3").map((id) => ({ id, state: "running" })));
    });
    await expect(askAll(some(6))).rejects.toMatchObject({ code: "INSTANCE_NOT_FOUND" });
    expect(requests()).toEqual(["list of 6", "i-3"]);
  });

  it("is asked of the status API: whatever somebody wants to know surely", async () => {
    const { askAll, requests } = inquiring();
    expect(await askAll(some(6), { confirm: true })).toEqual(some(6).map(() => RUNNING));
    expect(requests()).toEqual(some(6));
  });

  it("is asked of the status API: every id of a list that is refused for one that does not exist", async () => {
    const { clock, ask, requests } = inquiring((asked, index) =>
      asked.kind === "list" || asked.ids[0] === "i-3"
        ? answer(404, { error_code: "iMetal.0200", error_msg: "Instances not found: [i-3]" })
        : allRunning(asked, index),
    );
    const answers = await clock.run(Promise.allSettled(some(6).map((id) => ask(id))));
    expect(answers.map(({ status }) => status === "fulfilled")).toEqual([true, true, true, false, true, true]);
    expect(requests()[0]).toBe("list of 6");
    expect(requests().slice(1).sort()).toEqual(some(6));
  });

  it("is not taken for sure by somebody who joins a question that may be answered by the list", async () => {
    const { clock, ask, requests } = inquiring();
    const all = [...some(6).map((id) => ask(id)), ask("i-0", { owner: "other", confirm: true })];
    const answers = await clock.run(Promise.all(all));
    expect(answers.at(-1)).toEqual(RUNNING);
    expect(answers[0]).toEqual({ ...RUNNING, listed: true });
    expect(requests().sort()).toEqual(["i-0", "list of 6"]);
  });

  it("is asked once for all who want to know it surely, also after the list has answered the others", async () => {
    const { clock, ask, requests, at } = inquiring(allRunning, 1_000);
    const all = [...some(6).map((id) => ask(id)), ask("i-0", { confirm: true })];
    at(1_500, () => all.push(ask("i-0", { confirm: true, maxAgeMs: 2_000 }))); // the list has come, the sure answer has not
    await clock.run(clock.sleep(5_000));
    expect(await Promise.all(all)).toHaveLength(8);
    expect(requests().sort()).toEqual(["i-0", "list of 6"]);
  });

  it("is good enough for somebody who would take the list's word", async () => {
    const { clock, ask, requests } = inquiring();
    expect(await clock.run(Promise.all([ask("i-1", { confirm: true }), ask("i-1")]))).toEqual([RUNNING, RUNNING]);
    expect(requests()).toEqual(["i-1"]);
  });
});

describe("without the permission to list", () => {
  it("the status API is asked from then on, and somebody is told, once", async () => {
    const { askAll, requests, client } = inquiring(listForbidden);
    expect(await askAll(some(7))).toEqual(some(7).map(() => RUNNING));
    await askAll(some(6));
    expect(requests()[0]).toBe("list of 7");
    expect(requests().slice(1, 8).sort()).toEqual(some(7));
    expect(requests().slice(8)).toEqual(some(6));
    expect(client.takeWarnings()).toEqual([
      "instances are looked up one by one, which is slower: the list was refused: CloudDC answered HTTP 403, iMetal.0004: Insufficient permissions, request id r-1; grant the permission clouddc:instance:list",
    ]);
    expect(client.takeWarnings()).toEqual([]);
  });

  it("several lists that were under way together are one notice", async () => {
    // The first request proves the credentials good; then the lists are under way together.
    const { askAll, client } = inquiring(listForbidden, 400);
    await askAll(["first"]);
    await askAll(some(250));
    expect(client.takeWarnings()).toHaveLength(1);
  });

  it.each([
    ["400", answer(400, { error_code: "iMetal.0001", error_msg: "instance_id" })],
    ["gateway's 404", answer(404, "<html>404</html>")],
    ["404", answer(404, { error_code: "APIGW.0101", error_msg: "The API does not exist" })],
  ])("nor with a server whose list answers %s, nothing is lost", async (_status, refusal) => {
    const { askAll } = inquiring((asked, index) => (asked.kind === "list" ? refusal : allRunning(asked, index)));
    expect(await askAll(some(20))).toEqual(some(20).map(() => RUNNING));
  });
});

describe("a 429", () => {
  const throttledOnce =
    (refusal = throttled()): Script =>
    (asked, index) =>
      index === 0 ? refusal : allRunning(asked, index);

  it.each([
    ["for Retry-After", throttled("", { "retry-after": "7" }), 7_020],
    [
      "to the end of the window that it names, which began with the first request",
      throttled("policy user over ratelimit,limit:200,time:5 minute"),
      300_000,
    ],
  ])("holds everybody %s, and loses nothing", async (_name, refusal, heldUntil) => {
    const { askAll, times, requests } = inquiring(throttledOnce(refusal));
    expect(await askAll(some(4))).toHaveLength(4);
    expect(times().slice(0, 2)).toEqual([0, heldUntil]);
    expect(requests().slice(1).sort()).toEqual(some(4));
  });

  it("that names nothing holds for about a second, and longer the next time", async () => {
    const { askAll, times } = inquiring((asked, index) => (index < 3 ? throttled() : allRunning(asked, index)));
    await askAll(["i-1"]);
    const [first = 0, second = 0, third = 0, fourth = 0] = times();
    const pauses = [second - first, third - second, fourth - third].map((pause) => pause - 20);
    for (const [index, [least, most]] of [
      [500, 1_000] as const,
      [1_000, 2_000] as const,
      [2_000, 4_000] as const,
    ].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(least);
      expect(pauses[index]).toBeLessThanOrEqual(most);
    }
  });

  it("is followed by no burst: what has piled up goes at the pace that the server named", async () => {
    const { askAll, times } = inquiring(throttledOnce(throttled("policy user over ratelimit,limit:10,time:10 second")));
    await askAll(some(5), { confirm: true });
    expect(times().map((ms) => Math.round(ms))).toEqual([0, 10_000, 11_100, 12_200, 13_300, 14_400]);
  });

  it("sends nobody else on, and leaves alone those under way", async () => {
    const { askAll, times, requests } = inquiring(
      (asked, index) => (index === 3 ? throttled("", { "retry-after": "60" }) : allRunning(asked, index)),
      200,
    );
    await askAll(some(12), { confirm: true });
    const held = times().filter((at) => at > 200 + 100 + 200 && at < 60_000);
    expect(held).toEqual([]);
    expect(requests()).toHaveLength(13);
    expect(requests().filter((id) => id === "i-3")).toHaveLength(2);
  });

  it("sends its question back to the first place", async () => {
    const { askAll, requests } = inquiring(throttledOnce());
    await askAll(some(4));
    expect(requests()).toEqual(["i-0", ...some(4)]);
  });

  it("of a list sends all of its questions back", async () => {
    const { askAll, requests, times } = inquiring(throttledOnce(throttled("", { "retry-after": "3" })));
    expect(await askAll(some(150))).toHaveLength(150);
    expect(requests()).toEqual(["list of 100", "list of 100", "list of 50"]);
    expect(times()[1]).toBe(3_020);
  });

  it("holds those who ask during it", async () => {
    const { clock, ask, times } = inquiring(throttledOnce(throttled("", { "retry-after": "3" })));
    const later = clock.sleep(1_000).then(() => ask("i-2"));
    await clock.run(Promise.all([ask("i-1"), later]));
    expect(times()).toEqual([0, 3_020, 3_120]);
  });

  it("is what somebody hears who stops waiting for the end of it", async () => {
    const { clock, ask, at, requests } = inquiring(throttledOnce(throttled("", { "retry-after": "60" })));
    const controller = new AbortController();
    at(5_000, () => controller.abort());
    await expect(clock.run(ask("i-1", { signal: controller.signal }))).rejects.toMatchObject({ code: "THROTTLED" });
    expect(clock.now()).toBe(5_000);
    await clock.run(clock.sleep(120_000));
    expect(requests()).toEqual(["i-1"]);
  });
});

describe("until the credentials have proved good", () => {
  it("one request is under way at a time, and then up to eight, twenty a second", async () => {
    const { askAll, times, session } = inquiring(allRunning, 1_000);
    await askAll(some(12), { confirm: true });
    expect(times()).toEqual(
      [0, 1_000, 1_050, 1_100, 1_150, 1_200, 1_250, 1_300, 1_350, 2_000, 2_050, 2_100].map(Math.round),
    );
    expect(session.mostAtOnce()).toBe(8);
  });

  it("a 401 reaches everybody, with never more than one request under way", async () => {
    const { clock, ask, session } = inquiring(() => answer(401, { error_code: "APIGW.0301", error_msg: "no" }), 500);
    const answers = await clock.run(Promise.allSettled(some(20).map((id) => ask(id, { confirm: true }))));
    for (const one of answers) expect(one).toMatchObject({ status: "rejected", reason: { code: "UNAUTHENTICATED" } });
    expect(session.mostAtOnce()).toBe(1);
  });

  it("a list that is refused with a 401 is no reason to ask one by one", async () => {
    const { clock, ask, requests } = inquiring(() => answer(401));
    const answers = await clock.run(Promise.allSettled(some(50).map((id) => ask(id))));
    for (const one of answers) expect(one).toMatchObject({ reason: { code: "UNAUTHENTICATED" } });
    expect(requests()).toEqual(["list of 50"]);
  });

  it("a server error proves nothing", async () => {
    const { clock, ask, session } = inquiring(() => answer(503), 500);
    await clock.run(Promise.allSettled(some(4).map((id) => ask(id))));
    expect(session.mostAtOnce()).toBe(1);
  });
});

describe("how long a look at all takes", () => {
  it("is one pause for each hundred, as long as there is a list", async () => {
    const { client } = inquiring();
    expect([1, 100, 101, 1_000].map((count) => client.roundMs(count))).toEqual([50, 50, 100, 500]);
  });

  it("is one pause for each, where they are asked one by one, until the last answer has come", async () => {
    const { client, askAll } = inquiring(listForbidden);
    await askAll(some(6));
    expect(client.roundMs(100)).toBe(5_020);
  });

  it("is longer where the server has named a limit", async () => {
    const { client, askAll } = inquiring((asked, index) =>
      index === 0 ? throttled("limit:60,time:1 minute") : allRunning(asked, index),
    );
    await askAll(some(1));
    expect(client.roundMs(1_000)).toBeCloseTo(11_020);
  });
});

describe("a signal", () => {
  it("takes a question back that has not been sent", async () => {
    const { clock, ask, at, requests } = inquiring(allRunning, 1_000);
    const controller = new AbortController();
    const first = ask("i-1");
    const second = ask("i-2", { signal: controller.signal });
    at(500, () => controller.abort());
    await expect(clock.run(second)).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(clock.now()).toBe(500);
    expect(await clock.run(first)).toEqual(RUNNING);
    await clock.run(clock.sleep(10_000));
    expect(requests()).toEqual(["i-1"]);
  });

  it("does not take one back that is under way: its answer counts", async () => {
    const { clock, ask, at } = inquiring(allRunning, 1_000);
    const controller = new AbortController();
    at(500, () => controller.abort());
    expect(await clock.run(ask("i-1", { signal: controller.signal }))).toEqual(RUNNING);
  });

  it("does not take one back that is under way for the second time, after a 429", async () => {
    const { clock, ask, at } = inquiring(
      (asked, index) => (index === 0 ? throttled("", { "retry-after": "2" }) : allRunning(asked, index)),
      1_000,
    );
    const controller = new AbortController();
    at(3_500, () => controller.abort());
    expect(await clock.run(ask("i-1", { signal: controller.signal }))).toEqual(RUNNING);
    expect(clock.now()).toBe(4_000);
  });

  it("that takes a question back in the moment of its turn is no answer to it", async () => {
    const { clock, client, requests } = inquiring(() => answer(500));
    const outcomes: (string | undefined)[] = [];
    for (let steps = 0; steps < 20; steps++) {
      const controller = new AbortController();
      const asked = requests().length;
      const { signal } = controller;
      const told = client.get("i-1", { owner: "gate", signal }).catch(({ code }) => void outcomes.push(code));
      void clock.sleep(0).then(async () => {
        for (let step = 0; step < steps; step++) await undefined;
        controller.abort();
      });
      await clock.run(told);
      await clock.run(clock.sleep(1_000));
      expect(requests().length - asked).toBe(outcomes.at(-1) === "INTERRUPTED" ? 0 : 1);
      expect(client.hasAnswered()).toBe(false);
      expect(client.served()).toBe(requests().length);
    }
    expect(new Set(outcomes)).toEqual(new Set(["INTERRUPTED", "SERVER_ERROR"]));
  });

  it("that was given before asks nothing", async () => {
    const { clock, ask, requests } = inquiring();
    await expect(clock.run(ask("i-1", { signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: "INTERRUPTED" });
    await clock.run(clock.sleep(10_000));
    expect(requests()).toEqual([]);
  });

  it("of one asker does not take the question of another, and does not make the one wait for it either", async () => {
    const { clock, ask, at } = inquiring(allRunning, 1_000);
    const controller = new AbortController();
    void ask("i-1");
    const stays = ask("i-2", { owner: "stays" });
    const leaves = ask("i-2", { owner: "leaves", signal: controller.signal });
    at(500, () => controller.abort());
    await expect(clock.run(leaves)).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(clock.now()).toBe(500);
    expect(await clock.run(stays)).toEqual(RUNNING);
  });

  it("of the last asker takes the question back, and not before", async () => {
    const { clock, ask, at, requests } = inquiring(allRunning, 1_000);
    const controllers = [new AbortController(), new AbortController()];
    void ask("i-1");
    const both = Promise.allSettled(controllers.map(({ signal }, index) => ask("i-2", { owner: `${index}`, signal })));
    at(300, () => controllers[0]?.abort());
    at(600, () => controllers[1]?.abort());
    await clock.run(both);
    expect(clock.now()).toBe(600);
    await clock.run(clock.sleep(10_000));
    expect(requests()).toEqual(["i-1"]);
  });

  it("leaves nothing behind that a later question could stumble over", async () => {
    const { clock, ask, at, requests } = inquiring(allRunning, 1_000);
    const controller = new AbortController();
    const first = ask("i-1");
    const taken = ask("i-2", { signal: controller.signal });
    at(500, () => controller.abort());
    await clock.run(Promise.allSettled([first, taken]));
    expect(await clock.run(ask("i-2"))).toEqual(RUNNING);
    expect(requests()).toEqual(["i-1", "i-2"]);
  });

  it("of somebody whose question comes back with a 429 ends it there", async () => {
    const { clock, ask, at, requests } = inquiring(
      (asked, index) => (index === 0 ? throttled("", { "retry-after": "2" }) : allRunning(asked, index)),
      1_000,
    );
    const controller = new AbortController();
    at(500, () => controller.abort());
    await expect(clock.run(ask("i-1", { signal: controller.signal }))).rejects.toMatchObject({ code: "THROTTLED" });
    await clock.run(clock.sleep(10_000));
    expect(requests()).toEqual(["i-1"]);
  });
});

describe("a program that nothing is left to do for can end", () => {
  it("after its last answer", async () => {
    const { askAll, asleep } = inquiring();
    await askAll(some(3));
    await new Promise(setImmediate);
    expect(asleep()).toBe(0);
  });

  it("when the last asker leaves during a hold", async () => {
    const { clock, ask, at, asleep } = inquiring(() => throttled("", { "retry-after": "3600" }));
    const controller = new AbortController();
    at(5_000, () => controller.abort());
    await expect(clock.run(ask("i-1", { signal: controller.signal }))).rejects.toMatchObject({ code: "THROTTLED" });
    await new Promise(setImmediate);
    expect(asleep()).toBe(0);
    expect(clock.now()).toBe(5_000);
  });
});

describe("a fleet of a thousand", () => {
  it("does not keep one question of somebody else waiting", async () => {
    const { clock, ask, session } = inquiring();
    const fleet = some(1_000).map((id) => ask(id, { owner: "fleet" }));
    await clock.run(Promise.all([ask("mine", { owner: "mine" }), ...fleet]));
    expect(session.asked[0]?.ids).toContain("mine");
  });

  it("that is asked one by one does not, either", async () => {
    const { clock, ask, requests } = inquiring(listForbidden);
    await clock.run(Promise.all(some(6).map((id) => ask(id, { owner: "fleet" }))));
    const fleet = some(1_000).map((id) => ask(id, { owner: "fleet" }));
    const mine = ask("mine", { owner: "mine" });
    await clock.run(mine);
    expect(requests().slice(7).indexOf("mine")).toBeLessThanOrEqual(1);
    await clock.run(Promise.all(fleet));
  });

  it("whose lists never end does not keep a question waiting that only the status API can answer", async () => {
    const { clock, ask, requests } = inquiring();
    let over = false;
    const again = async (id: string) => {
      while (!over && requests().length < 100) await ask(id, { owner: "fleet" });
    };
    const fleet = some(300).map(again);
    const mine = clock.sleep(1_000).then(() => ask("mine", { owner: "mine", confirm: true }));
    const before = clock.sleep(1_000).then(() => requests().length);
    await clock.run(mine);
    over = true;
    expect(requests().indexOf("mine") - (await before)).toBeLessThanOrEqual(2);
    await clock.run(Promise.all(fleet));
  });

  it("whose instances only the status API can answer for does not stop the lists of the others", async () => {
    const { clock, ask, requests } = inquiring();
    const sure = some(500, "sure").map((id) => ask(id, { owner: "fleet", confirm: true }));
    const listed = some(20, "listed").map((id) => ask(id, { owner: "mine" }));
    await clock.run(Promise.all(listed));
    expect(requests().length).toBeLessThanOrEqual(3);
    await clock.run(Promise.all(sure));
    expect(requests()).toHaveLength(501);
  });
});

describe("an error", () => {
  it("is of those whose question it answers, and of nobody else", async () => {
    const { clock, ask, requests } = inquiring((asked, index) =>
      asked.ids[0] === "i-1" ? answer(500) : allRunning(asked, index),
    );
    const answers = await clock.run(Promise.allSettled(some(3).map((id) => ask(id))));
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(requests()).toEqual(some(3));
  });

  it("of ours is not hidden, and does not stop the others", async () => {
    const mistake = new TypeError("x is not a function");
    const { clock, ask } = inquiring((asked, index) => (index === 0 ? mistake : allRunning(asked, index)));
    const answers = await clock.run(Promise.allSettled(some(3).map((id) => ask(id))));
    expect(answers[0]).toEqual({ status: "rejected", reason: mistake });
    expect(answers.slice(1).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
  });

  it("of a list is of all whom it would have answered; one of them asks the status API what is down", async () => {
    const { clock, ask, requests } = inquiring(() => answer(502));
    const answers = await clock.run(Promise.allSettled(some(6).map((id) => ask(id))));
    for (const one of answers) expect(one).toMatchObject({ reason: { code: "SERVER_ERROR" } });
    expect(requests()).toEqual(["list of 6", "i-0"]);
  });
});

describe("a list that answers nothing that can be used, round after round", () => {
  const lists =
    (list: Script): Script =>
    (asked, index) =>
      asked.kind === "list" ? list(asked, index) : allRunning(asked, index);
  const foreign: Script = () => listOf([{ id: "somebody-else", state: "running" }], { next_marker: "more" });

  /** What one answer may be by accident is asked for twice in a round. */
  it.each<[string, number, Script]>([
    ["null", 4, () => answer(200, { instances: null })],
    ["400", 2, () => answer(400, { error_code: "iMetal.0001", error_msg: "instance_id" })],
    ["no JSON", 4, () => answer(200, "<html></html>")],
    ["nothing but foreign ids, and markers that lead nowhere", 2, foreign],
    [
      "each instance twice, and differently",
      2,
      ({ ids }) => listOf(ids.flatMap((id) => ["running", "error"].map((state) => ({ id, state })))),
    ],
  ])("%s: the status API takes over, at the same pace, and one warning says so", async (_name, asked, list) => {
    const { askAll, requests, times, client } = inquiring(lists(list));
    for (let round = 0; round < 4; round++) expect(await askAll(some(6))).toEqual(some(6).map(() => RUNNING));
    expect(requests().filter((one) => one.startsWith("list"))).toHaveLength(asked);
    const gaps = times()
      .slice(1)
      .map((at, index) => at - (times()[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
    expect(client.takeWarnings()).toHaveLength(1);
  });

  it("half an answer, now and then: the list is asked once more, and no window is used up by a request for each instance", async () => {
    let lost = 0;
    const { askAll, requests, client } = inquiring(
      lists((asked, index) => (index === lost ? answer(200, '{"instances":[{"id":') : allRunning(asked, index))),
    );
    for (const next of [0, 2, 4]) {
      lost = next;
      expect(await askAll(some(100))).toEqual(some(100).map(() => ({ ...RUNNING, listed: true })));
    }
    expect(requests()).toEqual(Array(6).fill("list of 100"));
    expect(client.takeWarnings()).toEqual([]);
  });

  it("500, while the status API answers: the same", async () => {
    const { clock, ask, requests, client } = inquiring(lists(() => answer(500)));
    const rounds: string[][] = [];
    for (let round = 0; round < 3; round++) {
      const answers = await clock.run(Promise.allSettled(some(6).map((id) => ask(id))));
      rounds.push(answers.map(({ status }) => status));
    }
    const probed = ["fulfilled", ...some(5).map(() => "rejected")];
    expect(rounds).toEqual([probed, probed, some(6).map(() => "fulfilled")]);
    expect(requests().filter((one) => one.startsWith("list"))).toHaveLength(2);
    expect(client.takeWarnings()).toEqual([
      "instances are looked up one by one, which is slower: the list failed, though the status API answers: CloudDC answered HTTP 500, request id r-1",
    ]);
  });

  it("is tried again after ten minutes", async () => {
    let broken = true;
    const { clock, askAll, requests } = inquiring(
      lists((asked, index) => (broken ? foreign : allRunning)(asked, index)),
    );
    for (let round = 0; round < 2; round++) await askAll(some(6));
    broken = false;
    await clock.run(clock.sleep(10 * 60_000));
    await askAll(some(6));
    expect(requests().at(-1)).toBe("list of 6");
  });

  it("is not given up for one id that it does not know: only that one goes to the status API", async () => {
    const { askAll, requests } = inquiring(
      lists(({ ids }) => listOf(ids.filter((id) => id !== "i-3").map((id) => ({ id, state: "running" })))),
    );
    for (let round = 0; round < 3; round++) await askAll(some(8));
    expect(requests()).toEqual(["list of 8", "i-3", "list of 7", "i-3", "list of 7", "i-3"]);
  });
});

describe("a list that is always throttled, while the status API answers", () => {
  it("is given up after a while, and somebody is told, once", async () => {
    const { clock, client, askAll, requests } = inquiring((asked, index) =>
      asked.kind === "list" ? throttled() : allRunning(asked, index),
    );
    expect(await askAll(some(7))).toEqual(Array(7).fill(RUNNING));
    const probed = [...Array(5).fill("list of 7"), "i-0", "list of 6"];
    expect(requests()).toEqual([...probed, "i-1", "i-2", "i-3", "i-4", "i-5", "i-6"]);
    expect(client.takeWarnings()).toEqual([
      "instances are looked up one by one, which is slower: the list was throttled again and again, though the status API answers: CloudDC answered HTTP 429, APIGW.0308: Too many requests, request id r-1",
    ]);
    expect(client.takeWarnings()).toEqual([]);
    expect(clock.now()).toBeLessThan(120_000);
  });

  it("is not given up where the endpoint throttles everything for a while", async () => {
    const { askAll, client, requests } = inquiring((asked, index) =>
      index < 10 ? throttled() : allRunning(asked, index),
    );
    await askAll(some(20));
    expect(client.takeWarnings()).toEqual([]);
    expect(requests().slice(10)).toEqual(["list of 17", "i-1", "i-19", "i-0"]);
  });
});

describe("a list that comes in pages", () => {
  const byTen: Script = (asked, index) =>
    asked.kind === "status"
      ? allRunning(asked, index)
      : listOf(
          asked.ids.slice(0, 10).map((id) => ({ id, state: "running" })),
          asked.ids.length > 10 ? { next_marker: "more" } : {},
        );

  it("is one request a page, at the pace, about what is left each time", async () => {
    const { askAll, requests, times } = inquiring(byTen);
    expect(await askAll(some(25))).toEqual(some(25).map(() => ({ ...RUNNING, listed: true })));
    expect(requests()).toEqual(["list of 25", "list of 15", "list of 5"]);
    expect(times()).toEqual([0, 50, 100]);
  });

  it("keeps what the first pages said when a later one is throttled", async () => {
    const { clock, client, requests } = inquiring((asked, index) =>
      index === 1 ? throttled("", { "retry-after": "60" }) : byTen(asked, index),
    );
    const told: [string, number][] = [];
    client.look(some(25), { owner: "gate" }, (id) => told.push([id, clock.now()]));
    await clock.run(clock.sleep(30_000));
    expect(told.map(([id]) => id)).toEqual(some(10));
    await clock.run(clock.sleep(60_000));
    expect(told).toHaveLength(25);
    expect(requests()).toEqual(["list of 25", "list of 15", "list of 15", "list of 5"]);
  });

  it("does not go on when nobody wants the rest any more", async () => {
    const { clock, client, requests, at } = inquiring(byTen, 1_000);
    const controller = new AbortController();
    client.look(some(100), { owner: "gate", signal: controller.signal }, () => {});
    at(500, () => controller.abort());
    await clock.run(clock.sleep(60_000));
    expect(requests()).toEqual(["list of 100"]);
  });
});
