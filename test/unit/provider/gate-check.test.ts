import { describe, expect, it } from "@jest/globals";
import { ConnectionError, CredentialsError } from "../../../src/errors";
import { UNKNOWN } from "../../../src/provider/checks";
import type { Observation } from "../../../src/wait/track";
import { missing, seen, unanswered, WHERE } from "../../support/fake-context";
import { gateHooks, gateInputs, gateNews, PID, PROVIDER, previewNews, URN } from "../../support/gate-hooks";

const live = (states: Record<string, Observation>) => ({ live: (id: string) => states[id] ?? seen("pending") });
const running = { live: () => seen("running") };
const status = ({ inputs }: { inputs?: Record<string, unknown> }) => inputs?.status;
const failures = (result: { failures?: { property: string; reason: string }[] }) =>
  Object.fromEntries((result.failures ?? []).map(({ property, reason }) => [property, reason]));

describe("check of a gate", () => {
  it("fills in what is not given, and leaves out what is of this run only", async () => {
    const { check } = gateHooks(running);
    expect(await check({}, gateNews({ settle: 2, region: undefined }))).toEqual({
      inputs: {
        instanceIds: ["a", "b"],
        projectId: WHERE.projectId,
        endpoint: WHERE.endpoint,
        settle: 2,
        status: "running",
        __location: { projectId: WHERE.projectId, endpoint: WHERE.endpoint },
        __provider: PROVIDER,
        __urn: URN,
      },
    });
  });

  it("puts where to ask among the inputs, from the stack and the environment, so that refresh finds it", async () => {
    const { check } = gateHooks({
      ...running,
      config: { "huaweicloud:project_id": "of-the-stack" },
      env: { HW_REGION_NAME: "cn-east-3", HW_PROJECT_ID: "of-the-environment" },
    });
    const { region, projectId, endpoint, ...news } = gateNews();
    const { inputs } = await check({}, news);
    expect(inputs?.__location).toEqual({
      region: "cn-east-3",
      projectId: "of-the-stack",
      endpoint: "https://clouddc.cn-east-3.myhuaweicloud.com",
    });
    // Shown as a difference wherever the program runs in a refresh, what it does not pass must not be among what is shown.
    for (const key of ["region", "projectId", "endpoint"]) expect(inputs).not.toHaveProperty(key);
  });

  it("adds nothing that is shown to what the program passes, so that a refresh which runs it sees no difference", async () => {
    const { check } = gateHooks(running);
    const { __run, ...news } = gateNews();
    const shown = (inputs: object = {}) => Object.entries(inputs).filter(([key]) => !key.startsWith("__"));
    const { inputs } = await check({}, { ...news, __run, __customTimeouts: { create: "1h" } });
    expect(shown(inputs)).toEqual(shown(news));
  });

  it("names each instance once, in the order of the program", async () => {
    const { check, snapshots } = gateHooks(running);
    expect((await check({}, gateNews({ instanceIds: ["b", "a", "b"] }))).inputs?.instanceIds).toEqual(["b", "a"]);
    expect(snapshots[0]?.ids).toEqual(["b", "a"]);
  });

  it("looks for itself, in its own place", async () => {
    const { check, snapshots } = gateHooks(running);
    await check({}, gateNews());
    expect(snapshots).toEqual([{ ids: ["a", "b"], where: WHERE, owner: URN }]);
  });
});

