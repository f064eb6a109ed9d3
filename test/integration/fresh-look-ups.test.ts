/** Look-ups of a program in a test, which puts an instance and wants to see it. */
import { expect, it } from "@jest/globals";
import { getInstanceStatus } from "../../src";
import { type Simulator, startSimulator } from "../../src/simulator";
import { onTestFinished } from "../support/on-test-finished";
import { stubEnv } from "../support/stub-env";

async function start(more: Record<string, string> = {}): Promise<Simulator> {
  const cloud = await startSimulator({ instances: { web: "running" } });
  onTestFinished(() => cloud.close());
  for (const [name, value] of Object.entries({ ...cloud.env, ...more })) stubEnv(name, value);
  return cloud;
}

const stateOf = async (instanceId: string) => (await getInstanceStatus({ instanceId })).state;

it("a look-up sees at once what was put, with the environment that the simulator gives", async () => {
  const cloud = await start();
  expect(await stateOf("web")).toBe("running");
  cloud.put("web", "error");
  expect(await stateOf("web")).toBe("error");
  cloud.reset();
  expect(await stateOf("web")).toBe("running");
});

it("look-ups of the same moment share an answer otherwise", async () => {
  const cloud = await start({ CLOUDDC_FRESH_LOOK_UPS: "" });
  expect([await stateOf("web"), await stateOf("web")]).toEqual(["running", "running"]);
  expect(cloud.requests.filter(({ kind }) => kind === "status")).toHaveLength(1);
});

it("a switch that cannot be read is an error, and not ignored", async () => {
  await start({ CLOUDDC_FRESH_LOOK_UPS: "sometimes" });
  await expect(stateOf("web")).rejects.toThrow('"CLOUDDC_FRESH_LOOK_UPS" is "sometimes": write true or false');
});

it("a simulator closes at the end of its scope", async () => {
  const cloud = await start();
  await cloud[Symbol.asyncDispose]();
  await expect(fetch(cloud.endpoint)).rejects.toThrow("fetch failed");
});
