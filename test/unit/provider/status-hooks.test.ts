import { describe, expect, it } from "@jest/globals";
import type { dynamic } from "@pulumi/pulumi";
import { CredentialsError } from "../../../src/errors";
import { UNKNOWN } from "../../../src/provider/checks";
import { createStatusHooks } from "../../../src/provider/status-hooks";
import { serializedProvider } from "../../../src/resources/dynamic";
import { createFakeContext, type FakeOptions, missing, seen, unanswered, WHERE } from "../../support/fake-context";
import { PID, thrownBy } from "../../support/gate-hooks";

type Properties = Record<string, unknown>;
const URN = "urn:pulumi:dev::stack::pulumi-nodejs:dynamic/clouddc:InstanceStatus::web";
const PROVIDER = serializedProvider("instanceStatus");

/** What the resource's constructor passes, and what check makes of it before it looks. */
const news = (more: object = {}): Properties => ({
  instanceId: "a",
  ...WHERE,
  __provider: PROVIDER,
  __urn: URN,
  __run: { pid: PID, preview: false },
  ...more,
});
const inputs = (more: object = {}): Properties => {
  const { __run: _run, ...rest } = news(more);
  const { region, projectId, endpoint } = rest;
  return { ...rest, __location: { region, projectId, endpoint } };
};
const RUNNING = { state: "running", phase: "ready" };

function statusHooks(options: FakeOptions = {}) {
  const context = createFakeContext(options);
  const hooks = createStatusHooks(context) as Required<dynamic.ResourceProvider>;
  const { run } = context.clock;
  return {
    ...context,
    hooks,
    check: (olds: Properties, next: Properties) => run(hooks.check(olds, next)),
    diff: (olds: Properties, next: Properties) => run(hooks.diff("a", olds, next)),
    create: (given: Properties) => run(hooks.create(given)),
    update: (given: Properties) => run(hooks.update("a", {}, given)),
    read: (id: string, given: Properties) => run(hooks.read(id, given)),
  };
}

const running = { live: () => seen("running") };
const error = { errorCode: "iMetal.0301", errorMsg: "No server is free.", errorType: "create_instance_error" };

describe("check of a recorded status", () => {
  it("puts what is seen among the inputs, where a preview shows it", async () => {
    const { check, snapshots } = statusHooks({
      live: () => ({ status: { state: "error", operationState: "install-failed", error } }),
    });
    expect(await check({}, news())).toEqual({
      inputs: { ...inputs(), state: "error", operationState: "install-failed", error, phase: "failed" },
    });
    expect(snapshots).toEqual([{ ids: ["a"], where: WHERE, owner: URN }]);
  });

  it("records that there is no such instance, and does not fail", async () => {
    const { check, logged } = statusHooks({ live: missing });
    expect(await check({}, news())).toEqual({ inputs: { ...inputs(), phase: "missing" } });
    expect(logged).toEqual([]);
  });

  it("keeps what was recorded when it cannot look: that is no drift", async () => {
    const { check, logged } = statusHooks({ live: () => unanswered("FORBIDDEN", 403) });
    const olds = inputs({ ...RUNNING, operationState: "install-succeed" });
    expect(await check(olds, news())).toEqual({ inputs: olds });
    expect(logged).toEqual([
      {
        urn: URN,
        severity: "warning",
        message: "instance a is not checked (CloudDC answered HTTP 403); the recorded status is kept",
      },
    ]);
  });

  it("does not take over what was recorded of another instance", async () => {
    const { check, logged } = statusHooks({
      noLine: new CredentialsError("NO_CREDENTIALS", "no credentials were found"),
    });
    expect(await check(inputs({ instanceId: "b", ...RUNNING }), news())).toEqual({ inputs: inputs() });
    expect(logged.map(({ message }) => message)).toEqual([
      "instance a is not checked (no credentials were found); nothing is known about it",
    ]);
  });

  it("finds everything that is wrong, before anybody is asked", async () => {
    const { check, connected } = statusHooks();
    const { failures } = await check({}, news({ instanceId: "../a", region: "no region" }));
    expect(failures?.map(({ property }) => property)).toEqual(["instanceId", "region"]);
    expect(connected).toEqual([]);
  });

  it.each([
    "instanceId",
    "region",
    "projectId",
    "endpoint",
  ])("asks nobody while the %s is not known yet", async (key) => {
    const { check, connected, logged } = statusHooks();
    expect(await check({}, news({ [key]: UNKNOWN }))).toEqual({ inputs: inputs({ [key]: UNKNOWN }) });
    expect([connected, logged]).toEqual([[], []]);
  });

  it("puts where to ask among the inputs", async () => {
    const { check } = statusHooks({ ...running, env: { HW_PROJECT_ID: "of-the-environment" } });
    const { projectId, ...given } = news();
    const { inputs: checked } = await check({}, given);
    expect(checked?.__location).toMatchObject({ projectId: "of-the-environment" });
    expect(checked).not.toHaveProperty("projectId");
  });
});

