/** Look-ups of a program in a test, which puts an instance and wants to see it. */
import { expect, it } from "@jest/globals";
import { getInstanceStatus } from "../../src";
import { type Simulator, startSimulator } from "../../src/simulator";
import { onTestFinished } from "../support/on-test-finished";
import { stubEnv } from "../support/stub-env";

async function start(): Promise<Simulator> {
  const cloud = await startSimulator({ instances: { web: "running" } });
  onTestFinished(() => cloud.close());
  for (const [name, value] of Object.entries(cloud.env)) stubEnv(name, value);
  return cloud;
}

const stateOf = async (instanceId: string) => (await getInstanceStatus({ instanceId })).state;

it("a look-up sees at once what was put", async () => {
  const cloud = await start();
  expect(await stateOf("web")).toBe("running");
  cloud.put("web", "error");
  expect(await stateOf("web")).toBe("error");
  cloud.reset();
  expect(await stateOf("web")).toBe("running");
});

it("look-ups of the same moment share a request, and one after the other each have their own", async () => {
  const cloud = await start();
  const asked = () => cloud.requests.filter(({ kind }) => kind === "status").length;
  await Promise.all([stateOf("web"), stateOf("web")]);
  expect(asked()).toBe(1);
  await stateOf("web");
  await stateOf("web");
  expect(asked()).toBe(3);
});

it("a simulator closes at the end of its scope", async () => {
  const cloud = await start();
  await cloud[Symbol.asyncDispose]();
  await expect(fetch(cloud.endpoint)).rejects.toThrow("fetch failed");
});
