/** States that no version of this package writes: edited by hand, imported, half lost. No hook may trip over one, nor trust it. */
import { describe, expect, it } from "@jest/globals";
import type { dynamic } from "@pulumi/pulumi";
import fc from "fast-check";
import { createStatusHooks } from "../../../src/provider/status-hooks";
import { serializedProvider } from "../../../src/resources/dynamic";
import { failureOf } from "../../support/engine-rpc";
import { createFakeContext, type FakeOptions, seen, unanswered, WHERE } from "../../support/fake-context";
import { gateHooks, gateInputs, gateNews, PID, previewNews, thrownBy } from "../../support/gate-hooks";
import { hostileJson, UNCLEAN } from "../../support/hostile-json";

type Properties = Record<string, unknown>;

/** Everything there is in the state of a gate that was opened. */
const openGate = (more: object = {}): Properties => ({
  ...gateInputs({
    triggers: ["v1"],
    settle: 2,
    __customTimeouts: { create: "1h" },
    __secret: false,
    status: "running",
    observed: [{ status: { state: "running" }, places: [0, 1] }],
    openedBy: "wait",
  }),
  ...more,
});
const gateAgain = { triggers: ["v1"], settle: 2, timeout: "30m", __customTimeouts: { create: "1h" } };

const RECORD_URN = "urn:pulumi:dev::stack::pulumi-nodejs:dynamic/clouddc:InstanceStatus::web";
const recordNews = (more: object = {}): Properties => ({
  instanceId: "a",
  ...WHERE,
  __provider: serializedProvider("instanceStatus"),
  __urn: RECORD_URN,
  __run: { pid: PID, preview: false },
  ...more,
});
/** Everything there is in the state of a record. */
const record = (more: object = {}): Properties => {
  const { __run: _run, ...inputs } = recordNews();
  const error = { errorCode: "c", errorMsg: "m", errorType: "t" };
  const status = { state: "running", operationState: "install-succeed", error, phase: "ready" };
  return { ...inputs, __location: WHERE, __secret: false, __ignoreChanges: ["error"], ...status, ...more };
};
function recordHooks(options: FakeOptions) {
  const context = createFakeContext(options);
  const hooks = createStatusHooks(context) as Required<dynamic.ResourceProvider>;
  return { ...context, hooks, run: context.clock.run };
}

const without = (state: Properties, ...names: string[]): Properties =>
  Object.fromEntries(Object.entries(state).filter(([name]) => !names.includes(name)));

const ERROR = seen("error");
const LIVES: readonly (readonly [string, FakeOptions])[] = [
  ["run", { live: () => seen("running") }],
  ["failed", { live: () => ERROR }],
  ["cannot be asked for", { live: () => unanswered("FORBIDDEN", 403) }],
];

interface Called {
  /** What the hook returned, or what the engine is told with its failure. */
  properties: Properties;
  failed?: string;
}

/** A failure is a sentence for a person, on one line and without a stack; a crash is none. */
async function called(hook: Promise<unknown>): Promise<Called> {
  const [returned] = await Promise.allSettled([hook as Promise<Properties | undefined>]);
  if (returned.status === "fulfilled") {
    const { props, outs, inputs } = (returned.value ?? {}) as Record<string, Properties>;
    return { properties: props ?? outs ?? inputs ?? returned.value ?? {} };
  }
  const error = returned.reason;
  const { message, stack, metadata, properties } = error;
  if (error.constructor !== Error) throw error;
  expect(message).not.toMatch(/Cannot read|is not (iterable|a function)|undefined/);
  expect(message).not.toMatch(UNCLEAN);
  expect(stack.replace(message, "")).toBe("");
  const told = metadata ? failureOf(error as never).initFailed?.properties : properties;
  return { properties: told ?? {}, failed: message };
}

/** Each hook that is called with this state, in a preview, an update, a refresh and a destroy; by name, what it gave. */
async function gateLife(state: Properties, options: FakeOptions) {
  const { check, diff, read, update, delete: remove } = gateHooks(options);
  const preview = await called(check(state, previewNews(gateAgain)));
  const checked = await called(check(state, gateNews(gateAgain)));
  const diffed = await called(diff(state, checked.properties));
  const refreshed = await called(read(state));
  const next = await called(diff(refreshed.properties, checked.properties));
  const updated = await called(update(checked.properties, state));
  return { preview, checked, diffed, refreshed, next, updated, removed: await called(remove(state)) };
}

