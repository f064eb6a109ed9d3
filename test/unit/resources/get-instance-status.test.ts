import { beforeEach, describe, expect, it, jest } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import type { MockCallArgs } from "@pulumi/pulumi/runtime";
import {
  CloudDcError,
  getInstanceStatus,
  getInstanceStatusOutput,
  isCloudDcError,
  RunningInstances,
} from "../../../src";
import { ResponseError } from "../../../src/errors";
import type { lookUp } from "../../../src/resources/look-up";
import { beginProgram, failureOf, isKnown, settled, unknown } from "../../support/pulumi-program";

/** It is loaded with the first look-up only, so that this comes in time. */
const looked = jest.fn<typeof lookUp>();
jest.mock("../../../src/resources/look-up", () => ({ lookUp: looked }));

beforeEach(async () => {
  await beginProgram({ disguised: true });
  looked.mockReset();
  looked.mockResolvedValue({ status: { state: "running", operationState: "install-succeed" }, requestId: "r-1" });
});

describe("a look-up", () => {
  it("asks for the instance, where it is told to, and says what that means", async () => {
    expect(await getInstanceStatus({ instanceId: "i-1", region: "cn-east-3", projectId: "p-1" })).toEqual({
      instanceId: "i-1",
      state: "running",
      operationState: "install-succeed",
      phase: "ready",
    });
    expect(looked.mock.calls.map(([args]) => args)).toEqual([
      { instanceId: "i-1", region: "cn-east-3", projectId: "p-1", notFoundGrace: undefined },
    ]);
  });

  it.each([
    "",
    "../servers",
    "a b",
    undefined as unknown as string,
  ])("asks nobody for the id %j", async (instanceId) => {
    const error = await getInstanceStatus({ instanceId }).catch((thrown) => thrown);
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(isCloudDcError(error) && error.code).toBe("INVALID_ARGUMENT");
    expect(error.message).toMatch(/^"instanceId" is .*: give the instance id/);
    expect(looked).not.toHaveBeenCalled();
  });

  it.each([
    ["getInstanceStatus", () => getInstanceStatus(...([] as never as [never]))],
    ["getInstanceStatus of null", () => getInstanceStatus(null as never)],
    ["getInstanceStatusOutput", () => failureOf(getInstanceStatusOutput(...([] as never as [never])))],
  ])("%s without arguments fails with a sentence", async (_name, call) => {
    const error = (await (call as () => Promise<unknown>)().catch((thrown) => thrown)) as Error;
    expect(error.message).toBe('a look-up names no instance: pass { instanceId: "…" }');
  });

  it("takes null and undefined for what is not given", async () => {
    await getInstanceStatus({ instanceId: "i-1", region: undefined, projectId: null });
    expect(looked.mock.calls.map(([args]) => args)).toEqual([{ instanceId: "i-1" }]);
  });

  it("warns of an option that nobody knows", async () => {
    const warned = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
    await getInstanceStatus({ instanceId: "i-1", regoin: "cn-east-3" } as never);
    expect(warned.mock.calls.map(([message]) => message)).toEqual([
      'the look-up of instance i-1: "regoin" is not an option and is ignored: did you mean "region"?',
    ]);
    warned.mockRestore();
  });

  it("fails with one sentence, without a stack", async () => {
    looked.mockRejectedValue(
      new ResponseError("INSTANCE_NOT_FOUND", {
        status: 404,
        errorCode: "iMetal.0200",
        errorMsg: "Instances not found: [i-1]",
      }),
    );
    const error = await getInstanceStatus({ instanceId: "i-1" }).catch((thrown) => thrown);
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(error.message).toBe(
      "instance i-1 could not be looked up: CloudDC answered HTTP 404, iMetal.0200: Instances not found: [i-1]",
    );
    expect(error.stack).not.toContain("    at ");
  });

  it("fails with an error that a program can tell from others by its code", async () => {
    looked.mockRejectedValue(new ResponseError("FORBIDDEN", { status: 403 }));
    const error = await getInstanceStatus({ instanceId: "i-1" }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(CloudDcError);
    expect(isCloudDcError(error) && error.code).toBe("FORBIDDEN");
  });

  it("does not hide a mistake of ours", async () => {
    const mistake = new TypeError("x is not a function");
    looked.mockRejectedValue(mistake);
    await expect(getInstanceStatus({ instanceId: "i-1" })).rejects.toBe(mistake);
  });
});

describe("a look-up of outputs", () => {
  it("asks when they are known", async () => {
    const status = getInstanceStatusOutput({ instanceId: pulumi.output("i-1"), region: pulumi.output("cn-east-3") });
    expect(await settled(status)).toMatchObject({ instanceId: "i-1", phase: "ready" });
    expect(looked.mock.calls.map(([args]) => args)).toEqual([
      { instanceId: "i-1", region: "cn-east-3", notFoundGrace: "2m" },
    ]);
  });

  it.each([
    ["id", () => ({ instanceId: unknown<string>() })],
    ["region", () => ({ instanceId: "i-1", region: unknown<string>() })],
  ])("asks nobody while the %s is not known, and is not known itself", async (_name, args) => {
    await beginProgram({ disguised: true, preview: true });
    expect(await isKnown(getInstanceStatusOutput(args()))).toBe(false);
    expect(looked).not.toHaveBeenCalled();
  });

  it("waits for what it depends on", async () => {
    const created: string[] = [];
    await beginProgram({
      disguised: true,
      outputs({ name }) {
        created.push(name);
        return {};
      },
    });
    looked.mockImplementation(async () => {
      created.push("looked up");
      return { status: { state: "running" } };
    });
    class Instance extends pulumi.CustomResource {}
    const [first, second] = ["first", "second"].map((name) => new Instance("test:index:Instance", name));
    const status = getInstanceStatusOutput({ instanceId: "i-1" }, { dependsOn: [first, second] as pulumi.Resource[] });
    await settled(status);
    expect(created.at(-1)).toBe("looked up");
    expect(created).toHaveLength(3);
  });

  it("waits for the children of a component that it depends on", async () => {
    const created: string[] = [];
    await beginProgram({
      disguised: true,
      outputs({ name }) {
        created.push(name);
        return {};
      },
    });
    looked.mockImplementation(async () => {
      created.push("looked up");
      return { status: { state: "running" } };
    });
    class Instance extends pulumi.CustomResource {}
    const component = new pulumi.ComponentResource("test:index:Component", "component");
    new Instance("test:index:Instance", "child", {}, { parent: component });
    await settled(getInstanceStatusOutput({ instanceId: "i-1" }, { dependsOn: component }));
    expect(created).toEqual(["component", "child", "looked up"]);
  });

  it("asks nobody while what it depends on is only planned", async () => {
    await beginProgram({ disguised: true, preview: true });
    class Instance extends pulumi.CustomResource {}
    const planned = new Instance("test:index:Instance", "planned");
    // Under mocks every id is known; a planned resource's is not.
    Object.assign(planned, { id: unknown<string>() });
    expect(await isKnown(getInstanceStatusOutput({ instanceId: "i-1" }, { dependsOn: planned }))).toBe(false);
    expect(looked).not.toHaveBeenCalled();
  });

  it.each([
    "a gate",
    "a component around a gate",
  ])("asks nobody while %s that it depends on has not opened, though the engine goes on", async (name) => {
    await beginProgram({ disguised: true });
    const around = new pulumi.ComponentResource("test:index:Component", "component");
    const gate = new RunningInstances("web", { instanceIds: ["a"] }, { parent: around });
    const dependsOn = name === "a gate" ? gate : around;
    expect(await isKnown(getInstanceStatusOutput({ instanceId: "i-1" }, { dependsOn }))).toBe(false);
    expect(looked).not.toHaveBeenCalled();
  });

  it.each([
    ["two minutes in an update", {}, false, "2m"],
    ["what it is told in an update", { notFoundGrace: pulumi.output("10s") }, false, "10s"],
    ["nothing in a preview", {}, true, 0],
    ["nothing in a preview, whatever it is told", { notFoundGrace: "10s" }, true, 0],
  ])("waits for an instance that is not known yet: %s", async (_name, more, preview, notFoundGrace) => {
    await beginProgram({ disguised: true, preview });
    await settled(getInstanceStatusOutput({ instanceId: "i-1", ...more }));
    expect(looked.mock.calls.map(([args]) => args)).toEqual([{ instanceId: "i-1", notFoundGrace }]);
  });

  it("is a secret when the id is one, and only then", async () => {
    const secret = getInstanceStatusOutput({ instanceId: pulumi.secret("i-1") });
    expect(await pulumi.isSecret(secret)).toBe(true);
    expect(await settled(secret)).toMatchObject({ instanceId: "i-1" });
    expect(await pulumi.isSecret(getInstanceStatusOutput({ instanceId: "i-1" }))).toBe(false);
  });

  it("shows no id that is a secret when it fails", async () => {
    looked.mockRejectedValue(new ResponseError("BAD_REQUEST", { status: 400, errorMsg: "invalid value: i-1" }));
    const error = await failureOf(getInstanceStatusOutput({ instanceId: pulumi.secret("i-1") }));
    expect(error.message).toMatch(/^instance \[secret\] could not be looked up: .*invalid value/);
    expect(`${error.message}${error.stack}`).not.toContain("i-1");
  });
});

describe("a look-up under mocks", () => {
  const asked: MockCallArgs[] = [];
  const answering = async (answer: unknown) => {
    asked.length = 0;
    const call = (args: MockCallArgs) => {
      asked.push(args);
      return answer as Record<string, unknown>;
    };
    await pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call });
  };

  it("answers from the mock, and sends nothing", async () => {
    await answering({ state: "stopped" });
    expect(await getInstanceStatus({ instanceId: "i-1", region: "cn-east-3" })).toEqual({
      instanceId: "i-1",
      state: "stopped",
      phase: "idle",
    });
    const output = getInstanceStatusOutput({ instanceId: pulumi.output("i-2"), notFoundGrace: "1m" });
    expect(await settled(output)).toEqual({ instanceId: "i-2", state: "stopped", phase: "idle" });
    expect(asked.map(({ token, inputs }) => [token, inputs])).toEqual([
      ["clouddc:index:getInstanceStatus", { instanceId: "i-1", region: "cn-east-3" }],
      ["clouddc:index:getInstanceStatus", { instanceId: "i-2" }],
    ]);
    expect(looked).not.toHaveBeenCalled();
  });

  it.each([
    ["nothing but what it was asked", { instanceId: "i-1" }, { phase: "busy" }],
    ["an operation", { state: "running", operationState: "reboot-processing" }, { state: "running", phase: "busy" }],
    ["a phase of its own", { state: "stopped", phase: "failed" }, { phase: "failed" }],
  ])("takes from the mock %s", async (_name, answer, status) => {
    await answering(answer);
    expect(await getInstanceStatus({ instanceId: "i-1" })).toMatchObject({ instanceId: "i-1", ...status });
  });

  it("fails with a sentence where the mock answers what is no status", async () => {
    await answering({ state: 7 });
    const error = await getInstanceStatus({ instanceId: "i-1" }).catch((thrown) => thrown);
    expect(error.message).toBe(
      'the mock of clouddc:index:getInstanceStatus returned {"state":7}: return a status such as { state: "running" }',
    );
  });
});
