import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { serializedProvider } from "../../src/resources/dynamic";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator";
import type { Properties, RpcFailure } from "../support/engine-rpc";
import { onTestFinished } from "../support/on-test-finished";
import { type ProviderProcess, startProviderProcess } from "../support/provider-process";

const TOKEN = "simulator-token";
const GATE = serializedProvider("instanceGate");
const STATUS = serializedProvider("instanceStatus");
const URN = "urn:pulumi:dev::stack::clouddc:index:RunningInstances$pulumi-nodejs:dynamic/clouddc:InstanceGate::web";

/** A provider process, configured as the engine does it first, beside a simulated cloud. */
async function start(
  options: SimulatorOptions = {},
  env: Record<string, string> = {},
  config: Record<string, string> = {},
  engine: { slowLogMs?: number } = {},
) {
  const cloud = await startSimulator(options);
  onTestFinished(() => cloud.close());
  /** Each deployment has a provider process of its own. */
  const deploy = async () => {
    const settings = {
      HW_AUTH_TOKEN: TOKEN,
      HW_REGION_NAME: cloud.region,
      HW_PROJECT_ID: cloud.projectId,
      CLOUDDC_ENDPOINT: cloud.endpoint,
    };
    const provider = await startProviderProcess({ ...settings, ...env }, engine);
    await provider.configure(config);
    return provider;
  };
  return { cloud, deploy, provider: await deploy() };
}

const gateNews = (instanceIds: string[], more: object = {}): Properties => ({
  instanceIds,
  pollInterval: "100ms",
  status: "running",
  __provider: GATE,
  __urn: URN,
  __run: { pid: process.pid, preview: false },
  ...more,
});

/** What a new gate has in state after check and create. */
async function created(provider: ProviderProcess, news: Properties) {
  const { inputs, failures } = await provider.check({}, news);
  expect(failures).toEqual({});
  return { inputs, create: () => provider.create(inputs) };
}

const failureOf = (call: Promise<unknown>): Promise<RpcFailure> =>
  call.then(
    () => Promise.reject(new Error("it did not fail")),
    (error) => error,
  );

const asked = ({ requests }: Simulator) => requests.filter(({ kind }) => kind === "status" || kind === "list").length;

beforeAll(() => {
  const built = join(__dirname, "../../dist/provider/index.js");
  if (!existsSync(built)) throw new Error(`${built} is not there: npm run build`);
});

