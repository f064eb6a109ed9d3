// A simulator for each test, which ends with it: npx vitest run
import { startSimulator } from "pulumi-clouddc/simulator";
import { expect, onTestFinished, test } from "vitest";
import { nextStep } from "./next-step.js";

test("a machine that runs is installed, one that failed is replaced", async () => {
  const cloud = await startSimulator({ instances: { "web-1": "running" } });
  onTestFinished(() => cloud.close());
  Object.assign(process.env, cloud.env);
  expect(await nextStep("web-1")).toBe("install");
  cloud.put("web-1", "error");
  expect(await nextStep("web-1")).toBe("replace");
});

test("a machine is waited for from its first look-up on", async () => {
  const cloud = await startSimulator({ instances: { "web-1": "pending 1h, running" } });
  onTestFinished(() => cloud.close());
  Object.assign(process.env, cloud.env);
  expect(await nextStep("web-1")).toBe("wait");
});

test("nobody is asked more often than the gateway allows", async () => {
  const cloud = await startSimulator({
    instances: { "web-1": "running" },
    limit: { requests: 1, windowMs: 1_000 },
  });
  onTestFinished(() => cloud.close());
  Object.assign(process.env, cloud.env);
  expect(await nextStep("web-1")).toBe("install");
  expect(await nextStep("web-1")).toBe("install");
  expect(cloud.requests.filter(({ status }) => status === 429).length).toBeLessThanOrEqual(1);
});
