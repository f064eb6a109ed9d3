import { describe, expect, it } from "@jest/globals";
import { ArgumentError, ConnectionError, CredentialsError } from "../../../src/errors";
import { missing, seen, unanswered } from "../../support/fake-context";
import { gateHooks, gateInputs, gateNews, PID, PROVIDER, previewNews, thrownBy, URN } from "../../support/gate-hooks";

const running = { live: () => seen("running") };
const error = { errorCode: "iMetal.0301", errorMsg: "No server is free.", errorType: "create_instance_error" };
const failed = { status: { state: "error", error }, requestId: "r-7" };
const said = (logged: readonly { severity?: string; message: string }[]) =>
  logged.filter(({ severity }) => severity === "warning").map(({ message }) => message);

describe("create of a gate", () => {
  it("waits until all run, and saves what was seen", async () => {
    const { create, clock, asked } = gateHooks({ live: (_id, at) => seen(at < 12_000 ? "pending" : "running") });
    expect(await create(gateInputs())).toEqual({
      id: expect.stringMatching(/^gate-[0-9a-f]{16}$/),
      outs: gateInputs({ status: "running", observed: [{ status: { state: "running" } }], openedBy: "wait" }),
    });
    expect(clock.now()).toBe(15_000);
    expect(asked.every(({ asker }) => asker === URN)).toBe(true);
  });

  it("says of each instance what was seen of it, the same ones together", async () => {
    const { create } = gateHooks({ live: (id) => seen("running", id === "b" ? undefined : "install-succeed") });
    const { outs } = await create(gateInputs({ instanceIds: ["a", "b", "c"] }));
    expect(outs?.observed).toEqual([
      { status: { state: "running", operationState: "install-succeed" }, places: [0, 2] },
      { status: { state: "running" }, places: [1] },
    ]);
  });

  it("names a gate by its instances and its place, whatever their order, and shows no id", async () => {
    const { create } = gateHooks(running);
    const id = async (more: object = {}) => (await create(gateInputs(more))).id;
    expect(await id({ instanceIds: ["b", "a"], timeout: "1h" })).toBe(await id());
    expect(new Set([await id(), await id({ instanceIds: ["a"] }), await id({ region: "cn-east-3" })]).size).toBe(3);
    expect(await id({ instanceIds: ["a-long-id"] })).not.toContain("a-long-id");
  });

  it("tells how far it has come, on its own line, while it happens", async () => {
    const { create, logged } = gateHooks({
      live: (id, at) => seen(id === "a" || at >= 10_000 ? "running" : "pending"),
    });
    await create(gateInputs());
    expect(logged).toEqual([
      { urn: URN, ephemeral: true, message: "1/2 · 1 pending · 1s/30m" },
      { urn: URN, ephemeral: true, message: "2/2 · running after 10s" },
    ]);
  });

  it("takes its patience from its inputs", async () => {
    const { create, asked } = gateHooks(running);
    await create(gateInputs({ instanceIds: ["a"], settle: 3, pollInterval: "10s", initialDelay: "1m" }));
    expect(asked.map(({ at }) => at / 1_000)).toEqual([60, 70, 80]);
  });

  it("does not look with skipWait, and warns of it", async () => {
    const { create, connected, logged } = gateHooks();
    const { outs } = await create(gateInputs({ skipWait: true }));
    expect(outs).toMatchObject({ skipWait: true, observed: [], openedBy: "skipWait" });
    expect(connected).toEqual([]);
    expect(logged).toEqual([
      {
        urn: URN,
        severity: "warning",
        message: "skipWait: no instance was looked at, and dependents start immediately",
      },
    ]);
  });
});

describe("update of a gate", () => {
  it("waits again", async () => {
    const { update, clock } = gateHooks({ live: (_id, at) => seen(at < 4_000 ? "pending" : "running") });
    expect(await update(gateInputs())).toEqual({
      outs: gateInputs({ status: "running", observed: [{ status: { state: "running" } }], openedBy: "wait" }),
    });
    expect(clock.now()).toBe(5_000);
  });

  it("that fails keeps its id", async () => {
    const { update } = gateHooks({ live: () => failed });
    expect(await thrownBy(update(gateInputs()))).toMatchObject({ id: "gate-1" });
  });
});

