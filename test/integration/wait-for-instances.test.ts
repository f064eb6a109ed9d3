/** The plain wait over sockets, as a script calls it: from the index and from `pulumi-clouddc/wait`. */
import { beforeEach, describe, expect, it, jest } from "@jest/globals";
import { createClients } from "../../src/api/clients";
import { systemSettings } from "../../src/api/settings";
import { type Clock, systemClock } from "../../src/clock";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator";
import type { WaitForInstancesOptions } from "../../src/waiter";
import { waitForInstancesWith } from "../../src/waiter/wait-for-instances";
import { onTestFinished } from "../support/on-test-finished";
import { stubEnv } from "../support/stub-env";

/** As if in a process of its own: what a process has signed in with lasts as long as it does. */
let modules: ReturnType<typeof load>;
const load = () => {
  jest.resetModules();
  return { index: require("../../src/index"), waiter: require("../../src/waiter") } as Record<
    "index" | "waiter",
    typeof import("../../src/waiter")
  >;
};
beforeEach(() => {
  modules = load();
});

async function cloudOf(options: SimulatorOptions): Promise<Simulator> {
  const cloud = await startSimulator(options);
  onTestFinished(() => cloud.close());
  for (const [name, value] of Object.entries(cloud.env)) stubEnv(name, value);
  return cloud;
}

/** What a wait rejects with. */
async function failureOf(options: WaitForInstancesOptions) {
  const outcome = await modules.waiter.waitForInstances(options).then(
    () => undefined,
    (error) => error as Error & { code: string; reasons: string[]; statuses: object },
  );
  if (!outcome) throw new Error("the wait ended well");
  return outcome;
}

const OFTEN = { pollInterval: "100ms" };

describe.each(["index", "waiter"] as const)("waitForInstances of the %s", (from) => {
  it("resolves with what it saw, when all run at once", async () => {
    await cloudOf({ instances: { a: "pending 300ms, running", b: "running/install-succeed" } });
    const lines: string[] = [];
    let looked: string[] = [];
    const statuses = await modules[from].waitForInstances({
      instanceIds: ["a", "b", "a"],
      ...OFTEN,
      onProgress: ({ line, statuses: seen, elapsedMs }) => {
        expect(elapsedMs).toBeGreaterThan(0);
        looked = Object.keys(seen);
        lines.push(line);
      },
    });
    expect(statuses).toEqual({
      a: { instanceId: "a", state: "running", phase: "ready" },
      b: { instanceId: "b", state: "running", operationState: "install-succeed", phase: "ready" },
    });
    expect(looked).toEqual(["a", "b"]);
    expect(lines.at(-1)).toMatch(/^2\/2 · running after \d+s$/);
  });

  it("rejects at once for one that fails, with a code, a sentence, and what was seen of the others", async () => {
    const onWire = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };
    const error = { errorCode: "iMetal.0301", errorMsg: "No server is free.", errorType: "create_instance_error" };
    await cloudOf({ instances: { a: "running", b: [{ state: "error", error: onWire }] } });
    const failure = await modules[from]
      .waitForInstances({ instanceIds: ["a", "b"], ...OFTEN })
      .catch((thrown: unknown) => thrown);
    expect(modules[from].isCloudDcError(failure)).toBe(true);
    expect(failure).toMatchObject({
      code: "INSTANCE_FAILED",
      reasons: [
        expect.stringMatching(
          /^instance b is error \(create_instance_error: iMetal\.0301 No server is free\.\) \(request id \w+\) after \d+s, wanted running: retry its provisioning in the CloudDC console or replace the instance, then (wait|run the program) again$/,
        ),
      ],
      statuses: { b: { instanceId: "b", state: "error", phase: "failed", error } },
    });
    expect((failure as Error).message).not.toContain("pulumi up");
  });
});

