/** A user's tests of a stack, in the user's own jest: with mocks, with the simulator, and with an inline program on an engine. */
import { expect, it } from "@jest/globals";
import { installProject } from "../support/installed-project";
import { describeOnEngine, succeeds } from "../support/stack";

const STACK = `
import * as clouddc from "pulumi-clouddc";

export const ready = clouddc.waitUntilRunning("web", { instanceIds: ["web-1", "web-2"], timeout: "45m" });
export const record = new clouddc.InstanceStatus("record", { instanceId: "web-1" }, { dependsOn: ready });
export const later = clouddc.getInstanceStatusOutput({ instanceId: "web-1" }, { dependsOn: ready });
`;

const MOCKED = `
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, it } from "@jest/globals";

const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

const created: { name: string; type: string; inputs: Record<string, unknown> }[] = [];
let stack: typeof import("./stack");

// Its look-up begins here, and goes on between this and the first test.
beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, type, inputs }) => {
      created.push({ name, type, inputs });
      const seen = type.endsWith(":InstanceStatus") ? { state: "running", phase: "ready" } : {};
      return { id: name + "-id", state: { ...inputs, ...seen } };
    },
    call: () => ({ state: "stopped" }),
  });
  stack = require("./stack");
});

it("has a gate on both instances, which waits as long as they take", async () => {
  expect(await valueOf(stack.ready.instanceIds)).toEqual(["web-1", "web-2"]);
  const gate = created.find(({ type }) => type === "pulumi-nodejs:dynamic/clouddc:InstanceGate");
  expect(gate).toMatchObject({ name: "web", inputs: { timeout: "45m", instanceIds: ["web-1", "web-2"] } });
});

it("records what the mock says, and looks up what it says", async () => {
  expect(await valueOf(stack.record.state)).toBe("running");
  expect(await valueOf(stack.later)).toEqual({ instanceId: "web-1", state: "stopped", phase: "idle" });
});
`;

const SIMULATED = `
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import * as clouddc from "pulumi-clouddc";
import { type Simulator, startSimulator } from "pulumi-clouddc/simulator";

let cloud: Simulator;
beforeAll(async () => {
  cloud = await startSimulator({ instances: { "web-1": "running" } });
  process.env.CLOUDDC_ENDPOINT = cloud.endpoint;
});
afterAll(() => cloud.close());

it("looks an instance up", async () => {
  expect(await clouddc.getInstanceStatus({ instanceId: "web-1" })).toMatchObject({ phase: "ready" });
  const error = await clouddc.getInstanceStatus({ instanceId: "web-9" }).catch((thrown) => thrown);
  expect(clouddc.isCloudDcError(error)).toBe(true);
  expect(error.message).toMatch(/^instance web-9 could not be looked up: .*iMetal\\.0200/);
});

it("has a gate fail on an engine, with its sentence", async () => {
  cloud.put("web-2", "error");
  const program = async () => {
    clouddc.waitUntilRunning("web", { instanceIds: ["web-1", "web-2"], timeout: "1m" });
  };
  const stack = await LocalWorkspace.createStack({ stackName: "dev", projectName: "stack", program });
  await expect(stack.up()).rejects.toThrow(/instance web-2 is error/);
  await stack.destroy();
}, 120_000);
`;

const TSCONFIG = {
  compilerOptions: { target: "es2022", module: "commonjs", strict: true, esModuleInterop: true, types: ["node"] },
};

describeOnEngine("a user's jest", () => {
  it.each([
    ["ts-jest", { preset: "ts-jest" }, { "ts-jest": "^29.4.0" }, "3.248.0"],
    ["@swc/jest", { transform: { "\\.ts$": "@swc/jest" } }, { "@swc/jest": "^0.2.0", "@swc/core": "^1.0.0" }, "latest"],
  ] as const)("tests a stack without flags, and ends by itself: %s", async (_transformer, config, packages, sdk) => {
    const { stack } = await installProject({
      manager: "npm",
      node: 20,
      dependencies: {
        "@pulumi/pulumi": sdk,
        jest: "^30.0.0",
        "@jest/globals": "^30.0.0",
        typescript: "~5.9.0",
        "@types/node": "^20.0.0",
        ...packages,
      },
      files: {
        "jest.config.js": `module.exports = ${JSON.stringify({ testEnvironment: "node", ...config })};`,
        "tsconfig.json": JSON.stringify(TSCONFIG),
        "stack.ts": STACK,
        "stack.test.ts": MOCKED,
        "simulated.test.ts": SIMULATED,
      },
    });
    const { output } = await succeeds(
      stack.launch("node", ["node_modules/jest/bin/jest.js", "--detectOpenHandles", "--testTimeout=60000"]).done,
    );
    expect(output).toMatch(/Tests: +4 passed, 4 total/);
    expect(output).not.toMatch(/open handle|did not exit|failed to exit/);
  });
});
