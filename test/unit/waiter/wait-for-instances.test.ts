import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { waitForInstancesWith } from "../../../src/waiter/wait-for-instances";
import { createFakeStatusClient } from "../../support/fake-status-client";
import { createVirtualClock } from "../../support/virtual-clock";

/** What a wait of a hook fails with that may not begin. */
async function refused(options: object, areSecret = true) {
  const context = {
    settings: { env: {}, config: () => undefined, home: "/nowhere" },
    connect: () => Promise.reject(new Error("somebody was asked")),
    clock: createVirtualClock(),
    warn: () => {},
    waiter: { again: "wait again", what: "the wait" },
    areSecret,
  };
  return waitForInstancesWith(context, options as never).catch((error) => error);
}

const AS_RETURNED = "give the instance id exactly as CreateInstance returned it";

describe("ids that are a secret, and can be no ids", () => {
  it.each([
    ["a backslash, which a message spells as two", "DOMAIN\\vault-77"],
    ["a quotation mark", 'DOMAIN/"vault-77'],
    ["line breaks", "vault\n77"],
    ["more characters than a message shows", `${"vault77".repeat(40)} x`],
    ["a character that nobody sees", "vault\u200b77"],
    ["half of a character", "vault\ud80077"],
  ])("are in no message: one with %s", async (_what, id) => {
    for (const options of [{ instanceIds: ["a", id] }, { instanceId: id }]) {
      const error = await refused(options);
      expect(error).toMatchObject({ name: "WaitError", code: "INVALID_ARGUMENT" });
      const shown = [error.message, ...error.reasons, error.stack, JSON.stringify(error)].join("\n");
      expect(shown).toContain('is "[secret]": ');
      expect(shown).not.toMatch(/vault|DOMAIN/);
    }
  });

  it("take no letters out of our own words", async () => {
    expect((await refused({ instanceIds: ["a", "b c"] })).message).toBe(
      `"instanceIds[1]" is "[secret]": ${AS_RETURNED}`,
    );
  });

  it.each<[string, unknown]>([
    ["a number", 5],
    ["null", null],
    ["undefined", undefined],
    ["an object", {}],
    ["a symbol", Symbol("vault")],
    ["a number without an end", 10n],
  ])("fail in a sentence where one is %s: text.startsWith is not a function", async (_what, id) => {
    const error = await refused({ instanceIds: [id] });
    expect(error).toMatchObject({ name: "WaitError", message: `"instanceIds[0]" is "[secret]": ${AS_RETURNED}` });
  });

  it("are not named where one id stands beside several, or where they are no list", async () => {
    expect((await refused({ instanceId: "vault-77", instanceIds: ["a"] })).message).toBe(
      '"instanceId" is "[secret]": give either instanceId or instanceIds, not both',
    );
    expect((await refused({ instanceIds: "vault-77" })).message).toBe(
      '"instanceIds" is "[secret]": name at least one instance',
    );
  });
});

describe("a wait", () => {
  const holdsItself: Record<string, unknown> = {};
  holdsItself.self = holdsItself;

  it.each<[string, unknown]>([
    ["an object that holds itself", holdsItself],
    ["a symbol", Symbol("x")],
    ["an object without a prototype", Object.assign(Object.create(null), { a: 1n })],
  ])("says all that is wrong with it, though every option is %s", async (_what, value) => {
    const names = ["instanceIds", "timeout", "settle", "tolerateError", "signal", "onProgress"];
    const error = await refused(Object.fromEntries(names.map((name) => [name, value])), false);
    expect(error).toMatchObject({ name: "WaitError", code: "INVALID_ARGUMENT" });
    for (const name of names) expect(error.reasons.join("\n")).toContain(`"${name}" is `);
  });

  it("does not begin where its list of ids has a hole", async () => {
    expect((await refused({ instanceIds: new Array(2) }, false)).reasons).toEqual(
      [0, 1].map((place) => `"instanceIds[${place}]" is not set: ${AS_RETURNED}`),
    );
  });

  it("shows an id that is no secret as it was given", async () => {
    expect((await refused({ instanceIds: ["a", "b c"] }, false)).reasons).toEqual([
      `"instanceIds[1]" is "b c": ${AS_RETURNED}`,
    ]);
  });
});

describe("a callback that fails", () => {
  const mistake = new Error("the log is full");
  // biome-ignore lint/suspicious/noThenProperty: what libraries return that have promises of their own
  const thenable = { then: (_resolve: unknown, reject: (error: Error) => void) => reject(mistake) };
  const ways: [string, () => unknown][] = [
    [
      "throws",
      () => {
        throw mistake;
      },
    ],
    ["is asynchronous, and rejects", async () => Promise.reject(mistake)],
    ["returns what is like a promise, and rejects", () => thenable],
  ];

  /** What a wait for an instance ends with that stays pending, and when, in seconds. */
  async function endOf(options: object, { state = "pending", connects = true } = {}) {
    const clock = createVirtualClock();
    const client = createFakeStatusClient({ now: clock.now, get: async () => ({ status: { state } }) });
    const context = {
      settings: { env: {}, config: () => undefined, home: "/nowhere" },
      connect: () => (connects ? Promise.resolve(client) : new Promise<never>(() => {})),
      clock,
      warn: () => {},
      waiter: { again: "wait again", what: "the wait" },
    };
    const wait = waitForInstancesWith(context, { instanceId: "a", timeout: "1h", ...options });
    const end = await clock.run(wait.catch((error) => error));
    return { end, seconds: clock.now() / 1_000 };
  }

  it.each(ways)("ends the wait with what it fails with: a progress that %s", async (_way, onProgress) => {
    expect(await endOf({ onProgress })).toEqual({ end: mistake, seconds: 1 });
  });

  it.each(ways)("ends the wait with what it fails with: a warning that %s", async (_way, onWarning) => {
    expect(await endOf({ onWarning }, { state: "defragmenting" })).toEqual({ end: mistake, seconds: 1 });
  });

  it.each(ways)("ends the wait before anybody is asked: a warning of an option that %s", async (_way, onWarning) => {
    const { end } = await endOf({ onWarning, timeuot: "1h" }, { connects: false });
    expect(end).toBe(mistake);
  });

  it("does not end the process when it rejects after the wait", async () => {
    let reject = (_error: Error) => {};
    const onProgress = () => new Promise<void>((_resolve, late) => (reject = late));
    const { end } = await endOf({ onProgress }, { state: "running" });
    expect(end).toMatchObject({ a: { state: "running" } });
    reject(mistake);
    // A rejection that nobody looks at fails the test.
    await setImmediate();
  });
});