describe("check finds what is wrong", () => {
  it("and says all of it at once, before anybody is asked", async () => {
    const { check, connected, logged } = gateHooks();
    const news = gateNews({
      instanceIds: ["../a", "b"],
      timeout: "soon",
      settle: 0,
      tolerateError: "yes",
      region: "no region",
      endpoint: "http://elsewhere.example",
    });
    expect(failures(await check({}, news))).toEqual({
      "": '"instanceIds[0]" is "../a": give the instance id exactly as CreateInstance returned it',
      timeout: '"timeout" is "soon": write a duration such as "45s" or "1h30m", or a number of seconds',
      settle: '"settle" is 0: give a whole number of looks, 1 or more',
      tolerateError: '"tolerateError" is "yes": give true or false',
      region: expect.stringContaining('"region" is "no region"'),
    });
    expect([connected, logged]).toEqual([[], []]);
  });

  it.each([
    "false",
    "true",
    1,
  ])("in a skipWait of %j: only true and false may open or shut a gate", async (skipWait) => {
    const { check } = gateHooks();
    expect(failures(await check({}, gateNews({ skipWait }))).skipWait).toMatch(/: give true or false$/);
  });

  it.each<[string, object, string]>([
    [
      "customTimeouts.create",
      { initialDelay: "20m", __customTimeouts: { create: "10m", update: "1h" } },
      "customTimeouts.create (10m)",
    ],
    [
      "either of the customTimeouts",
      { initialDelay: "20m", __customTimeouts: { create: "10m", update: "5m" } },
      "customTimeouts.create (10m) and customTimeouts.update (5m)",
    ],
    [
      "what counts for an update without one of its own",
      { initialDelay: "45m", __customTimeouts: { create: "2h" } },
      "the timeout of 30m that counts without customTimeouts.update",
    ],
    ["the timeout, whatever customTimeouts say", { timeout: "10m", __customTimeouts: { create: "2h" } }, "the timeout"],
    ["the usual timeout", {}, "the timeout"],
  ])("in an initialDelay that is longer than %s: nothing would be looked at", async (_name, more, timeout) => {
    const { check } = gateHooks();
    const result = failures(await check({}, gateNews({ initialDelay: "45m", ...more })));
    expect(Object.keys(result)).toEqual(["initialDelay"]);
    expect(result.initialDelay).toContain(`: give less than ${timeout}, or no look would ever be made`);
  });

  it.each<[string, object]>([
    ["customTimeouts", { __customTimeouts: { create: "2h", update: "2h" } }],
    ["a timeout", { timeout: "2h", __customTimeouts: { create: "1m" } }],
    ["a timeout that is not known yet", { timeout: UNKNOWN }],
    ["customTimeouts that are not known yet", { __customTimeouts: { create: UNKNOWN, update: UNKNOWN } }],
  ])("but not in an initialDelay that is longer than the usual timeout beside %s", async (_name, more) => {
    const { check } = gateHooks(running);
    expect((await check({}, previewNews({ initialDelay: "45m", ...more }))).failures).toBeUndefined();
  });

  it.each([[[]], ["a"], [null], [{}], [undefined]])("in instanceIds that are %j", async (instanceIds) => {
    const { check } = gateHooks();
    expect(failures(await check({}, gateNews({ instanceIds }))).instanceIds).toMatch(/: name at least one instance$/);
  });

  it.each([
    [[""], 0, '""'],
    [["a", 7], 1, "7"],
    [["a", null, "b"], 1, "null"],
    [["a", "b", "half of a pair: \ud83d"], 2, '"half of a pair: \\ud83d"'],
  ])("in ids that are %j, and names its place", async (instanceIds, place, shown) => {
    const { check } = gateHooks();
    expect((await check({}, gateNews({ instanceIds }))).failures).toEqual([
      {
        property: "",
        reason: `"instanceIds[${place}]" is ${shown}: give the instance id exactly as CreateInstance returned it`,
      },
    ]);
  });

  it("in an id with a character that nobody sees, and shows none of it", async () => {
    const { check, connected } = gateHooks();
    const { failures } = await check({}, gateNews({ instanceIds: ["a", "web\u009b31m\u202e\u200b-1"] }));
    expect(failures).toEqual([
      {
        property: "",
        reason:
          '"instanceIds[1]" is "web-1": it holds a character that cannot be seen; give the instance id exactly as CreateInstance returned it',
      },
    ]);
    expect(connected).toEqual([]);
  });

  it("in an id beside others that are not known yet", async () => {
    const { check } = gateHooks();
    const { failures } = await check({}, gateNews({ instanceIds: [UNKNOWN, "../a"] }));
    expect(failures).toMatchObject([{ reason: expect.stringContaining('"instanceIds[1]" is "../a"') }]);
  });

  it("in one id and several: none of them is dropped without a word", async () => {
    const { check, connected } = gateHooks();
    expect(failures(await check({}, gateNews({ instanceId: "c" })))).toEqual({
      instanceId: '"instanceId" is "c": give either instanceId or instanceIds, not both',
    });
    expect(connected).toEqual([]);
  });

  it.each(["yes", "on", "2", "falsch"])("in a clouddc:skipWait of %j in the stack", async (text) => {
    const { check } = gateHooks({ config: { "clouddc:skipWait": text } });
    expect(failures(await check({}, gateNews()))).toEqual({
      "clouddc:skipWait": `"clouddc:skipWait" is "${text}": write true or false`,
    });
  });

  it("where nobody says where to ask", async () => {
    const { check } = gateHooks();
    const { region, projectId, endpoint, ...news } = gateNews();
    expect(Object.keys(failures(await check({}, news)))).toEqual(["region"]);
  });

  it.each([
    [["a/secret/id"]],
    ["a/secret/id"],
  ])("without showing an id that is a secret, given as %j", async (instanceIds) => {
    const { check } = gateHooks();
    const text = JSON.stringify(failures(await check({}, gateNews({ instanceIds, __secret: true }))));
    expect(text).toContain("[secret]");
    expect(text).not.toContain("a/secret/id");
  });
});

