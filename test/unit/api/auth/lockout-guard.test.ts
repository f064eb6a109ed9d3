import { describe, expect, it } from "@jest/globals";
import { createLockoutGuard, type GuardOptions } from "../../../../src/api/auth/lockout-guard";
import { CredentialsError } from "../../../../src/errors";
import { createVirtualClock } from "../../../support/virtual-clock";

const REFUSAL = new CredentialsError("BAD_CREDENTIALS", "the key is refused");

/** Requests that take a second each; a test says which are refused. */
function guarding({ isRefused = (_index: number) => false, ...options }: GuardOptions & Partial<Refusing> = {}) {
  const clock = createVirtualClock();
  const guard = createLockoutGuard(clock, options);
  let sent = 0;
  let underWay = 0;
  let most = 0;
  const ask = async (signal?: AbortSignal) => {
    const pass = await guard.enter(signal);
    try {
      const index = sent++;
      most = Math.max(most, ++underWay);
      await clock.sleep(1_000);
      underWay--;
      if (isRefused(index)) {
        pass.refused(REFUSAL);
        throw REFUSAL;
      }
      pass.accepted();
      return clock.now();
    } finally {
      pass.leave();
    }
  };
  const askAll = (count: number) => clock.run(Promise.allSettled(Array.from({ length: count }, () => ask())));
  const rest = (ms: number) => clock.run(clock.sleep(ms));
  return { clock, guard, ask, askAll, rest, sent: () => sent, most: () => most };
}

interface Refusing {
  isRefused: (index: number) => boolean;
}

describe("a key that nobody has used yet", () => {
  it("is tried by one request, and the others wait for what comes of it", async () => {
    const { askAll, most } = guarding();
    const times = (await askAll(5)).map((result) => (result.status === "fulfilled" ? result.value : undefined));
    expect(times).toEqual([1_000, 2_000, 2_000, 2_000, 2_000]);
    expect(most()).toBe(4);
  });

  it("that is refused is refused to everybody, by one request", async () => {
    const { askAll, sent } = guarding({ isRefused: () => true });
    const results = await askAll(50);
    expect(results.every((result) => result.status === "rejected" && result.reason === REFUSAL)).toBe(true);
    expect(sent()).toBe(1);
  });
});

describe("a refusal", () => {
  it("counts for a minute, and then one request finds out again", async () => {
    const { askAll, rest, sent } = guarding({ isRefused: (index) => index < 2 });
    await askAll(3);
    await rest(59_999);
    await askAll(3);
    expect(sent()).toBe(1);
    await rest(1);
    expect((await askAll(3)).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(sent()).toBe(2);
    await rest(60_000);
    expect((await askAll(3)).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
  });

  it("may have to come twice in a row before it counts for everybody", async () => {
    const { askAll, sent } = guarding({ spreadsAfter: 2, isRefused: (index) => index !== 1 });
    expect((await askAll(9)).map(({ status }) => status)).toEqual([
      "rejected",
      "fulfilled",
      ...Array(7).fill("rejected"),
    ]);
    // The third was let in together with three more.
    expect(sent()).toBe(6);
  });

  it("of requests that are under way together is fewer than six, which would lock the key", async () => {
    const { askAll, most, sent } = guarding({ isRefused: (index) => index > 0 });
    await askAll(30);
    expect([most(), sent()]).toEqual([4, 5]);
  });
});

describe("a key that rested", () => {
  it("is tried by one request again", async () => {
    const { askAll, rest, sent } = guarding({ isRefused: (index) => index >= 8 });
    await askAll(8);
    await rest(1_000);
    await askAll(8);
    expect(sent()).toBe(9);
  });

  it("for less than a second is not", async () => {
    const { askAll, rest, most } = guarding();
    await askAll(1);
    await rest(999);
    await askAll(4);
    expect(most()).toBe(4);
  });
});

describe("whoever was refused", () => {
  it("is alone until it leaves, and the others that were under way with it come after", async () => {
    const { clock, guard } = guarding();
    const first = await guard.enter();
    first.accepted();
    first.leave();
    const [one, other] = [await guard.enter(), await guard.enter()];
    await one?.alone();
    const order: string[] = [];
    const waits = Promise.all([
      other?.alone().then(() => order.push("other")),
      guard.enter().then((pass) => {
        order.push("newcomer");
        pass.leave();
      }),
    ]);
    await clock.run(clock.sleep(10));
    expect(order).toEqual([]);
    one?.leave();
    await clock.run(clock.sleep(10));
    expect(order).toEqual(["other"]);
    other?.leave();
    await clock.run(waits);
    expect(order).toEqual(["other", "newcomer"]);
  });
});

describe("whoever gives up", () => {
  it("leaves the others where they are", async () => {
    const { clock, ask, sent } = guarding();
    const abort = new AbortController();
    const asks = [ask(), ask(abort.signal), ask()];
    const settled = Promise.allSettled(asks);
    await clock.run(clock.sleep(500));
    abort.abort();
    const results = await clock.run(settled);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({ reason: { code: "INTERRUPTED" } });
    expect(sent()).toBe(2);
  });
});