async function recordLife(state: Properties, options: FakeOptions) {
  const { hooks, run } = recordHooks(options);
  const checked = await called(run(hooks.check(state, recordNews({ __ignoreChanges: ["error"] }))));
  const diffed = await called(run(hooks.diff("a", state, checked.properties)));
  const refreshed = await called(run(hooks.read("a", state)));
  const updated = await called(run(hooks.update("a", state, checked.properties)));
  return { checked, diffed, refreshed, updated, removed: await called(run(hooks.delete("a", state))) };
}

describe.each(LIVES)("with an odd state, of instances that %s,", (live, options) => {
  it.each<[string, Properties]>([
    ["nothing in it", {}],
    ["no place", without(openGate(), "__location")],
    ["null for a place", openGate({ __location: null })],
    ["null for a region", openGate({ __location: { ...WHERE, region: null } })],
    ["a text for a place", openGate({ __location: "here" })],
    ["no instanceIds", without(openGate(), "instanceIds")],
    ["null for instanceIds", openGate({ instanceIds: null })],
    ["a number for instanceIds", openGate({ instanceIds: 7 })],
    ["an object for instanceIds", openGate({ instanceIds: { a: 1 } })],
    ["instanceIds without one", openGate({ instanceIds: [] })],
    ["null among instanceIds", openGate({ instanceIds: ["a", null] })],
    ["no observed", without(openGate(), "observed")],
    ["null for observed", openGate({ observed: null })],
    ["a number for observed", openGate({ observed: 7 })],
    ["a text for observed", openGate({ observed: "x" })],
    ["an object for observed", openGate({ observed: {} })],
    ["null in observed", openGate({ observed: [null] })],
    ["an empty object in observed", openGate({ observed: [{}] })],
    ["null for a status in observed", openGate({ observed: [{ status: null }] })],
    ["a number for a state in observed", openGate({ observed: [{ status: { state: 7 } }] })],
    ["a status outside of a group in observed", openGate({ observed: [{ state: "running" }] })],
    ["null for places", openGate({ observed: [{ status: { state: "running" }, places: null }] })],
    ["a text for places", openGate({ observed: [{ status: { state: "running" }, places: "0" }] })],
    ["places of nobody", openGate({ observed: [{ status: { state: "running" }, places: [2, -1] }] })],
    ["null for openedBy", openGate({ openedBy: null })],
    ["a text for skipWait", openGate({ skipWait: "false" })],
    ["a number for a URN", openGate({ __urn: 7 })],
    ["null for a status", openGate({ status: null })],
    ["null for triggers", openGate({ triggers: null })],
    ["null for customTimeouts", openGate({ __customTimeouts: null })],
  ])("no hook of a gate crashes: %s", async (_name, state) => {
    const { preview, checked, diffed, refreshed, updated, removed } = await gateLife(state, options);
    for (const { failed } of [preview, checked, diffed, removed]) expect(failed).toBeUndefined();
    if (live === "run") expect(updated.properties).toMatchObject({ instanceIds: ["a", "b"], openedBy: "wait" });
    else {
      expect(diffed.properties.changes).toBe(true);
      expect(updated.failed).toBeDefined();
      expect(refreshed.failed).toMatch(/pulumi up (waits|replaces)/);
    }
  });

  it.each<[string, Properties]>([
    ["nothing in it", {}],
    ["no place", without(record(), "__location")],
    ["null for a place", record({ __location: null })],
    ["a number for a region", record({ __location: { ...WHERE, region: 7 } })],
    ["null for an instanceId", record({ instanceId: null })],
    ["a number for an instanceId", record({ instanceId: 7 })],
    ["a list for an instanceId", record({ instanceId: ["a"] })],
    ["a number for a state", record({ state: 7 })],
    ["null for a phase", record({ phase: null })],
    ["a text for an error", record({ error: "e" })],
    ["a number for ignoreChanges", record({ __ignoreChanges: 7 })],
    ["a number for a URN", record({ __urn: 7 })],
  ])("no hook of a record crashes: %s", async (_name, state) => {
    const { checked, diffed, refreshed, updated, removed } = await recordLife(state, options);
    for (const { failed } of [checked, diffed, removed]) expect(failed).toBeUndefined();
    // Without anything in state it is one that `get` reads for the first time.
    if (Object.keys(state).length > 0) expect(refreshed.failed).toBeUndefined();
    if (live !== "cannot be asked for") expect(updated.properties).toMatchObject({ instanceId: "a" });
  });
});