describe("progress in a pipeline", () => {
  it("has a line each half minute, and not each ten seconds", async () => {
    const live = (_id: string, at: number) => seen(at < 100_000 ? "pending" : "running");
    const linesWith = async (env: Record<string, string>) => {
      const { create, logged } = gateHooks({ live, env });
      await create(gateInputs({ instanceIds: ["a"] }));
      return logged.length;
    };
    expect([await linesWith({}), await linesWith({ CI: "true" })]).toEqual([11, 5]);
  });
});

describe("a wait that fails", () => {
  const wait = (options: Parameters<typeof gateHooks>[0], more: object = {}) => {
    const hooks = gateHooks(options);
    return { ...hooks, thrown: thrownBy(hooks.create(gateInputs(more))) };
  };

  it("keeps the way that an instance went beside its last status", async () => {
    const { thrown } = wait({ live: (_id, at) => (at < 4_000 ? seen("pending") : failed) }, { instanceIds: ["a"] });
    expect((await thrown).properties).toMatchObject({
      observed: [{ status: { state: "error" }, trail: "pending 5s → error" }],
    });
  });

  it("is a resource that exists and is not ready: with its reasons, and what the engine needs to destroy it", async () => {
    const thrown = await wait({ live: (id) => (id === "b" ? failed : seen("running")) }).thrown;
    expect(thrown).toMatchObject({
      id: expect.stringMatching(/^gate-/),
      reasons: [
        "instance b is error (create_instance_error: iMetal.0301 No server is free.) (request id r-7) after 0s, wanted running: retry its provisioning in the CloudDC console or replace the instance, then run pulumi up again",
      ],
      properties: {
        ...gateInputs(),
        __provider: PROVIDER,
        status: "b: error (create_instance_error: iMetal.0301 No server is free.)",
        observed: [
          { status: { state: "running" }, places: [0] },
          { status: { state: "error", error }, places: [1] },
        ],
      },
    });
    expect(thrown.properties).not.toHaveProperty("openedBy");
    expect(thrown.message).toBe((thrown.reasons as string[]).join("; "));
    expect(thrown.stack).toBe("");
    expect(thrown).not.toHaveProperty("code");
  });

  it("at its timeout names each instance that is not ready", async () => {
    const { thrown, clock } = wait({ live: (id) => seen(id === "a" ? "stopped" : "pending") }, { timeout: "1m" });
    expect((await thrown).reasons).toEqual([
      expect.stringMatching(/^instance a was still stopped \(request id r-1\) at the timeout of 1m/),
      expect.stringMatching(/^instance b was still pending \(request id r-1\) at the timeout of 1m/),
    ]);
    expect(clock.now()).toBe(60_000);
  });

  it("because there is no such instance is saved, too: it was certainly looked for", async () => {
    const { thrown } = wait({ live: missing }, { instanceIds: ["a"], notFoundGrace: "10s" });
    expect(await thrown).toMatchObject({
      id: expect.stringMatching(/^gate-/),
      reasons: [expect.stringMatching(/^instance a was not found for 10s .*Instances not found: \[a\]/)],
      properties: { observed: [{ status: {} }] },
    });
  });

  it("has reasons without undefined, which the engine cannot save", async () => {
    const thrown = await wait(
      { live: (_id, at) => (at === 0 ? seen("pending") : unanswered("SERVER_ERROR", 503)) },
      { timeout: "20s" },
    ).thrown;
    expect(JSON.parse(JSON.stringify(thrown.properties))).toEqual(thrown.properties);
  });
});

describe("a wait that saw nothing at all", () => {
  it.each<[string, Parameters<typeof gateHooks>[0], string]>([
    [
      "refused credentials",
      { live: () => unanswered("UNAUTHENTICATED", 401) },
      "instance a could not be looked up after 0s, wanted running [CloudDC answered HTTP 401]; instance b could not be looked up after 0s, wanted running [CloudDC answered HTTP 401]",
    ],
    [
      "no credentials",
      { noLine: new CredentialsError("NO_CREDENTIALS", "no credentials were found: set …") },
      "no credentials were found: set …",
    ],
    ["no place to ask", { noLine: new ArgumentError("region", undefined, "pass it") }, '"region" is not set: pass it'],
  ])("because of %s is a sentence, and nothing is saved", async (_name, options, message) => {
    const thrown = await thrownBy(gateHooks(options).create(gateInputs()));
    expect(thrown.message).toBe(message);
    expect(thrown.stack).toBe("");
    for (const key of ["id", "reasons", "properties", "code"]) expect(thrown).not.toHaveProperty(key);
  });

  it("because nobody answered until the timeout is a sentence, too", async () => {
    const { create, clock } = gateHooks({ live: () => unanswered("SERVER_ERROR", 503) });
    const thrown = await thrownBy(create(gateInputs({ instanceIds: ["a"], timeout: "1m" })));
    expect(thrown.message).toMatch(
      /^instance a was still not seen at the timeout of 1m.*\[CloudDC answered HTTP 503\]$/,
    );
    expect(thrown).not.toHaveProperty("id");
    expect(clock.now()).toBe(60_000);
  });

  it("because of a mistake of ours does not hide it", async () => {
    const mistake = new TypeError("x is not a function");
    expect(await thrownBy(gateHooks({ noLine: mistake }).create(gateInputs()))).toBe(mistake);
  });
});

