/** Whose credentials and settings a look-up uses, in a process that runs one deployment after the other. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { getInstanceStatus } from "../../src";
import { type Simulator, startSimulator } from "../../src/simulator";
import { beginProgram } from "../support/pulumi-program";
import { stubEnv } from "../support/stub-env";

let cloud: Simulator;
beforeEach(async () => {
  cloud = await startSimulator({ instances: { web: "running" } });
  for (const name of ["HW_AUTH_TOKEN", "HW_ACCESS_KEY", "HW_SECRET_KEY"]) stubEnv(name, "");
});
afterEach(() => cloud.close());

/** A deployment of a tenant: projects and stacks of two of them are called the same. */
const deploy = (token: string) =>
  beginProgram({
    disguised: true,
    config: {
      "huaweicloud:token": token,
      "huaweicloud:region": cloud.region,
      "huaweicloud:projectId": cloud.projectId,
      "clouddc:endpoint": cloud.endpoint,
    },
  });
const look = () => getInstanceStatus({ instanceId: "web" });

describe("a process that runs one deployment after the other", () => {
  it("no longer answers a tenant with a wrong token by the token of the one before", async () => {
    await deploy("simulator-token");
    expect(await look()).toMatchObject({ state: "running" });
    await deploy("of-another-tenant");
    await expect(look()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("reads a token that was renewed in the configuration, also after the old one was refused", async () => {
    await deploy("has-ended");
    await expect(look()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(look()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await deploy("simulator-token");
    expect(await look()).toMatchObject({ state: "running" });
  });

  it("has looked for itself in each: an answer is not handed on from one to the other", async () => {
    await deploy("simulator-token");
    await look();
    await deploy("simulator-token");
    cloud.put("web", "stopped");
    expect(await look()).toMatchObject({ state: "stopped" });
  });
});