describe("ignoreChanges of a record", () => {
  const drifted = { live: () => seen("stopped", "x-processing") };

  it("leaves what the engine has put among the news as it was", async () => {
    const { check, diff } = statusHooks(drifted);
    const { inputs: checked = {} } = await check(inputs(RUNNING), news({ state: "running" }));
    expect(checked).toMatchObject({ state: "running", operationState: "x-processing", phase: "busy" });
    expect(await diff(inputs(RUNNING), checked)).toMatchObject({ changes: true });
  });

  it.each([
    ["each by its name", ["state", "operationState", "phase"]],
    ["all at once", ["*"]],
  ])("shows no drift of what is ignored, also of what was not there: %s", async (_name, __ignoreChanges) => {
    const { check, diff, update } = statusHooks(drifted);
    const { inputs: checked = {} } = await check(inputs(RUNNING), news({ ...RUNNING, __ignoreChanges }));
    const { __ignoreChanges: kept, ...shown } = checked;
    expect(shown).toEqual(inputs(RUNNING));
    expect(await diff(inputs(RUNNING), checked)).toEqual({ changes: false, replaces: [] });
    // An update for another reason records what is seen, and that is no drift either.
    const { outs = {} } = await update(checked);
    expect(outs).toMatchObject({ state: "stopped" });
    expect(await diff(outs, checked)).toEqual({ changes: false, replaces: [] });
    expect(kept).toBeDefined();
  });

  it("is of no matter to a new one, nor where nothing of it is recorded", async () => {
    const { check } = statusHooks(drifted);
    const { inputs: checked } = await check({}, news({ __ignoreChanges: ["state", "region"] }));
    expect(checked).toEqual(inputs({ state: "stopped", operationState: "x-processing", phase: "busy" }));
  });
});

describe("an option of a record that nobody knows", () => {
  it("is a warning that names the one that was meant, once", async () => {
    const { check, logged } = statusHooks(running);
    await check({}, news({ instanceID: "b", regoin: "cn-east-3" }));
    await check({}, news({ instanceID: "b", regoin: "cn-east-3" }));
    expect(logged.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'warning: "instanceID" is not an option and is ignored: did you mean "instanceId"?',
      'warning: "regoin" is not an option and is ignored: did you mean "region"?',
    ]);
  });
});

describe("diff of a recorded status", () => {
  it.each<[string, object, object, { changes: boolean; replaces: string[] }]>([
    ["is nothing where nothing changed", RUNNING, RUNNING, { changes: false, replaces: [] }],
    [
      "is an update where the state drifted",
      RUNNING,
      { state: "stopped", phase: "idle" },
      { changes: true, replaces: [] },
    ],
    [
      "is an update where an operation began",
      RUNNING,
      { ...RUNNING, operationState: "x-processing" },
      { changes: true, replaces: [] },
    ],
    [
      "is an update where an error came",
      { state: "error", phase: "failed" },
      { state: "error", phase: "failed", error },
      { changes: true, replaces: [] },
    ],
    ["is an update where the instance went", RUNNING, { phase: "missing" }, { changes: true, replaces: [] }],
    [
      "is an update where the id has become a secret",
      RUNNING,
      { ...RUNNING, __secret: true },
      { changes: true, replaces: [] },
    ],
    [
      "is an update where the id is no secret any more",
      { ...RUNNING, __secret: true },
      RUNNING,
      { changes: true, replaces: [] },
    ],
    [
      "is a replacement with another instance",
      RUNNING,
      { ...RUNNING, instanceId: "b" },
      { changes: true, replaces: ["instanceId"] },
    ],
    [
      "is a replacement in another place",
      RUNNING,
      { ...RUNNING, region: "r", projectId: "p", endpoint: "e" },
      { changes: true, replaces: ["region", "projectId", "endpoint"] },
    ],
    [
      "is a replacement with an id that is not known yet",
      RUNNING,
      { instanceId: UNKNOWN },
      { changes: true, replaces: ["instanceId"] },
    ],
    [
      "is a replacement in a place that is not known yet",
      RUNNING,
      { region: UNKNOWN },
      { changes: true, replaces: ["region"] },
    ],
    [
      "is an update where a project is not known yet of which the state says nothing",
      { ...RUNNING, projectId: undefined },
      { ...RUNNING, projectId: UNKNOWN },
      { changes: true, replaces: [] },
    ],
  ])("%s", async (_name, olds, next, diff) => {
    expect(await statusHooks().diff(inputs(olds), inputs(next))).toEqual(diff);
  });
});