describe("a wait that is still connecting", () => {
  const trouble = new ConnectionError("CONNECTION_FAILED", "no credentials: the metadata service gave no keys");
  const failsUntil =
    (ms: number, error: Error = trouble) =>
    async ({ now }: { now(): number }) => {
      if (now() < ms) throw error;
    };
  const takes =
    (ms: number) =>
    ({ sleep }: { sleep(ms: number): Promise<void> }) =>
      sleep(ms);

  it("ends with its program: it went on until the credentials were there, or were not", async () => {
    const { check, create, clock, logged } = gateHooks({ connecting: takes(3_600_000), ended: { [PID]: 5_500 } });
    const { inputs } = await check({}, gateNews());
    const begins = clock.now();
    const thrown = await thrownBy(create({ ...inputs, instanceIds: ["a"] }));
    expect(clock.now()).toBeLessThanOrEqual(5_750);
    const waited = Math.round((clock.now() - begins) / 1_000);
    expect(thrown.message).toBe(
      `instance a was not seen when the deployment was interrupted after ${waited}s, wanted running: run pulumi up again to go on waiting`,
    );
    expect(thrown).not.toHaveProperty("id");
    expect(logged.at(-1)?.message).toMatch(/interrupted after/);
  });

  it("opens when the trouble has passed: it failed at once, though a preview says that up would wait", async () => {
    const { create, clock, logged } = gateHooks({ ...running, connecting: failsUntil(20_000) });
    expect((await create(gateInputs())).outs).toMatchObject({ openedBy: "wait" });
    expect(clock.now()).toBeGreaterThanOrEqual(20_000);
    expect(clock.now()).toBeLessThan(40_000);
    expect(logged[0]).toEqual({
      urn: URN,
      ephemeral: true,
      message: `0/2 · 2 no answer · 1s/30m · ${trouble.message}`,
    });
  });

  it("says at its timeout, in one sentence, why nothing was looked up, and saves nothing", async () => {
    const { create, clock } = gateHooks({ connecting: failsUntil(Number.POSITIVE_INFINITY) });
    const thrown = await thrownBy(create(gateInputs({ timeout: "1m" })));
    expect(thrown.message).toBe(
      `no instance could be looked up until the timeout of 1m, wanted running [${trouble.message}]`,
    );
    expect(thrown.stack).toBe("");
    for (const key of ["id", "reasons", "properties", "code"]) expect(thrown).not.toHaveProperty(key);
    expect(clock.now()).toBe(60_000);
  });

  it.each([
    ["after other trouble", 3_000, {}],
    ["before the first look is due", 0, { initialDelay: "20m" }],
  ])("fails at once for want of credentials, %s, and is not called interrupted", async (_when, ms, options) => {
    const none = new CredentialsError("NO_CREDENTIALS", "no credentials were found: set …");
    const { create, clock, logged } = gateHooks({
      async connecting(clock) {
        await failsUntil(ms)(clock);
        throw none;
      },
    });
    const thrown = await thrownBy(create(gateInputs(options)));
    expect(thrown.message).toBe(none.message);
    expect(clock.now()).toBeGreaterThanOrEqual(ms);
    expect(clock.now()).toBeLessThan(ms + 4_000);
    expect(logged.filter(({ message }) => /interrupted/.test(message))).toEqual([]);
  });

  it("ends after a minute for a cause that hardly ever passes, and warns of it", async () => {
    const refused = new ConnectionError("CERTIFICATE_REFUSED", "the certificate was refused");
    const { create, clock, logged } = gateHooks({ connecting: failsUntil(Number.POSITIVE_INFINITY, refused) });
    const thrown = await thrownBy(create(gateInputs()));
    expect(thrown.message).toBe(
      "no instance could be looked up after 1m, wanted running [the certificate was refused]",
    );
    expect(clock.now()).toBe(60_000);
    expect(said(logged)).toEqual(["the certificate was refused"]);
  });

  it.each([
    ["in time", 40_000, 60_000],
    ["in the last moment, and looks once", 59_999, 60_000],
    ["after it, and looks once", 65_000, 65_000],
  ])("has connecting count into its timeout: connected %s", async (_when, ms, end) => {
    const { create, clock, asked } = gateHooks({ connecting: takes(ms) });
    const thrown = await thrownBy(create(gateInputs({ instanceIds: ["a"], timeout: "1m" })));
    expect(thrown.reasons).toEqual([
      expect.stringMatching(/^instance a was still pending \(request id r-1\) at the timeout of 1m/),
    ]);
    expect(asked.length).toBeGreaterThan(0);
    expect(clock.now()).toBe(end);
  });

  it("ends one request time-out after its timeout, though nobody knows yet whether it is connected", async () => {
    const { create, clock } = gateHooks({ connecting: takes(3_600_000) });
    const thrown = await thrownBy(create(gateInputs({ instanceIds: ["a"], timeout: "1m" })));
    expect(thrown.message).toMatch(/^instance a was still not seen at the timeout of 1m.*\[no answer within 10s\]$/);
    expect(clock.now()).toBe(70_000);
  });

  it("looks once with a timeout of nothing, however long connecting takes", async () => {
    const { create } = gateHooks({ ...running, connecting: takes(2_000) });
    expect((await create(gateInputs({ timeout: 0 }))).outs).toMatchObject({ openedBy: "wait" });
  });

  it("connects no more often for many instances than for one", async () => {
    const { create, connected } = gateHooks({ connecting: failsUntil(Number.POSITIVE_INFINITY) });
    const instanceIds = Array.from({ length: 50 }, (_, n) => `i-${n}`);
    await thrownBy(create(gateInputs({ instanceIds, timeout: "10m" })));
    // Pauses that double up to half a minute, of which at least half is kept.
    expect(connected.length).toBeGreaterThan(20);
    expect(connected.length).toBeLessThan(50);
  });
});