describe("an option that nobody knows", () => {
  it("is a warning that names the one that was meant, and is no input", async () => {
    const { check, logged } = gateHooks(running);
    const { inputs, failures } = await check({}, gateNews({ timeOut: "45m", pollintervall: "1m", colour: "red" }));
    expect(failures).toBeUndefined();
    expect(logged).toEqual([
      { urn: URN, severity: "warning", message: '"timeOut" is not an option and is ignored: did you mean "timeout"?' },
      {
        urn: URN,
        severity: "warning",
        message: '"pollintervall" is not an option and is ignored: did you mean "pollInterval"?',
      },
      {
        urn: URN,
        severity: "warning",
        message:
          '"colour" is not an option and is ignored: the options are instanceIds, instanceId, timeout, pollInterval, initialDelay, settle, notFoundGrace, stoppedGrace, tolerateError, skipWait, triggers, region, projectId, endpoint',
      },
    ]);
    for (const name of ["timeOut", "pollintervall", "colour"]) expect(inputs).not.toHaveProperty(name);
  });

  it("is warned of once, also of a gate that is replaced", async () => {
    const { check, logged } = gateHooks(running);
    await check(gateInputs({ instanceIds: ["a"] }), gateNews({ timeOut: "45m" }));
    await check({}, gateNews({ timeOut: "45m" }));
    expect(logged).toHaveLength(1);
  });
});

it("check takes null for what is not given", async () => {
  const { check } = gateHooks(running);
  const nothing = { timeout: null, settle: null, skipWait: null, triggers: null, projectId: null, __secret: null };
  const { inputs, failures } = await check({}, gateNews(nothing));
  expect(failures).toBeUndefined();
  for (const name of Object.keys(nothing)) expect(inputs).not.toHaveProperty(name);
});

describe("check of inputs that are not known yet", () => {
  it.each([
    ["no id", { instanceIds: UNKNOWN }],
    ["not every id", { instanceIds: ["a", UNKNOWN] }],
    ["no region", { region: UNKNOWN }],
    ["no project", { projectId: UNKNOWN }],
    ["no endpoint", { endpoint: UNKNOWN }],
  ])("with %s asks nobody, and finds nothing wrong", async (_name, more) => {
    const { check, connected, logged } = gateHooks();
    const { inputs, failures } = await check({}, previewNews(more));
    expect(failures).toBeUndefined();
    expect(inputs).toMatchObject(more);
    expect(inputs).not.toHaveProperty("__run");
    expect([connected, logged]).toEqual([[], []]);
  });

  it.each([
    "timeout",
    "pollInterval",
    "initialDelay",
    "settle",
    "notFoundGrace",
    "stoppedGrace",
    "tolerateError",
  ])("does not blame a %s that is not known yet, and shows no placeholder of it", async (option) => {
    const { check, logged } = gateHooks();
    expect((await check({}, previewNews({ [option]: UNKNOWN }))).failures).toBeUndefined();
    expect(JSON.stringify(logged)).not.toContain(UNKNOWN);
  });

  it("does not take a skipWait that is not known yet for true", async () => {
    const { check } = gateHooks();
    const { inputs, failures } = await check({}, previewNews({ skipWait: UNKNOWN }));
    expect(failures).toBeUndefined();
    expect(inputs?.status).not.toBe("not checked (skipWait)");
  });

  it("leaves the status open while a skipWait is not known: violates plan: properties changed", async () => {
    const { check } = gateHooks(running);
    for (const olds of [{}, gateInputs()])
      expect(status(await check(olds, previewNews({ skipWait: UNKNOWN })))).toBe(UNKNOWN);
  });

  it("blames what is known all the same", async () => {
    const { check } = gateHooks();
    expect(Object.keys(failures(await check({}, gateNews({ instanceIds: UNKNOWN, timeout: "soon" }))))).toEqual([
      "timeout",
    ]);
  });
});

