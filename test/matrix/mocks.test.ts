/** A user's unit tests of a stack, with Pulumi's mocks: no engine, no cloud; the simulator where a look-up is in it. */
import { describe, expect, it } from "@jest/globals";
import { installProject } from "../support/installed-project";

const STACK = `
const clouddc = require("pulumi-clouddc");
const ready = clouddc.waitUntilRunning("web", { instanceIds: ["web-1", "web-2"], timeout: "45m" });
const record = new clouddc.InstanceStatus("record", { instanceId: "web-1" }, { dependsOn: ready });
const later = clouddc.getInstanceStatusOutput({ instanceId: "web-1" }, { dependsOn: ready });
module.exports = { ready, record, later };
`;

const TESTS = `
const assert = require("node:assert/strict");
const { after, before, test } = require("node:test");
const pulumi = require("@pulumi/pulumi");
const { startSimulator } = require("pulumi-clouddc/simulator");

const created = [];
const called = [];
let cloud;
let stack;

before(async () => {
  cloud = await startSimulator({ instances: { "web-1": "running" } });
  Object.assign(process.env, {
    HW_AUTH_TOKEN: "simulator-token",
    HW_REGION_NAME: cloud.region,
    HW_PROJECT_ID: cloud.projectId,
    CLOUDDC_ENDPOINT: cloud.endpoint,
  });
  await pulumi.runtime.setMocks({
    newResource: ({ name, type, inputs }) => {
      created.push({ name, type, inputs });
      const seen = type.endsWith(":InstanceStatus") ? { state: "running", phase: "ready" } : {};
      return { id: name + "-id", state: { ...inputs, ...seen } };
    },
    call: ({ token, inputs }) => {
      called.push({ token, inputs });
      return { state: "running" };
    },
  });
  stack = require("./stack.js");
});
after(() => cloud.close());

const valueOf = (output) => new Promise((resolve) => output.apply(resolve));

test("the gate is on both instances, and waits as long as they take", async () => {
  assert.deepEqual(await valueOf(stack.ready.instanceIds), ["web-1", "web-2"]);
  const gate = created.find(({ type }) => type === "pulumi-nodejs:dynamic/clouddc:InstanceGate");
  assert.equal(gate.name, "web");
  assert.equal(gate.inputs.timeout, "45m");
  assert.deepEqual(gate.inputs.instanceIds, ["web-1", "web-2"]);
});
test("a mocked gate has seen nothing", async () => {
  assert.deepEqual(await valueOf(stack.ready.statuses), {});
});
test("a record says what the mock says", async () => {
  assert.equal(await valueOf(stack.record.state), "running");
  assert.equal(await valueOf(stack.record.phase), "ready");
});
test("a look-up answers from the mock, and sends nothing", async () => {
  assert.deepEqual(await valueOf(stack.later), { instanceId: "web-1", state: "running", phase: "ready" });
  assert.deepEqual(called, [{ token: "clouddc:index:getInstanceStatus", inputs: { instanceId: "web-1" } }]);
  assert.deepEqual(cloud.requests, []);
});
`;

describe("setMocks", () => {
  it.each(["3.216.0", "latest"])("lets a user test a stack without an engine: SDK %s", async (sdk) => {
    const { command } = await installProject({
      manager: "npm",
      node: 20,
      dependencies: { "@pulumi/pulumi": sdk },
      files: { "stack.js": STACK, "stack.test.js": TESTS },
    });
    const output = await command("node", "--test", "stack.test.js");
    expect(output).toMatch(/pass 4\b/);
    expect(output).toMatch(/fail 0\b/);
  });
});
