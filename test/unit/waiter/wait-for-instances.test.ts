import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { ConnectionError, CredentialsError } from "../../../src/errors";
import { waitForInstancesWith } from "../../../src/waiter/wait-for-instances";
import { createFakeContext, type FakeOptions, seen } from "../../support/fake-context";
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

describe("a wait that is still connecting", () => {
  const trouble = new ConnectionError("CONNECTION_FAILED", "no credentials: the metadata service gave no keys");

  function waitWith(connecting: FakeOptions["connecting"], options: object, live: FakeOptions["live"] = undefined) {
    const context = createFakeContext({ ...(connecting && { connecting }), ...(live && { live }) });
    const { clock, connect } = context;
    const waiter = { again: "wait again", what: "the wait" };
    const wait = waitForInstancesWith({ settings: context.settings(), connect, clock, warn: () => {}, waiter }, {
      instanceIds: ["a", "b"],
      ...options,
    } as never);
    const end = clock.run(
      wait.then(
        (statuses) => ({ statuses, at: clock.now() }),
        (error) => ({ error, at: clock.now() }),
      ),
    ) as Promise<{ statuses?: object; error?: Error & { reasons: string[] }; at: number }>;
    return { clock, end };
  }

  it("ends at once when its signal is aborted, in the sentence of an interruption", async () => {
    const stop = new AbortController();
    const { clock, end } = waitWith(({ sleep }) => sleep(3_600_000), { signal: stop.signal, instanceIds: ["a"] });
    void clock.sleep(5_500).then(() => stop.abort());
    const { error, at } = await end;
    expect(error).toMatchObject({
      name: "WaitError",
      code: "INTERRUPTED",
      statuses: {},
      reasons: [
        "instance a was not seen when the wait was interrupted after 6s, wanted running: wait again to go on waiting",
      ],
    });
    expect(at).toBe(5_500);
  });

  it("goes on after trouble that passes, and tells of it: it failed at once", async () => {
    const lines: string[] = [];
    const { end } = waitWith(
      async ({ now }) => {
        if (now() < 20_000) throw trouble;
      },
      { onProgress: ({ line }: { line: string }) => void lines.push(line) },
      () => seen("running"),
    );
    const { statuses, at } = await end;
    expect(Object.keys(statuses ?? {})).toEqual(["a", "b"]);
    expect(at).toBeGreaterThanOrEqual(20_000);
    expect(lines[0]).toBe(`0/2 · 2 no answer · 1s/30m · ${trouble.message}`);
  });

  it.each<[string, Error, { code: string; sentence: string; at: number }]>([
    [
      "at its timeout for trouble that lasts",
      trouble,
      {
        code: "WAIT_TIMED_OUT",
        sentence: `no instance could be looked up until the timeout of 2m, wanted running [${trouble.message}]`,
        at: 120_000,
      },
    ],
    [
      "after a minute for what hardly ever passes",
      new ConnectionError("HOST_NOT_FOUND", "the name does not resolve"),
      {
        code: "HOST_NOT_FOUND",
        sentence: "no instance could be looked up after 1m, wanted running [the name does not resolve]",
        at: 60_000,
      },
    ],
    [
      "at once for want of credentials",
      new CredentialsError("NO_CREDENTIALS", "no credentials were found: set …"),
      { code: "NO_CREDENTIALS", sentence: "no credentials were found: set …", at: 0 },
    ],
  ])("ends %s, with its cause", async (_when, cause, { code, sentence, at: due }) => {
    const { error, at } = await waitWith(() => Promise.reject(cause), { timeout: "2m" }).end;
    expect(error).toMatchObject({ name: "WaitError", code, reasons: [sentence] });
    expect(at).toBe(due);
  });

  it("has that count into its timeout", async () => {
    const { error, at } = await waitWith(({ sleep }) => sleep(40_000), { timeout: "1m" }).end;
    expect(error).toMatchObject({ code: "WAIT_TIMED_OUT" });
    expect(error?.message).toContain("was still pending (request id r-1) at the timeout of 1m");
    expect(at).toBe(60_000);
  });

  it("rejects with a mistake of ours as it is", async () => {
    const mistake = new TypeError("x is not a function");
    expect((await waitWith(() => Promise.reject(mistake), {}).end).error).toBe(mistake);
  });
});