describe("skipWait", () => {
  it.each([
    ["as an argument", { skipWait: true }, {}],
    ["in the stack's configuration", {}, { "clouddc:skipWait": "true" }],
    ["in the stack's configuration, as Go's programs write it", {}, { "clouddc:skipWait": "T" }],
    ["as a number in the stack's configuration", {}, { "clouddc:skipWait": "1" }],
  ])("%s asks nobody, and says so", async (_name, more, config) => {
    const { check, connected } = gateHooks({ config });
    const { inputs } = await check({}, gateNews(more));
    expect(inputs).toMatchObject({ skipWait: true, status: "not checked (skipWait)" });
    expect(connected).toEqual([]);
  });

  it.each([
    ["false as an argument, whatever the stack says", { skipWait: false }, { "clouddc:skipWait": "true" }],
    ["false in the stack", {}, { "clouddc:skipWait": "false" }],
    ["0 in the stack", {}, { "clouddc:skipWait": "0" }],
    ["empty in the stack", {}, { "clouddc:skipWait": " " }],
  ])("that is %s looks", async (_name, more, config) => {
    const { check, snapshots } = gateHooks({ ...running, config });
    expect((await check({}, gateNews(more))).inputs).not.toMatchObject({ skipWait: true });
    expect(snapshots).toHaveLength(1);
  });
});

describe("the status that is among the inputs", () => {
  it.each<[string, Record<string, Observation>, string]>([
    ["all run", { a: seen("running"), b: seen("running", "install-succeed") }, "running"],
    ["all are alike", { a: seen("pending"), b: seen("pending") }, "2 × pending"],
    ["one is not ready", { a: seen("running"), b: seen("stopped") }, "b: stopped"],
    ["one does not exist", { a: seen("running"), b: missing("b") }, "b: not found"],
    [
      "one gave no answer",
      { a: seen("running"), b: unanswered("FORBIDDEN", 403) },
      "b: not checked (CloudDC answered HTTP 403)",
    ],
    ["nobody runs", { a: seen("pending"), b: seen("stopped") }, "a: pending; b: stopped"],
  ])("when %s: of a new gate is what it leads to, of an existing one what is seen", async (_name, states, text) => {
    const { check } = gateHooks(live(states));
    expect(status(await check({}, previewNews()))).toBe("running");
    expect(status(await check(gateInputs(), previewNews()))).toBe(text);
  });

  it.each<[string, Record<string, Observation>, object]>([
    ["a new gate on instances that are on their way", { a: seen("pending"), b: seen("stopped") }, {}],
    ["a new gate on healthy instances", { a: seen("running"), b: seen("running") }, {}],
    ["an existing gate of which one drifted", { a: seen("running"), b: seen("stopped") }, gateInputs()],
    ["an existing gate on healthy instances", { a: seen("running"), b: seen("running") }, gateInputs()],
  ])("is the same in the update as in the preview, so that a plan holds: of %s", async (_name, states, olds) => {
    const { check } = gateHooks(live(states));
    const previewed = await check({ ...olds }, previewNews());
    expect((await check({ ...olds }, gateNews())).inputs).toEqual(previewed.inputs);
  });

  it("of a new gate is the same in a plan however far the instances have come since", async () => {
    const planned = await gateHooks(live({ a: seen("pending") })).check({}, previewNews());
    const applied = await gateHooks(live({ a: seen("stopped", "install-processing") })).check({}, gateNews());
    expect(applied.inputs).toEqual(planned.inputs);
  });

  it("is another text where one drifts again to what the last update found: two equal texts would show nothing", async () => {
    const { check } = gateHooks(live({ a: seen("running"), b: seen("stopped") }));
    expect(status(await check(gateInputs({ status: "b: stopped" }), previewNews()))).toBe("b: stopped, again");
    expect(status(await check(gateInputs({ status: "b: stopped, again" }), previewNews()))).toBe("b: stopped");
  });

  it("is what can be known without a line to the API", async () => {
    const noLine = new CredentialsError("NO_CREDENTIALS", "no credentials were found");
    const { check } = gateHooks({ noLine });
    expect(status(await check(gateInputs(), previewNews()))).toBe("2 × not checked (no credentials were found)");
  });
});