describe("a wait whose program has ended", () => {
  it("ends within a quarter of a second, as a resource that goes on with the next up", async () => {
    const { check, create, clock } = gateHooks({ ended: { [PID]: 7_000 } });
    const { inputs } = await check({}, gateNews());
    const thrown = await thrownBy(create(inputs ?? {}));
    expect(clock.now()).toBeLessThanOrEqual(7_250);
    expect(thrown).toMatchObject({
      id: expect.stringMatching(/^gate-/),
      reasons: [
        "instance a was pending (request id r-1) when the deployment was interrupted after 7s, wanted running: run pulumi up again to go on waiting",
        expect.stringMatching(/^instance b was pending/),
      ],
    });
  });

  it("before it began to look saves nothing", async () => {
    const { check, create, clock } = gateHooks({ ended: { [PID]: 0 } });
    const { inputs } = await check({}, gateNews());
    const thrown = await thrownBy(create({ ...inputs, initialDelay: "1m" }));
    expect(thrown.message).toContain("was not seen when the deployment was interrupted");
    expect(thrown).not.toHaveProperty("id");
    expect(clock.now()).toBe(0);
  });

  it("is not another gate's", async () => {
    const { check, create } = gateHooks({ ended: { 1: 0 }, ...running });
    const { inputs } = await check({}, gateNews());
    await check({}, gateNews({ __urn: "urn:of:another", __run: { pid: 1, preview: false } }));
    expect((await create(inputs ?? {})).outs?.observed).toHaveLength(1);
  });
});

describe("a wait warns, once", () => {
  it("of a state that nobody knows", async () => {
    const { create, logged } = gateHooks({
      live: (id, at) => seen(at >= 90_000 ? "running" : id === "a" ? "defragmenting" : "pending"),
    });
    await create(gateInputs());
    expect(said(logged)).toEqual([
      'the API says "defragmenting", a state that this package does not know: the wait goes on',
    ]);
  });

  it("of what the line to the API has to say", async () => {
    const { create, logged } = gateHooks({
      live: (_id, at) => seen(at >= 90_000 ? "running" : "pending"),
      notices: ["instances are looked at one by one"],
    });
    await create(gateInputs());
    expect(said(logged)).toEqual(["instances are looked at one by one"]);
    expect(logged.every(({ urn }) => urn === URN)).toBe(true);
  });
});