describe("create and update of a recorded status", () => {
  it("record what is seen now, and nothing of before", async () => {
    const given = inputs({ state: "error", operationState: "install-failed", error, phase: "failed" });
    const { create, update } = statusHooks(running);
    expect(await create(given)).toEqual({ id: "a", outs: { ...inputs(), ...RUNNING } });
    expect(await update(given)).toEqual({ outs: { ...inputs(), ...RUNNING } });
  });

  it.each(["pending", "error", "terminated", "defragmenting"])("never fail because of a state: %s", async (state) => {
    const { create } = statusHooks({ live: () => seen(state) });
    expect((await create(inputs())).outs?.state).toBe(state);
  });

  it("record that there is no such instance", async () => {
    expect((await statusHooks({ live: missing }).create(inputs())).outs).toEqual({ ...inputs(), phase: "missing" });
  });

  it("outlive an answer that did not come", async () => {
    const { create } = statusHooks({
      live: (_id, at) => (at === 0 ? unanswered("SERVER_ERROR", 503) : seen("running")),
    });
    expect((await create(inputs())).outs).toMatchObject(RUNNING);
  });

  it.each<[string, FakeOptions, string]>([
    [
      "refusal",
      { live: () => unanswered("FORBIDDEN", 403) },
      "instance a could not be looked up, wanted its status: CloudDC answered HTTP 403",
    ],
    [
      "missing line",
      { noLine: new CredentialsError("NO_CREDENTIALS", "no credentials were found") },
      "instance a could not be looked up, wanted its status: no credentials were found",
    ],
  ])("fail with one sentence because of a %s", async (_name, options, message) => {
    const thrown = await thrownBy(statusHooks(options).create(inputs()));
    expect(thrown).toMatchObject({ message, stack: "" });
    expect(thrown).not.toHaveProperty("code");
  });

  it("end when their program has ended", async () => {
    const { check, create, clock } = statusHooks({
      live: (_id, at) => (at < 60_000 ? unanswered("SERVER_ERROR", 503) : seen("running")),
      ended: { [PID]: 100 },
    });
    await check({}, news());
    const thrown = await thrownBy(create(inputs()));
    expect(thrown.message).toContain("instance a could not be looked up");
    expect(clock.now()).toBeLessThanOrEqual(600);
  });

  it("do not hide a mistake of ours", async () => {
    const mistake = new TypeError("x is not a function");
    expect(await thrownBy(statusHooks({ noLine: mistake }).create(inputs()))).toBe(mistake);
  });

  it("make of an id that is a secret another one, which shows nothing of it", async () => {
    const { create } = statusHooks(running);
    const { id } = await create(inputs({ instanceId: "secret-1", __secret: true }));
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect((await create(inputs({ instanceId: "secret-1", __secret: true }))).id).toBe(id);
  });
});