describe("the place of a gate", () => {
  const IN_STATE = { region: "ap-southeast-3", endpoint: "https://clouddc.example" };
  const { region: _r, projectId: _p, endpoint: _e, ...nowhere } = gateNews();

  it.each<[string, Record<string, string>, object]>([
    ["a project that was looked up, and is set now", { HW_PROJECT_ID: "p-1" }, { ...IN_STATE, projectId: "p-1" }],
    ["an address with a slash at its end", { CLOUDDC_ENDPOINT: "https://clouddc.example/" }, IN_STATE],
    ["an address without its scheme, in capitals", { CLOUDDC_ENDPOINT: "CLOUDDC.example:443" }, IN_STATE],
  ])("is the same one by other settings: %s", async (_name, env, location) => {
    const all = { HW_REGION_NAME: "ap-southeast-3", CLOUDDC_ENDPOINT: "https://clouddc.example", ...env };
    const { check, diff } = gateHooks({ ...running, env: all });
    const olds = { ...gateInputs({ observed: [], openedBy: "wait" }), __location: IN_STATE };
    const { inputs = {} } = await check(olds, nowhere);
    expect(inputs.__location).toEqual(location);
    expect(await diff(olds, inputs)).toEqual({ changes: false, replaces: [] });
  });

  it("keeps what the state knows where the settings say less", async () => {
    const env = { HW_REGION_NAME: "ap-southeast-3", CLOUDDC_ENDPOINT: "https://clouddc.example" };
    const { check, snapshots } = gateHooks({ ...running, env });
    const { inputs } = await check({ ...gateInputs(), __location: { ...IN_STATE, projectId: "p-1" } }, nowhere);
    expect(inputs?.__location).toEqual({ ...IN_STATE, projectId: "p-1" });
    expect(snapshots[0]?.where).toMatchObject({ projectId: "p-1" });
  });

  it("is the usual address of its region where none is set, so that one who sets it has the same gate", async () => {
    const { check } = gateHooks({ ...running, env: { HW_REGION_NAME: "ap-southeast-3" } });
    const written = { CLOUDDC_ENDPOINT: "https://clouddc.ap-southeast-3.myhuaweicloud.com/" };
    const other = gateHooks({ ...running, env: { HW_REGION_NAME: "ap-southeast-3", ...written } });
    expect((await check({}, nowhere)).inputs?.__location).toEqual((await other.check({}, nowhere)).inputs?.__location);
  });

  it("is another one where two that are known differ", async () => {
    const env = { HW_REGION_NAME: "cn-east-3", CLOUDDC_ENDPOINT: "https://clouddc.example" };
    const { check, diff } = gateHooks({ ...running, env });
    const olds = { ...gateInputs({ observed: [], openedBy: "wait" }), __location: { ...IN_STATE, projectId: "p-1" } };
    const { inputs = {} } = await check(olds, nowhere);
    expect(inputs.__location).toEqual({ region: "cn-east-3", endpoint: "https://clouddc.example" });
    expect(await diff(olds, inputs)).toEqual({ changes: true, replaces: ["region"] });
  });
});

