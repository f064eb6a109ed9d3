import { setImmediate } from "node:timers/promises";
import { beforeEach, describe, expect, it, jest } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { waitUntilRunningHook } from "../../../src";
import type { waitInProgram } from "../../../src/resources/program-wait";
import { beginProgram, settled } from "../../support/pulumi-program";

/** It is loaded when a hook runs, so that this comes in time. */
const waited = jest.fn<typeof waitInProgram>();
jest.mock("../../../src/resources/program-wait", () => ({ waitInProgram: waited }));

beforeEach(async () => {
  await beginProgram();
  waited.mockReset();
  waited.mockResolvedValue({});
});

const args = (more: object = {}) => ({
  urn: "urn:pulumi:dev::stack::t::web",
  id: "i-1",
  name: "web",
  type: "t",
  ...more,
});
const asked = () => waited.mock.calls.map(([{ instanceIds, timeout }]) => ({ instanceIds, timeout }));

describe("a hook that waits", () => {
  it("waits for the resource's id, with its options", async () => {
    const hook = waitUntilRunningHook("ready", { timeout: "45m" });
    expect(pulumi.ResourceHook.isInstance(hook)).toBe(true);
    expect(hook.name).toBe("ready");
    await hook.callback(args());
    expect(asked()).toEqual([{ instanceIds: ["i-1"], timeout: "45m" }]);
  });

  it.each([
    ["one instance", "i-2", ["i-2"]],
    ["several", ["i-2", "i-3"], ["i-2", "i-3"]],
  ])("waits for %s that it is told", async (_what, output, instanceIds) => {
    const hook = waitUntilRunningHook("ready", { instanceId: ({ newOutputs }) => newOutputs?.instance });
    await hook.callback(args({ newOutputs: { instance: output } }));
    expect(asked()).toEqual([{ instanceIds, timeout: undefined }]);
  });

  it.each([
    "SIGINT",
    "SIGTERM",
  ] as const)("ends when %s interrupts its program, and leaves no listener", async (signal) => {
    const before = process.listenerCount(signal);
    waited.mockImplementation(async ({ signal: interrupted }) => {
      expect(process.listenerCount(signal)).toBe(before + 1);
      process.listeners(signal).at(-1)?.(signal);
      expect(interrupted?.aborted).toBe(true);
      throw new Error("interrupted");
    });
    await expect(waitUntilRunningHook("ready").callback(args())).rejects.toThrow("interrupted");
    expect(process.listenerCount(signal)).toBe(before);
  });

  it("adds no listener to those of the others that wait, and ends with them: MaxListenersExceededWarning", async () => {
    const before = process.listenerCount("SIGINT");
    waited.mockImplementation(
      ({ signal }) =>
        new Promise((_resolve, reject) =>
          signal?.addEventListener("abort", () => reject(new Error("interrupted")), { once: true }),
        ),
    );
    const hooks = Array.from({ length: 11 }, (_, index) => waitUntilRunningHook(`ready-${index}`).callback(args()));
    const ended = Promise.allSettled(hooks);
    await setImmediate();
    expect(waited).toHaveBeenCalledTimes(11);
    expect(process.listenerCount("SIGINT")).toBe(before + 1);
    process.listeners("SIGINT").at(-1)?.("SIGINT");
    expect(new Set((await ended).map(({ status }) => status))).toEqual(new Set(["rejected"]));
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  it("still ends by Ctrl-C when another one has ended before it", async () => {
    let end = () => {};
    waited.mockImplementationOnce(() => new Promise((resolve) => (end = () => resolve({}))));
    waited.mockImplementationOnce(
      ({ signal }) => new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    );
    const [first, second] = ["one", "two"].map((name) => waitUntilRunningHook(name).callback(args()));
    await setImmediate();
    expect(waited).toHaveBeenCalledTimes(2);
    end();
    await first;
    process.listeners("SIGTERM").at(-1)?.("SIGTERM");
    await expect(second).rejects.toThrow("aborted");
  });

  it("ends at once where it begins after Ctrl-C, as another resource's has: it waited for its timeout", async () => {
    waited.mockImplementation(async ({ signal }) => {
      if (waited.mock.calls.length === 1) process.listeners("SIGINT").at(-1)?.("SIGINT");
      return signal?.aborted ? Promise.reject(new Error("interrupted")) : {};
    });
    await expect(waitUntilRunningHook("first").callback(args())).rejects.toThrow("interrupted");
    await expect(waitUntilRunningHook("second").callback(args())).rejects.toThrow("interrupted");
    // The process may go on with another deployment.
    await beginProgram();
    await expect(waitUntilRunningHook("third").callback(args())).resolves.toBeUndefined();
  });

  it("ends at once where Ctrl-C came while only another deployment of the process waited", async () => {
    const hook = waitUntilRunningHook("of the first deployment");
    const first = pulumi.runtime.getMonitor();
    await beginProgram();
    waited.mockImplementation(async ({ signal }) => {
      if (waited.mock.calls.length === 1) process.listeners("SIGINT").at(-1)?.("SIGINT");
      return signal?.aborted ? Promise.reject(new Error("interrupted")) : {};
    });
    await expect(waitUntilRunningHook("of the second").callback(args())).rejects.toThrow("interrupted");
    pulumi.runtime.setMockOptions(first, "project", "stack", false);
    await expect(hook.callback(args())).rejects.toThrow("interrupted");
  });

  it.each([
    ["well", {}],
    ["in a failure", new Error("web-1 is error")],
  ])("is over when the engine has heard all that is said of it, also where it ends %s: a warning came after that", async (_how, end) => {
    const heard: (() => void)[] = [];
    const hear = () => new Promise<void>((resolve) => heard.push(resolve));
    const spies = [jest.spyOn(pulumi.log, "info"), jest.spyOn(pulumi.log, "warn")];
    for (const spy of spies) spy.mockImplementation(hear);
    waited.mockImplementation(async ({ onProgress, onWarning }) => {
      onProgress?.({ line: "1/1 · running after 2s", elapsedMs: 2_000, statuses: {} });
      onWarning?.("the list is out of date");
      return end instanceof Error ? Promise.reject(end) : {};
    });
    let over = false;
    const hook = Promise.resolve(waitUntilRunningHook("ready").callback(args()))
      .catch(() => {})
      .finally(() => (over = true));
    await setImmediate();
    await setImmediate();
    expect([heard.length, over]).toEqual([2, false]);
    for (const answer of heard) answer();
    await hook;
    for (const spy of spies) spy.mockRestore();
  });

  it("says that the next up does not run it again", async () => {
    await waitUntilRunningHook("ready").callback(args());
    expect(waited.mock.calls[0]?.[1]).toEqual({
      waiter: {
        again: "run npx pulumi-clouddc wait i-1 (pulumi up does not run a failed hook again)",
        what: "the deployment",
      },
      areSecret: false,
    });
  });

  it("leaves an id that is no text to the wait, which says so: cannot convert a Symbol value to a string", async () => {
    const ids = ["i-2", Symbol("i-3"), { toString: 1 }] as unknown as string[];
    await waitUntilRunningHook("ready", { instanceId: () => ids }).callback(args());
    expect(asked()).toEqual([{ instanceIds: ids, timeout: undefined }]);
  });

  it("names no id that is a secret", async () => {
    const hook = waitUntilRunningHook("ready", { instanceId: ({ newOutputs }) => newOutputs?.instance });
    await hook.callback(args({ newOutputs: { instance: pulumi.secret("i-2") } }));
    expect(asked()).toEqual([{ instanceIds: ["i-2"], timeout: undefined }]);
    const { areSecret, waiter } = waited.mock.calls[0]?.[1] ?? {};
    expect(areSecret).toBe(true);
    expect(waiter?.again).toContain("wait ID…");
  });
});

it("a hook stands in a resource's options under mocks, where none runs: registerResourceHook is not a function", async () => {
  const registered = await beginProgram();
  const hook = waitUntilRunningHook("ready");
  class Machine extends pulumi.CustomResource {}
  const machine = new Machine("test:index:Machine", "web", {}, { hooks: { afterCreate: [hook] } });
  expect(await settled(machine.id)).toBe("id-of-web");
  expect(registered.map(({ name }) => name)).toEqual(["web"]);
  expect(waited).not.toHaveBeenCalled();
});