describe("a wait for ids that are a secret", () => {
  const secrets = { instanceIds: ["secret-1", "secret-2"], __secret: true };

  it.each<[string, Parameters<typeof gateHooks>[0]]>([
    ["do not exist", { live: missing }],
    ["fail", { live: (id) => ({ status: { state: "error", error: { ...error, errorMsg: `no server for ${id}` } } }) }],
    ["are refused", { live: (id) => unanswered("BAD_REQUEST", 400, `invalid value: ${id}`) }],
    ["stay pending", { live: () => seen("pending"), notices: ["the list was refused: invalid value: secret-1"] }],
  ])("shows their places only, when they %s", async (_name, options) => {
    const { create, logged } = gateHooks(options);
    const thrown = await thrownBy(create(gateInputs({ ...secrets, timeout: "3m" })));
    expect(thrown.message).toMatch(/instance [12] of 2 /);
    expect(`${thrown.message}${JSON.stringify(thrown.reasons)}${JSON.stringify(logged)}`).not.toMatch(/secret-\d/);
    expect(thrown.id ?? "").not.toMatch(/secret-\d/);
  });
});

describe("ids that become a secret when the gate is open", () => {
  const ids = { instanceIds: ["cafe-1", "cafe-2"] };
  const withMore = { initialDelay: "20m", settle: 5 };
  const secret = { instanceIds: ["cafe-2", "cafe-1"], __secret: true };

  async function opened(states: { current: string }) {
    const gate = gateHooks({ live: (id) => seen(states.current, id === "cafe-1" ? "of-cafe-2-succeed" : undefined) });
    const { outs: olds = {} } = await gate.create(
      (await gate.check({}, gateNews({ ...ids, ...withMore }))).inputs ?? {},
    );
    return { ...gate, olds };
  }

  it("are told by no preview, and by no refresh after the update, which waits for nothing", async () => {
    const states = { current: "running" };
    const { check, diff, update, read, olds, clock, logged } = await opened(states);
    const before = clock.now();
    const told = logged.length;
    const { inputs = {} } = await check(olds, gateNews({ ...secret, ...withMore }));
    expect(await diff(olds, inputs)).toEqual({ changes: true, replaces: [] });
    const { outs = {} } = await update(inputs, olds);
    expect(clock.now()).toBe(before);
    expect(outs).toEqual({
      ...inputs,
      observed: [
        { status: { state: "running" }, places: [0] },
        { status: { state: "running", operationState: "of-[redacted]-succeed" }, places: [1] },
      ],
      openedBy: "wait",
    });
    expect(await diff(outs, inputs)).toEqual({ changes: false, replaces: [] });

    states.current = "error";
    expect((await thrownBy(read(outs))).message).toMatch(/^instances 1 of 2, 2 of 2 are error/);
    const drifted = await check(outs, previewNews({ ...secret, ...withMore }));
    await diff(outs, drifted.inputs ?? {});
    const { instanceIds: _ids, ...shown } = drifted.inputs ?? {};
    expect(JSON.stringify([shown, logged.slice(told)])).not.toContain("cafe");
  });

  it("are told by no preview that comes before the update", async () => {
    const states = { current: "running" };
    const { check, diff, olds, logged } = await opened(states);
    const told = logged.length;
    states.current = "error";
    const { inputs = {} } = await check(olds, previewNews({ ...secret, ...withMore }));
    await diff(olds, inputs);
    const { instanceIds: _ids, ...shown } = inputs;
    expect(logged).toHaveLength(told + 1);
    expect(JSON.stringify([shown, logged.slice(told)])).not.toContain("cafe");
  });

  it.each<[string, string, object]>([
    ["an instance does not run", "stopped", {}],
    ["a trigger has changed as well", "running", { triggers: ["v2"] }],
  ])("are waited for all the same where %s", async (_name, state, more) => {
    const states = { current: "running" };
    const { check, update, olds, asked } = await opened(states);
    states.current = state;
    const { inputs = {} } = await check(olds, gateNews({ ...secret, ...more }));
    states.current = "running";
    const before = asked.length;
    expect((await update(inputs, olds)).outs).toMatchObject({ __secret: true, openedBy: "wait" });
    expect(asked.length).toBeGreaterThan(before);
  });

  it("open no gate that is shut", async () => {
    const { update, olds, asked } = await opened({ current: "running" });
    const { openedBy: _open, ...shut } = olds;
    const before = asked.length;
    await update({ ...shut, ...secret }, shut);
    expect(asked.length).toBeGreaterThan(before);
  });
});
