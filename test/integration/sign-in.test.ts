import { describe, expect, it } from "@jest/globals";
import { createClients } from "../../src/api/clients";
import { systemClock } from "../../src/clock";
import { type Fault, type SimulatorOptions, startSimulator } from "../../src/simulator";
import { settingsOf } from "../support/credentials-fakes";
import { onTestFinished } from "../support/on-test-finished";

const USER = { HW_USER_NAME: "simulator-user", HW_USER_PASSWORD: "simulator-password" };
const BY_PASSWORD = { ...USER, HW_DOMAIN_NAME: "simulator-domain" };

/** A process that reaches a simulator over sockets, with nothing but these variables. */
async function reach(env: Record<string, string>, options: SimulatorOptions = {}) {
  const cloud = await startSimulator({ instances: { web: "running" }, ...options });
  onTestFinished(() => cloud.close());
  const here = { CLOUDDC_ENDPOINT: cloud.endpoint, HW_AUTH_URL: cloud.endpoint, HW_REGION_NAME: cloud.region };
  const settings = settingsOf({ env: { ...here, CLOUDDC_METADATA_ENDPOINT: cloud.endpoint, ...env } });
  const connect = createClients(settings, systemClock, () => {});
  const ask = async (where = {}) => {
    const client = await connect({ ...where });
    const { status } = await client.get("web", { owner: "a test" });
    return status.state;
  };
  return { ask, cloud };
}

describe("credentials that are revoked again and again", () => {
  it.each([
    ["the tokens of a password", BY_PASSWORD],
    ["the keys of the metadata service", {}],
  ])("are renewed each time: %s", async (_what, env) => {
    const { ask, cloud } = await reach(env, { credentialUses: 2 });
    for (let times = 0; times < 12; times++) expect(await ask()).toBe("running");
    expect(cloud.requests.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(5);
  });
});

describe("a token", () => {
  it.each([20_000, 32_768, 102_400])("of %d characters signs in", async (tokenLength) => {
    const { ask, cloud } = await reach(BY_PASSWORD, { tokenLength });
    expect(await ask()).toBe("running");
    expect(cloud.requests.map(({ kind, status }) => `${kind} ${status}`)).toEqual(["token 201", "status 200"]);
  });
});

describe("a user", () => {
  it.each([
    ["by name and account", BY_PASSWORD],
    ["by name and the account's id", { ...USER, HW_DOMAIN_ID: "domain-of-simulator-domain" }],
    ["by id", { HW_USER_ID: "user-simulator-user", HW_USER_PASSWORD: "simulator-password" }],
  ])("is known %s", async (_what, env) => {
    const { ask } = await reach(env);
    expect(await ask()).toBe("running");
  });
});

describe("a gate's own region", () => {
  it("is asked with its own project, and not with that of the environment's region", async () => {
    const other = { id: "p-b", name: "cn-east-3", region: "ap-southeast-3" };
    const keys = { HW_ACCESS_KEY: "SIMULATORACCESSKEY", HW_SECRET_KEY: "simulator-secret-key" };
    const { ask, cloud } = await reach(
      { ...keys, HW_PROJECT_ID: "0123456789abcdef0123456789abcdef" },
      { projects: [other] },
    );
    expect(await ask()).toBe("running");
    expect(await ask({ region: "cn-east-3" })).toBe("running");
    expect(cloud.requests.map(({ path }) => path)).toEqual([
      `/v1/${cloud.projectId}/instances/web/status`,
      "/v3/projects",
      "/v1/p-b/instances/web/status",
    ]);
  });
});

describe("an agency", () => {
  it("signs in with keys that IAM gives for one's own, and again when these are revoked", async () => {
    const { ask, cloud } = await reach({
      HW_ACCESS_KEY: "SIMULATORACCESSKEY",
      HW_SECRET_KEY: "simulator-secret-key",
      HW_ASSUME_ROLE_AGENCY_NAME: "simulator-agency",
      HW_ASSUME_ROLE_DOMAIN_ID: "domain-of-simulator-domain",
    });
    expect(await ask()).toBe("running");
    cloud.revokeKeys();
    expect(await ask()).toBe("running");
    expect(cloud.requests.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      "agency 201",
      "projects 200",
      "status 200",
      "status 401",
      "agency 201",
      "status 200",
    ]);
  });
});

describe("a metadata service in trouble", () => {
  it.each<[string, Fault]>([
    ["is late by two seconds", { delayMs: 2_000 }],
    ["answers 500", { status: 500 }],
    ["answers 429", { status: 429 }],
    ["resets the connection", { reset: true }],
  ])("that %s once gives its keys all the same", async (_what, fault) => {
    const { ask, cloud } = await reach({});
    cloud.fault({ kind: "metadata", ...fault });
    expect(await ask()).toBe("running");
  });

  it("that never mends is told as such, and asked again by whoever comes next", async () => {
    const { ask, cloud } = await reach({});
    cloud.fault({ kind: "metadata", status: 500, times: Number.POSITIVE_INFINITY });
    await expect(ask()).rejects.toThrow(
      `no credentials: the server's metadata service is there, but gave no keys within 10s (${cloud.endpoint} answered HTTP 500`,
    );
    cloud.clearFaults();
    expect(await ask()).toBe("running");
  });

  it("that is not there, or has no agency, is none", async () => {
    const { ask } = await reach({}, { metadata: "off" });
    await expect(ask()).rejects.toMatchObject({ code: "NO_CREDENTIALS" });
  });
});