describe("what a preview says beside the diff", () => {
  const said = async (states: Record<string, Observation>, more: object = {}, olds: object = {}) => {
    const { check, diff, logged } = gateHooks(live(states));
    const instanceIds = Object.keys(states);
    const { inputs = {} } = await check({ ...olds }, previewNews({ instanceIds, ...more }));
    if (Object.keys(olds).length > 0) await diff({ ...olds, instanceIds }, inputs);
    expect(logged.every(({ urn, ephemeral }) => urn === URN && !ephemeral)).toBe(true);
    return logged.map(({ severity, message }) => `${severity}: ${message}`);
  };
  const failed = {
    status: { state: "error", error: { errorCode: "iMetal.0301", errorMsg: "No server.", errorType: "e" } },
  };

  it("of a new gate is for whom the next up would wait, and how long", async () => {
    expect(await said({ a: seen("pending"), b: seen("running"), c: missing("c") }, { timeout: "45m" })).toEqual([
      "info: pulumi up would wait up to 45m for: a: pending",
      "info: pulumi up would wait up to 2m for: c: not found",
    ]);
  });

  it("of an old gate is the same, as a warning", async () => {
    expect(await said({ a: seen("stopped") }, {}, gateInputs())).toEqual([
      "warning: pulumi up would wait up to 10m for: a: stopped",
    ]);
  });

  it("is on what the next up would fail", async () => {
    expect(await said({ a: failed, b: seen("terminated"), c: seen("running") })).toEqual([
      "warning: pulumi up would fail on: a: error (e: iMetal.0301 No server.); b: terminated",
    ]);
  });

  it("is for whose retry the next up would wait, where errors are tolerated", async () => {
    expect(await said({ a: failed }, { tolerateError: true })).toEqual([
      "warning: pulumi up would wait for a retry of: a: error (e: iMetal.0301 No server.)",
    ]);
  });

  it("does not promise to wait for an instance that cannot come back, even where errors are tolerated", async () => {
    expect(await said({ a: seen("terminated") }, { tolerateError: true })).toEqual([
      "warning: pulumi up would fail on: a: terminated",
    ]);
  });

  it("is that nothing is known where nobody answered", async () => {
    expect(await said({ a: unanswered("SERVER_ERROR", 503) })).toEqual([
      "warning: the live state is unknown; pulumi up would look again and wait: a: not checked (CloudDC answered HTTP 503)",
    ]);
  });

  it.each<[string, Observation, object, string]>([
    ["without permission", unanswered("FORBIDDEN", 403), {}, "not checked (CloudDC answered HTTP 403)"],
    ["with wrong credentials", unanswered("UNAUTHENTICATED", 401), {}, "not checked (CloudDC answered HTTP 401)"],
    ["at a wrong endpoint", unanswered("WRONG_ENDPOINT", 404), {}, "not checked (CloudDC answered HTTP 404)"],
    ["of one that is stopped beyond a grace of zero", seen("stopped"), { stoppedGrace: 0 }, "stopped"],
    ["of one that is missing beyond a grace of zero", missing("a"), { notFoundGrace: 0 }, "not found"],
  ])("no longer promises to wait for what up fails on at once: %s", async (_name, what, more, text) => {
    expect(await said({ a: what }, more)).toEqual([`warning: pulumi up would fail as long as this is so: a: ${text}`]);
  });

  it.each([
    ["create until the gate has opened", {}, "1h"],
    ["update once it has", { openedBy: "wait" }, "2h"],
  ])("of an old gate says how long by customTimeouts: %s", async (_name, state, time) => {
    const more = { __customTimeouts: { create: "1h", update: "2h" } };
    const olds = gateInputs({ timeout: undefined, ...state });
    expect(await said({ a: seen("pending") }, more, olds)).toEqual([
      `warning: pulumi up would wait up to ${time} for: a: pending`,
    ]);
  });

  it("names no time while it is not known when a grace or the timeout ends", async () => {
    expect(await said({ a: seen("stopped") }, { stoppedGrace: UNKNOWN })).toEqual([
      "info: pulumi up would wait for: a: stopped",
    ]);
  });

  it.each<[string, Observation, object, string]>([
    [
      "an instance in error, which may turn out to be tolerated",
      seen("error"),
      { tolerateError: UNKNOWN },
      "warning: unless tolerateError turns out to be true, pulumi up would fail on: a: error",
    ],
    [
      "an instance in error at which nobody may look",
      seen("error"),
      { tolerateError: UNKNOWN, skipWait: UNKNOWN },
      "warning: unless skipWait or tolerateError turns out to be true, pulumi up would fail on: a: error",
    ],
    [
      "an instance that cannot come back, whatever is tolerated",
      seen("terminated"),
      { tolerateError: UNKNOWN },
      "warning: pulumi up would fail on: a: terminated",
    ],
    [
      "an instance on its way, whatever is tolerated",
      seen("pending"),
      { tolerateError: UNKNOWN },
      "info: pulumi up would wait up to 30m for: a: pending",
    ],
    [
      "an instance for which nobody may wait",
      seen("pending"),
      { skipWait: UNKNOWN },
      "info: unless skipWait turns out to be true, pulumi up would wait up to 30m for: a: pending",
    ],
    [
      "an API that does not answer, and may not be asked",
      unanswered("SERVER_ERROR", 503),
      { skipWait: UNKNOWN },
      "warning: the live state is unknown; unless skipWait turns out to be true, pulumi up would look again and wait: a: not checked (CloudDC answered HTTP 503)",
    ],
  ])("promises nothing that an option decides which is not known yet: of %s", async (_name, what, more, text) => {
    expect(await said({ a: what }, more)).toEqual([text]);
  });

  it("is of five of them, and how many more", async () => {
    const states = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`i-${index}`, seen("pending")]));
    expect(await said(states)).toEqual([
      "info: pulumi up would wait up to 30m for: i-0, i-1, i-2, i-3, i-4 and 7 more: pending",
    ]);
  });

  it("names those together of which the same is to be said: a sentence on credentials is long", async () => {
    const states = { a: unanswered("FORBIDDEN", 403), b: seen("pending"), c: unanswered("FORBIDDEN", 403) };
    expect(await said(states)).toEqual([
      "warning: pulumi up would fail as long as this is so: a, c: not checked (CloudDC answered HTTP 403)",
      "info: pulumi up would wait up to 30m for: b: pending",
    ]);
  });

  it("has a unit where the timeout is given in seconds", async () => {
    expect(await said({ a: seen("pending") }, { timeout: 90 })).toEqual([
      "info: pulumi up would wait up to 1m30s for: a: pending",
    ]);
  });

  it("is said once of a gate that is replaced, which is checked as the old and as the new one", async () => {
    const { check, diff, logged } = gateHooks(live({ a: seen("stopped"), b: seen("stopped") }));
    const olds = gateInputs({ instanceIds: ["a"] });
    const { inputs = {} } = await check(olds, previewNews());
    expect(await diff(olds, inputs)).toMatchObject({ replaces: ["instanceIds"] });
    await check({}, previewNews());
    expect(logged.map(({ message }) => message)).toEqual(["pulumi up would wait up to 10m for: a, b: stopped"]);
  });

  it("is nothing when all run", async () => {
    expect(await said({ a: seen("running") }, {}, gateInputs())).toEqual([]);
  });

  it("is nothing in an update, which does what it says", async () => {
    const { check, logged } = gateHooks();
    await check({}, gateNews());
    expect(logged).toEqual([]);
  });
});