describe("the provider process, driven as the engine does it", () => {
  it("checks, waits with progress, and says what was seen", async () => {
    const { cloud, provider } = await start({ instances: { a: "running", b: "pending" } });
    const { inputs, create } = await created(provider, gateNews(["a", "b"], { triggers: ["v1"] }));
    expect(inputs).toEqual({
      instanceIds: ["a", "b"],
      pollInterval: "100ms",
      triggers: ["v1"],
      status: "running",
      __location: { region: cloud.region, projectId: cloud.projectId, endpoint: cloud.endpoint },
      __provider: GATE,
      __urn: URN,
    });

    const creation = create();
    const line = await provider.engine.logs(({ message }) => message.startsWith("1/2 · "));
    expect(line).toMatchObject({ urn: URN, ephemeral: true, severity: "info" });
    expect(line.message).toMatch(/^1\/2 · 1 pending · \d+s\/30m$/);
    cloud.put("b", "running");
    expect(await creation).toEqual({
      id: expect.stringMatching(/^gate-[0-9a-f]{16}$/),
      properties: { ...inputs, observed: [{ status: { state: "running" } }], openedBy: "wait" },
    });
  });

  it("finds nothing to do for a gate whose instances run, and something when one does not", async () => {
    const { cloud, deploy, provider } = await start({ instances: { a: "running", b: "running" } });
    const { inputs, create } = await created(provider, gateNews(["a", "b"]));
    const { id, properties } = await create();
    const again = await provider.check(inputs, gateNews(["b", "a"]));
    expect(await provider.diff(id, properties, again.inputs)).toEqual({ changes: false, replaces: [] });

    cloud.put("b", "stopped");
    const next = await deploy();
    const drifted = await next.check(inputs, gateNews(["a", "b"]));
    expect(drifted.inputs.status).toBe("b: stopped");
    expect(await next.diff(id, properties, drifted.inputs)).toEqual({ changes: true, replaces: [] });
    const other = await next.check(inputs, gateNews(["a"]));
    expect(await next.diff(id, properties, other.inputs)).toEqual({ changes: true, replaces: ["instanceIds"] });
  });

  it("saves a wait that failed as a resource that is not ready, and goes on with the next one", async () => {
    const { cloud, provider } = await start({ instances: { a: "running" } });
    const error = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };
    cloud.put("b", [{ state: "error", error }]);
    const { inputs, create } = await created(provider, gateNews(["a", "b"]));
    const failure = await failureOf(create());
    const reason = expect.stringMatching(
      /^instance b is error \(create_instance_error: iMetal\.0301 No server is free\.\) \(request id [0-9a-f]+\) after \d+s, wanted running: /,
    );
    expect(failure).toEqual({
      code: 2,
      message: reason,
      initFailed: {
        id: expect.stringMatching(/^gate-/),
        reasons: [reason],
        properties: {
          ...inputs,
          __provider: GATE,
          status: "b: error (create_instance_error: iMetal.0301 No server is free.)",
          observed: [
            { status: { state: "running" }, places: [0] },
            {
              status: {
                state: "error",
                error: { errorCode: "iMetal.0301", errorMsg: "No server is free.", errorType: "create_instance_error" },
              },
              places: [1],
            },
          ],
        },
      },
    });

    cloud.put("b", "running");
    const { id = "", properties = {} } = failure.initFailed ?? {};
    const updated = await provider.update(id, properties, inputs);
    expect(updated.properties.observed).toEqual([{ status: { state: "running" } }]);
  });

  it("reports on refresh that a gate is not healthy any more", async () => {
    const { cloud, deploy, provider } = await start({ instances: { a: "running" } });
    const { create } = await created(provider, gateNews(["a"]));
    const { id, properties } = await create();
    expect(await provider.read(id, properties)).toEqual({ id, properties });

    cloud.remove("a");
    const { initFailed } = await failureOf((await deploy()).read(id, properties));
    const { openedBy, ...rest } = properties;
    expect(openedBy).toBe("wait");
    expect(initFailed).toEqual({
      id,
      reasons: ["instance a is not found, wanted running: pulumi up waits for it again"],
      properties: { ...rest, status: "not found", observed: [{ status: {} }], wasOpen: true },
    });
  });

  it("ends a wait within a second of its program's end", async () => {
    const { provider } = await start({ instances: { a: "pending" } });
    const program = await startProviderProcess({}); // any other process will do
    const run = { pid: program.pid, preview: false };
    const { create } = await created(provider, gateNews(["a"], { __run: run }));
    const creation = failureOf(create());
    await provider.engine.logs(({ message }) => message.startsWith("0/1 · 1 pending"));
    process.kill(program.pid, "SIGKILL");
    const { initFailed } = await creation;
    expect(initFailed?.reasons).toEqual([
      expect.stringMatching(/^instance a was pending .* when the deployment was interrupted/),
    ]);
  });

  it("ends a wait, and itself, when its engine is gone", async () => {
    const { provider } = await start({ instances: { a: "pending" } });
    const { create } = await created(provider, gateNews(["a"]));
    const creation = failureOf(create());
    await provider.engine.logs(({ message }) => message.startsWith("0/1 · 1 pending"));
    provider.engine.close();
    expect((await creation).message).toMatch(/^instance a was pending .* when the deployment was interrupted/);
    expect(await provider.ended).toBe(1);
  });

  // README's program printed "created 1/2 · 1 stopped (install)" before its gate's last line.
  it("is done with a gate, and with one that fails, when the engine has heard all that is said of it", async () => {
    const { provider } = await start({ instances: { a: "running", b: "terminated" } }, {}, {}, { slowLogMs: 200 });
    const { engine } = provider;
    const isHeard = (last: RegExp) => {
      expect(engine.lines.at(-1)?.message).toMatch(last);
      expect(engine.acknowledged()).toBe(engine.lines.length);
    };
    const opening = await created(provider, gateNews(["a"]));
    await opening.create();
    isHeard(/^1\/1 · running after /);
    const failing = await created(provider, gateNews(["b"]));
    await failureOf(failing.create());
    isHeard(/^0\/1 · 1 terminated · failed after /);
  });

  it("refuses what cannot be before anybody is asked", async () => {
    const { cloud, provider } = await start();
    const { failures } = await provider.check({}, gateNews(["../a"], { timeout: "soon" }));
    expect(Object.keys(failures)).toEqual(["", "timeout"]);
    expect(cloud.requests).toEqual([]);
  });

  it("waits for ids that are not known yet without asking about them", async () => {
    const { cloud, provider } = await start();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { inputs, failures } = await provider.check({}, gateNews(["a", unknown]));
    expect([inputs.instanceIds, failures]).toEqual([["a", unknown], {}]);
    expect(cloud.requests).toEqual([]);
  });

  it("waits as long as the engine says, which knows the customTimeouts of a transform", async () => {
    const { provider } = await start({ instances: { a: "pending" } });
    const { inputs } = await created(provider, gateNews(["a"]));
    const first = await failureOf(provider.create(inputs, 1));
    expect(first.message).toContain("at the timeout of 1s");
    expect(first.initFailed?.properties).not.toHaveProperty("__requestTimeout");
    const opened = { ...inputs, observed: [], openedBy: "wait" };
    expect((await failureOf(provider.update("gate-1", opened, inputs, 2))).message).toContain("at the timeout of 2s");
    // What the program says counts more.
    const told = { ...inputs, timeout: "1s" };
    expect((await failureOf(provider.create(told, 60))).message).toContain("at the timeout of 1s");
  });

  it("reads the stack's configuration", async () => {
    const { cloud, provider } = await start(
      { instances: { a: "running" } },
      { HW_REGION_NAME: "", HW_PROJECT_ID: "" },
      {
        "huaweicloud:region": "cn-east-3",
        "huaweicloud:projectId": "0123456789abcdef0123456789abcdef",
      },
    );
    const { inputs } = await provider.check({}, gateNews(["a"]));
    expect(inputs).toMatchObject({
      __location: { region: "cn-east-3", projectId: cloud.projectId, endpoint: cloud.endpoint },
      status: "running",
    });
  });

  it("deletes a gate without credentials, and asks nobody", async () => {
    const { cloud, provider } = await start({}, { HW_AUTH_TOKEN: "", CLOUDDC_METADATA_ENDPOINT: "http://127.0.0.1:1" });
    await provider.delete("gate-1", gateNews(["a"]));
    expect(cloud.requests).toEqual([]);
  });

  it("records a status, its drift, and that there is none", async () => {
    const { cloud, deploy, provider } = await start({ instances: { a: "running" } });
    const news = {
      instanceId: "a",
      __provider: STATUS,
      __urn: "urn:pulumi:dev::stack::x::a",
      __run: { pid: process.pid, preview: false },
    };
    const { inputs } = await provider.check({}, news);
    expect(inputs).toMatchObject({ state: "running", phase: "ready" });
    const { id, properties } = await provider.create(inputs);
    expect([id, properties]).toEqual(["a", inputs]);
    cloud.remove("a");
    const read = await (await deploy()).read("a", properties);
    expect(read.properties).toMatchObject({ instanceId: "a", phase: "missing", __provider: STATUS });
    expect(read.properties).not.toHaveProperty("state");
  });

  it("prints nothing but its port, and no secret anywhere", async () => {
    const { cloud, provider } = await start({ instances: { a: "running", b: "terminated" } });
    const ready = await created(provider, gateNews(["a"]));
    await ready.create();
    const never = await created(provider, gateNews(["b"]));
    await failureOf(never.create());
    cloud.revokeToken(TOKEN);
    const refused = await failureOf(provider.create({ ...ready.inputs, instanceIds: ["c"] }));
    expect(refused.message).toMatch(/instance c could not be looked up .* HTTP 401/);
    expect(refused).not.toHaveProperty("initFailed");
    expect(asked(cloud)).toBeGreaterThan(2);
    expect(provider.stdout()).toMatch(/^\d+\n$/);
    expect(provider.stderr()).toBe("");
    const everything = JSON.stringify([provider.engine.lines, ready.inputs, never.inputs, refused]);
    expect(everything).toContain("credentials: a token from the environment");
    expect(everything).not.toContain(TOKEN);
  });
});