describe("waitForInstances", () => {
  it("ends when its signal is aborted, also one that was aborted before", async () => {
    const cloud = await cloudOf({ instances: { a: "pending" } });
    expect((await failureOf({ instanceId: "a", signal: AbortSignal.abort() })).code).toBe("INTERRUPTED");
    expect(cloud.requests).toEqual([]);
    const stop = new AbortController();
    const onProgress = ({ line }: { line: string }) => line.startsWith("0/1 · 1 pending") && stop.abort();
    const failure = await failureOf({ instanceId: "a", ...OFTEN, signal: stop.signal, onProgress });
    expect(failure.code).toBe("INTERRUPTED");
    expect(failure.message).toMatch(/^instance a was pending .* when the wait was interrupted after .*: wait again/);
  });

  it("signs in as the environment says now: a second one was sent the token of the first", async () => {
    const wait = () => modules.waiter.waitForInstances({ instanceId: "a", ...OFTEN });
    await cloudOf({ instances: { a: "running" }, tokens: ["of-tenant-one"] });
    await wait();
    const other = await cloudOf({ instances: { a: "running" }, tokens: ["of-tenant-two"] });
    await wait();
    expect(other.requests.map(({ status }) => status)).toEqual([200]);
  });

  it("asks no more often with a key that was refused because some variable changes", async () => {
    const cloud = await cloudOf({ instances: { a: "running" } });
    const keys = { HW_AUTH_TOKEN: "", HW_ACCESS_KEY: "SIMULATORACCESSKEY", HW_SECRET_KEY: "mistyped" };
    for (const [name, value] of Object.entries(keys)) stubEnv(name, value);
    for (const [name, value] of [
      ["BUILD_STEP", "1"],
      ["BUILD_STEP", "2"],
      ["HW_PROJECT_ID", "0123456789abcdef0123456789abcdef"],
    ] as const) {
      stubEnv(name, value);
      expect((await failureOf({ instanceId: "a", ...OFTEN })).code).toBe("UNAUTHENTICATED");
    }
    expect(cloud.requests.map(({ status }) => status)).toEqual([401]);
  });

  it("ends at its timeout", async () => {
    await cloudOf({ instances: { a: "pending" } });
    const failure = await failureOf({ instanceId: "a", ...OFTEN, timeout: "300ms" });
    expect(failure.code).toBe("WAIT_TIMED_OUT");
    expect(failure.message).toContain('raise "timeout"');
  });

  it.each<[string, (cloud: Simulator) => void, Record<string, string>, string]>([
    ["an id that nobody knows", () => {}, {}, "INSTANCE_NOT_FOUND"],
    ["a permission that is missing", (cloud) => cloud.allowStatus(false), {}, "FORBIDDEN"],
    ["a token that is refused", () => {}, { HW_AUTH_TOKEN: "another" }, "UNAUTHENTICATED"],
    ["half a pair of keys", () => {}, { HW_AUTH_TOKEN: "", HW_ACCESS_KEY: "AK" }, "BAD_CREDENTIALS"],
  ])("tells %s by its code, with reasons", async (_what, prepare, env, code) => {
    const cloud = await cloudOf({});
    for (const [name, value] of Object.entries(env)) stubEnv(name, value);
    prepare(cloud);
    const failure = await failureOf({ instanceId: "a", ...OFTEN, notFoundGrace: 0 });
    expect(failure).toMatchObject({ name: "WaitError", code, reasons: [expect.any(String)] });
  });

  it.each<[string, unknown, string]>([
    ["no argument", undefined, '"instanceIds" is not set: name at least one instance'],
    ["no id", { instanceIds: [] }, '"instanceIds" is []: name at least one instance'],
    ["a text for a list", { instanceIds: "a" }, '"instanceIds" is "a": name at least one instance'],
    ["both", { instanceIds: ["a"], instanceId: "b" }, "give either instanceId or instanceIds, not both"],
    ["a bad id", { instanceIds: ["a", "../b"] }, '"instanceIds[1]" is "../b": give the instance id'],
    ["a bad duration", { instanceId: "a", timeout: "soon" }, '"timeout" is "soon": write a duration'],
    ["a controller for a signal", { instanceId: "a", signal: new AbortController() }, '"signal" is '],
    ["a text for a function", { instanceId: "a", onProgress: "log" }, '"onProgress" is "log": give a function'],
  ])("asks nobody with %s", async (_what, options, sentence) => {
    const cloud = await cloudOf({});
    const failure = await failureOf(options as WaitForInstancesOptions);
    expect(failure).toMatchObject({ code: "INVALID_ARGUMENT", reasons: [expect.stringContaining(sentence)] });
    expect(cloud.requests).toEqual([]);
  });

  it("warns of an option that nobody knows, with the one that was meant", async () => {
    await cloudOf({ instances: { a: "running" } });
    const warnings: string[] = [];
    const options = { instanceId: "a", timeOut: "1m", onWarning: (text: string) => void warnings.push(text) };
    await modules.waiter.waitForInstances(options);
    expect(warnings).toEqual(['waitForInstances: "timeOut" is not an option and is ignored: did you mean "timeout"?']);
  });

  it("rejects with what a callback throws, and waits no longer", async () => {
    await cloudOf({ instances: { a: "pending" } });
    const mistake = new TypeError("a mistake of the program's");
    const onProgress = () => {
      throw mistake;
    };
    expect(await failureOf({ instanceId: "a", ...OFTEN, onProgress })).toBe(mistake);
  });
});

/** A minute passes in three seconds. */
const hastyClock = (): Clock => {
  const TIMES = 20;
  const began = systemClock.date().getTime();
  const now = () => systemClock.now() * TIMES;
  return {
    ...systemClock,
    now,
    date: () => new Date(began + now()),
    sleep: (ms, signal) => systemClock.sleep(ms / TIMES, signal),
  };
};

it("a list that says pending for ever keeps nobody waiting for instances that run, and somebody is told", async () => {
  const instanceIds = Array.from({ length: 8 }, (_, at) => `i-${at}`);
  const cloud = await cloudOf({ instances: Object.fromEntries(instanceIds.map((id) => [id, "running list=pending"])) });
  const [settings, clock] = [systemSettings(), hastyClock()];
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const statuses = await waitForInstancesWith(
    {
      settings,
      clock,
      connect: createClients(settings, clock, () => {}),
      warn,
      waiter: { again: "again", what: "the wait" },
    },
    { instanceIds, pollInterval: "10s", settle: 2, timeout: "30m" },
  );
  expect(new Set(Object.values(statuses).map(({ phase }) => phase))).toEqual(new Set(["ready"]));
  // On this clock a machine is twenty times as slow as it is, which is told as well.
  const others = warnings.filter((text) => !text.startsWith("Polling all 8 instances takes about"));
  expect(others).toEqual(["instances are looked up one by one, which is slower: the list is out of date"]);
  expect(cloud.requests.some(({ kind }) => kind === "list")).toBe(true);
});