describe("check of ids that are a secret", () => {
  it.each<[string, Observation]>([
    ["waits", seen("pending")],
    [
      "fails",
      { status: { state: "error", error: { errorCode: "e", errorMsg: "for secret-2 there is none", errorType: "t" } } },
    ],
    ["is missing", missing("secret-2")],
    ["is refused", unanswered("BAD_REQUEST", 400, "invalid value: secret-2")],
  ])("shows their places only, also when one %s", async (_name, what) => {
    const { check, logged } = gateHooks(live({ "secret-1": seen("running"), "secret-2": what }));
    const news = previewNews({ instanceIds: ["secret-1", "secret-2"], __secret: true });
    const { inputs } = await check({}, news);
    expect(inputs?.status).toBe("running");
    const drifted = await check(gateInputs({ instanceIds: ["secret-1", "secret-2"], __secret: true }), news);
    expect(drifted.inputs?.status).toMatch(/^2 of 2: /);
    expect(logged).toHaveLength(1);
    expect(`${drifted.inputs?.status}${JSON.stringify(logged)}`).not.toMatch(/secret-\d/);
  });
});

describe("check of an API that is silent", () => {
  it("ends within seconds, and says so", async () => {
    const { check, diff, clock, logged } = gateHooks({
      live: () => ({
        error: new ConnectionError("CONNECTION_FAILED", "clouddc.example could not be reached (ECONNREFUSED)"),
      }),
    });
    const { failures, inputs = {} } = await check(gateInputs(), previewNews());
    expect(failures).toBeUndefined();
    expect(inputs.status).toMatch(/^2 × not checked/);
    await diff(gateInputs(), inputs);
    expect(logged.map(({ severity }) => severity)).toEqual(["warning"]);
    expect(clock.now()).toBeLessThanOrEqual(5_000);
  });

  it("ends at once when the program has ended", async () => {
    const { check, clock } = gateHooks({ live: () => unanswered("SERVER_ERROR", 503), ended: { [PID]: 300 } });
    await check({}, previewNews());
    expect(clock.now()).toBeLessThanOrEqual(550);
  });
});
