import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { InstanceStatus } from "../../../src";
import { RECORD_OPTIONS, RECORDED } from "../../../src/provider/record";
import { serializedProvider } from "../../../src/resources/dynamic";
import { beginProgram, isKnown, settled } from "../../support/pulumi-program";

const TYPE = "pulumi-nodejs:dynamic/clouddc:InstanceStatus";
const PROVIDER = serializedProvider("instanceStatus");

describe("a recorded status in a program", () => {
  it("is a resource with the id, the place, and what its hooks need besides", async () => {
    const registered = await beginProgram();
    const args = {
      instanceId: pulumi.output("i-1"),
      region: "ap-southeast-3",
      projectId: "p-1",
      endpoint: "https://x.example",
    };
    await settled(new InstanceStatus("web", args).urn);
    expect(registered).toEqual([
      expect.objectContaining({
        type: TYPE,
        name: "web",
        custom: true,
        inputs: {
          instanceId: "i-1",
          region: "ap-southeast-3",
          projectId: "p-1",
          endpoint: "https://x.example",
          __provider: PROVIDER,
          __urn: `urn:pulumi:stack::project::${TYPE}::web`,
        },
      }),
    ]);
  });

  it("names its parent in its URN", async () => {
    const registered = await beginProgram();
    const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
    const status = new InstanceStatus("web", { instanceId: "i-1" }, { parent });
    expect(await settled(status.urn)).toContain("test:index:Parent$");
    expect(registered[1]?.inputs.__urn).toBe(`urn:pulumi:stack::project::test:index:Parent$${TYPE}::web`);
  });

  it("gives what was seen, in camelCase", async () => {
    const error = { errorCode: "iMetal.0301", errorMsg: "No server is free.", errorType: "create_instance_error" };
    await beginProgram({
      outputs: () => ({ state: "error", operationState: "install-failed", error, phase: "failed" }),
    });
    const status = new InstanceStatus("web", { instanceId: "i-1" });
    const { instanceId, state, operationState, phase } = status;
    expect(await settled(pulumi.all([instanceId, state, operationState, status.error, phase]))).toEqual([
      "i-1",
      "error",
      "install-failed",
      error,
      "failed",
    ]);
  });

  it("is not known before it has been seen", async () => {
    await beginProgram({ preview: true });
    const { instanceId, state, operationState, error, phase } = new InstanceStatus("web", { instanceId: "i-1" });
    expect(await isKnown(instanceId)).toBe(true);
    for (const output of [state, operationState, error, phase]) expect(await isKnown(output)).toBe(false);
  });

  it("without arguments fails with a sentence", async () => {
    await beginProgram();
    expect(() => new InstanceStatus("web", ...([] as never as [never]))).toThrow(
      'the record "web" names no instance: pass { instanceId: "…" }',
    );
  });

  it("tells its hooks of which changes it wants none", async () => {
    const registered = await beginProgram();
    const opts = { ignoreChanges: ["state", "phase"] };
    await settled(new InstanceStatus("web", { instanceId: "i-1", region: null, projectId: undefined }, opts).urn);
    expect(registered[0]?.inputs).toMatchObject({ __ignoreChanges: ["state", "phase"], region: null });
  });

  it("names each property where it wants no change at all, and Pulumi leaves out what is of this run", async () => {
    const registered = await beginProgram();
    let ignored: string[] | undefined;
    const note: pulumi.ResourceTransformation = ({ opts }) => {
      ignored = (opts as pulumi.CustomResourceOptions).ignoreChanges;
      return undefined;
    };
    const opts = { ignoreChanges: ["*"], transformations: [note] };
    await settled(new InstanceStatus("web", { instanceId: "i-1" }, opts).urn);
    expect([...(ignored ?? [])].sort()).toEqual([...RECORD_OPTIONS, ...RECORDED].sort());
    expect(registered[0]?.inputs.__ignoreChanges).toEqual(ignored);
  });

  it("of an id that is a secret says so to its hooks", async () => {
    const registered = await beginProgram();
    await settled(new InstanceStatus("web", { instanceId: pulumi.secret("i-1") }).urn);
    expect(registered[0]?.inputs.__secret).toBe(true);
  });
});

describe("InstanceStatus.get", () => {
  it("reads by the id, in its place", async () => {
    const registered = await beginProgram({ outputs: () => ({ instanceId: "i-1", state: "running", phase: "ready" }) });
    const status = InstanceStatus.get("adopted", "i-1", { region: "cn-east-3" });
    expect(await settled(status.state)).toBe("running");
    expect(registered).toMatchObject([
      { type: TYPE, name: "adopted", id: "i-1", inputs: { region: "cn-east-3", __provider: PROVIDER } },
    ]);
    expect(registered[0]?.inputs).not.toHaveProperty("instanceId");
  });
});