describe("read of a recorded status", () => {
  it("is what is seen now", async () => {
    const { read } = statusHooks({ live: () => seen("stopped") });
    const now = { ...inputs(), state: "stopped", phase: "idle" };
    // Without inputs: a refresh that runs the program would show them as a change of it.
    expect(await read("a", inputs({ ...RUNNING, operationState: "install-succeed" }))).toEqual({ id: "a", props: now });
  });

  it.each([
    "web\u200b-1",
    "x".repeat(300),
    "a b",
  ])("goes on with the id %j, which an older version let into its state", async (instanceId) => {
    const { read, hooks } = statusHooks(running);
    const recorded = { ...inputs({ instanceId }), ...RUNNING };
    expect(await read("id-of-web", recorded)).toEqual({ id: "id-of-web", props: recorded });
    await expect(hooks.delete("id-of-web", recorded)).resolves.toBeUndefined();
  });

  it("without credentials is what was recorded, with a warning: a refresh does not fail for it", async () => {
    const { read, logged } = statusHooks({
      noLine: new CredentialsError("NO_CREDENTIALS", "no credentials were found"),
    });
    const before = inputs(RUNNING);
    expect(await read("a", before)).toEqual({ id: "a", props: before });
    expect(logged).toEqual([
      {
        urn: URN,
        severity: "warning",
        message: "instance a is not checked (no credentials were found); the recorded status is kept",
      },
    ]);
  });

  it("of one that is gone is that it is missing, so that it stays in the stack", async () => {
    const { read } = statusHooks({ live: missing });
    expect((await read("a", inputs(RUNNING))).props).toEqual({ ...inputs(), phase: "missing" });
  });

  it("by an id alone finds where to ask", async () => {
    const { read, connected } = statusHooks({ ...running, config: { "huaweicloud:region": "cn-east-3" } });
    const { props } = await read("a", { __provider: PROVIDER, __urn: URN, __run: { pid: PID, preview: true } });
    const location = { region: "cn-east-3", endpoint: "https://clouddc.cn-east-3.myhuaweicloud.com" };
    expect(props).toEqual({ instanceId: "a", __location: location, ...RUNNING, __provider: PROVIDER, __urn: URN });
    expect(connected[0]).toMatchObject({ region: "cn-east-3" });
  });

  it("by an id alone fails where there is no such instance", async () => {
    const thrown = await thrownBy(statusHooks({ live: missing }).read("a", { ...WHERE, __urn: URN }));
    expect(thrown).toMatchObject({
      message: "instance a was not found, wanted its status: check the id, the region and the project",
      stack: "",
    });
  });

  it("by an id alone fails where nobody may look, since nothing was recorded that could stay", async () => {
    const { read } = statusHooks({ live: () => unanswered("FORBIDDEN", 403) });
    expect(await thrownBy(read("a", WHERE))).toMatchObject({
      message: "instance a could not be looked up, wanted its status: CloudDC answered HTTP 403",
    });
  });

  it("by an id that can be none asks nobody", async () => {
    const { read, connected } = statusHooks();
    expect((await thrownBy(read("../a", WHERE))).message).toMatch(/^"instanceId" is "\.\.\/a"/);
    expect(connected).toEqual([]);
  });
});

describe("an id that is a secret", () => {
  const secret = { instanceId: "secret-1", __secret: true };
  const refused = { live: (id: string) => unanswered("BAD_REQUEST", 400, `invalid value: ${id}`) };

  it("is in no text of check, create or read", async () => {
    const { check, create, read, logged } = statusHooks(refused);
    const wrong = await check({}, news({ ...secret, instanceId: "secret/1" }));
    const checked = await check({}, news(secret));
    const thrown = await thrownBy(create(inputs(secret)));
    await read("x", inputs(secret));
    expect(logged).toHaveLength(2);
    const { instanceId: _id, ...shown } = checked.inputs ?? {};
    const texts = [wrong.failures, shown, logged, thrown.message].map((text) => JSON.stringify(text));
    expect(texts.join()).toContain("the instance could not be looked up");
    expect(texts.join()).not.toMatch(/secret.1/);
  });
});

describe("the other hooks of a recorded status", () => {
  it("delete asks nobody", async () => {
    const { hooks, connected, logged } = statusHooks({ noLine: new Error("no line") });
    await hooks.delete("a", inputs());
    expect([connected, logged]).toEqual([[], []]);
  });

  it("configure keeps the stack's configuration", async () => {
    const { hooks, settings } = statusHooks();
    await hooks.configure({ config: { get: (key: string) => `value of ${key}`, require: () => "" } });
    expect(settings().config("huaweicloud:region")).toBe("value of huaweicloud:region");
  });
});
