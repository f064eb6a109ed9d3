// What the stack creates, and what its gate is told, with Pulumi's mocks: npx jest
import { beforeAll, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";

const created: pulumi.runtime.MockResourceArgs[] = [];
let stack: typeof import("./index");

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource(resource) {
      created.push(resource);
      // What a gate saw of its instances: `statuses` is made of it.
      const isGate = resource.type === "pulumi-nodejs:dynamic/clouddc:InstanceGate";
      const observed = [{ status: { state: "running" } }];
      return { id: `${resource.name}-id`, state: { ...resource.inputs, ...(isGate && { observed }) } };
    },
    call: () => ({ state: "running" }),
  });
  pulumi.runtime.setAllConfig({ "project:instanceIds": '["web-1","web-2"]' });
  stack = require("./index");
});

const known = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

test("the gate waits for both instances, as long as they take", async () => {
  expect(await known(stack.ready.instanceIds)).toEqual(["web-1", "web-2"]);
  const gate = created.find(({ type }) => type === "pulumi-nodejs:dynamic/clouddc:InstanceGate");
  expect(gate?.inputs).toMatchObject({ instanceIds: ["web-1", "web-2"], timeout: "45m" });
});

test("the site comes after the gate", async () => {
  await known(stack.site.urn);
  const order = created.map(({ name }) => name);
  expect(order.indexOf("site")).toBeGreaterThan(order.indexOf("web-ready"));
});

test("the stack tells the states of its machines", async () => {
  expect(await known(stack.states)).toEqual(["running", "running"]);
});
