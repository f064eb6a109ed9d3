import { describe, expect, it } from "@jest/globals";
import { createClients } from "../../src/api/clients";
import { systemClock } from "../../src/clock";
import { type Fault, type SimulatorOptions, startSimulator } from "../../src/simulator";
import { settingsOf } from "../support/credentials-fakes";
import { onTestFinished } from "../support/on-test-finished";

const USER = { HW_USER_NAME: "simulator-user", HW_USER_PASSWORD: "simulator-password" };
const PROJECT = "0123456789abcdef0123456789abcdef";
const BY_PASSWORD = { ...USER, HW_DOMAIN_NAME: "simulator-domain" };

/** Whoever sleeps has slept at once; each sleep is noted. */
function hurriedClock() {
  const sleeps: number[] = [];
  let now = 0;
  const sleep = async (ms: number, signal?: AbortSignal) => {
    // Until somebody wakes it.
    if (ms > FOR_EVER_MS) return new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
    sleeps.push(ms);
    now += ms;
  };
  const rest = (ms: number) => {
    now += ms;
  };
  return { clock: { ...systemClock, now: () => now, sleep }, rest, sleeps };
}

const FOR_EVER_MS = 1e9;

/** A process that reaches a simulator over sockets, with nothing but these variables. */
async function reach(env: Record<string, string>, options: SimulatorOptions = {}) {
  const cloud = await startSimulator({ instances: { web: "running" }, ...options });
  onTestFinished(() => cloud.close());
  const here = { CLOUDDC_ENDPOINT: cloud.endpoint, HW_AUTH_URL: cloud.endpoint, HW_REGION_NAME: cloud.region };
  const settings = settingsOf({ env: { ...here, CLOUDDC_METADATA_ENDPOINT: cloud.endpoint, ...env } });
  const { clock, rest, sleeps } = hurriedClock();
  const connect = createClients(settings, clock, () => {});
  const ask = async (where = {}) => {
    rest(5_000); // nobody shares the answer of a moment ago
    const client = await connect({ ...where });
    const { status } = await client.get("web", { owner: "a test" });
    return status.state;
  };
  return { ask, cloud, sleeps };
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
      `no credentials: the server's metadata service is there but gave no keys within 10s (${cloud.endpoint} answered HTTP 500`,
    );
    cloud.clearFaults();
    expect(await ask()).toBe("running");
  });

  it("that is not there, or has no agency, is none", async () => {
    const { ask } = await reach({}, { metadata: "off" });
    await expect(ask()).rejects.toMatchObject({ code: "NO_CREDENTIALS" });
  });
});

describe("a server that wants to be left alone", () => {
  it.each<[string, Fault]>([
    ["a 429 with seconds", { status: 429, retryAfterMs: 1_000 }],
    ["a 429 with a date", { status: 429, retryAfterMs: 2_000, retryAfterAs: "date" }],
    ["a 503 with seconds", { status: 503, retryAfterMs: 1_000 }],
    ["a 503 with a date", { status: 503, retryAfterMs: 2_000, retryAfterAs: "date" }],
  ])("by %s is asked again when it said", async (_what, fault) => {
    const { ask, cloud, sleeps } = await reach({ HW_AUTH_TOKEN: "simulator-token", HW_PROJECT_ID: PROJECT });
    cloud.fault(fault);
    expect(await ask()).toBe("running");
    expect(cloud.requests.map(({ status }) => status)).toEqual([fault.status, 200]);
    // A date knows whole seconds only.
    const wanted = fault.retryAfterAs === "date" ? [2_000, 3_000] : [1_000];
    expect(wanted).toContain(Math.max(...sleeps));
  });
});

describe("an answer that is none", () => {
  it.each([
    201, 202, 204, 206, 302, 404, 418, 425, 499,
  ])("by HTTP %d is asked about again, and a good one counts", async (status) => {
    const { ask, cloud } = await reach({ HW_AUTH_TOKEN: "simulator-token", HW_PROJECT_ID: PROJECT });
    cloud.fault({ status, body: "<html>a gateway</html>" });
    await expect(ask()).rejects.toMatchObject({ code: "UNEXPECTED_ANSWER", status });
    expect(await ask()).toBe("running");
  });

  it("though it is a 200 is an error with its message", async () => {
    const { ask, cloud } = await reach({ HW_AUTH_TOKEN: "simulator-token", HW_PROJECT_ID: PROJECT });
    cloud.fault({ status: 200, body: { error_code: "iMetal.0099", error_msg: "Internal server error" } });
    await expect(ask()).rejects.toMatchObject({
      code: "UNEXPECTED_ANSWER",
      message: expect.stringContaining("HTTP 200, iMetal.0099: Internal server error"),
    });
  });
});
