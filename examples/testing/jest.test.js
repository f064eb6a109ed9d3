// One simulator for all tests of a file, as it was at the start before each: npx jest
const { afterAll, beforeAll, beforeEach, expect, test } = require("@jest/globals");
const { startSimulator } = require("pulumi-clouddc/simulator");
const { nextStep } = require("./next-step");

/** @type {import("pulumi-clouddc/simulator").Simulator} */
let cloud;

beforeAll(async () => {
  cloud = await startSimulator({ instances: { "web-1": "running" } });
  Object.assign(process.env, cloud.env);
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

test("a machine that runs is installed, one that failed is replaced", async () => {
  expect(await nextStep("web-1")).toBe("install");
  cloud.put("web-1", "error");
  expect(await nextStep("web-1")).toBe("replace");
});

test("a machine is waited for while its system is reinstalled", async () => {
  cloud.perform("web-1", "reinstall");
  expect(await nextStep("web-1")).toBe("wait");
});

test("a bad gateway is asked again", async () => {
  cloud.fault({ status: 502 });
  expect(await nextStep("web-1")).toBe("install");
  expect(cloud.requests.map(({ status }) => status)).toEqual([502, 200]);
});