describe("read of a gate whose state names no instances", () => {
  it.each([
    [undefined],
    [null],
    [7],
    [{}],
    [[]],
    [[null]],
  ])("says so, and the next up replaces it: %j", async (instanceIds) => {
    const { read, diff, check, connected } = gateHooks({ live: () => seen("running") });
    const { initFailed } = failureOf((await thrownBy(read(openGate({ instanceIds })))) as never);
    expect(initFailed?.reasons).toEqual([
      "the gate's state names no instances (its instanceIds are not a list of ids), so it is not open: pulumi up replaces it, and waits",
    ]);
    expect(initFailed?.properties).toMatchObject({ wasOpen: true, observed: [] });
    expect(initFailed?.properties).not.toHaveProperty("openedBy");
    expect(connected).toEqual([]);
    const { inputs } = await check(initFailed?.properties ?? {}, gateNews(gateAgain));
    expect(await diff(initFailed?.properties ?? {}, inputs)).toEqual({ changes: true, replaces: ["instanceIds"] });
  });
});

describe("read of a gate with a text for skipWait", () => {
  it("looks: only true is true", async () => {
    const { read, asked } = gateHooks({ live: () => ERROR });
    await thrownBy(read(openGate({ skipWait: "false" })));
    expect(new Set(asked.map(({ id }) => id))).toEqual(new Set(["a", "b"]));
  });
});

describe("read of a record whose state names no instance", () => {
  it.each([[undefined], [null], [7], [["a"]]])("says so, and the next up replaces it: %j", async (instanceId) => {
    const { hooks, run, logged, asked } = recordHooks({ live: () => seen("running") });
    const state = record({ instanceId });
    expect(await run(hooks.read("0f", state))).toEqual({ id: "0f", props: without(state, "instanceId") });
    expect(logged).toEqual([
      {
        urn: RECORD_URN,
        message:
          "the record's state names no instance (its instanceId is not an id), so it stays as it is: pulumi up replaces it",
        severity: "warning",
      },
    ]);
    expect(asked).toEqual([]);
    const { inputs } = await run(hooks.check(state, recordNews()));
    expect(await run(hooks.diff("0f", state, inputs))).toMatchObject({ changes: true, replaces: ["instanceId"] });
  });
});

describe("whether the ids are a secret", () => {
  it("is yes in doubt: no message shows one", async () => {
    const { read } = gateHooks({ live: () => ERROR });
    const { message } = await thrownBy(read(openGate({ instanceIds: ["vault-4f1d"], __secret: "true" })));
    expect(message).toMatch(/is error/);
    expect(message).not.toContain("vault-4f1d");
  });
});

describe("any value in any one field of a state", () => {
  const wrong = hostileJson("region", "endpoint", "status", "state", "places", "errorCode");
  const fieldOf = (state: Properties) => fc.constantFrom(...Object.keys(state).filter((name) => name !== "__provider"));
  const options = fc.constantFrom(...LIVES.map(([, one]) => one));

  it("crashes no hook of a gate, and opens none", async () => {
    const states = fc.constantFrom(openGate(), without(openGate({ wasOpen: true }), "openedBy"));
    const oneWrong = states.chain((state) => fc.record({ state: fc.constant(state), name: fieldOf(state), wrong }));
    await fc.assert(
      fc.asyncProperty(oneWrong, options, async ({ state, name, wrong: value }, live) => {
        const { diffed, refreshed, next, updated } = await gateLife({ ...state, [name]: value }, live);
        if (!("openedBy" in state)) expect(refreshed.properties).not.toHaveProperty("openedBy");
        if (!("openedBy" in state) || ["instanceIds", "openedBy", "status"].includes(name))
          expect(diffed.properties.changes).toBe(true);
        if (!("openedBy" in state) || ["instanceIds", "openedBy"].includes(name))
          expect(next.properties.changes).toBe(true);
        if (live.live?.("a", 0) === ERROR) {
          expect([diffed, next].map(({ properties }) => properties.changes)).toEqual([true, true]);
          expect([refreshed, updated].map(({ properties }) => properties.openedBy)).toEqual([undefined, undefined]);
        }
      }),
    );
  });

  it("crashes no hook of a record", async () => {
    await fc.assert(
      fc.asyncProperty(fieldOf(record()), wrong, options, async (name, value, live) => {
        await recordLife(record({ [name]: value }), live);
      }),
    );
  });
});
