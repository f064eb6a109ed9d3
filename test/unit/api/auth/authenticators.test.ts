import { describe, expect, it } from "@jest/globals";
import { createAuthenticators } from "../../../../src/api/auth/authenticators";
import { createProjectClient } from "../../../../src/api/client/project-client";
import type { Send } from "../../../../src/api/http/transport";
import { type Location, targetOf } from "../../../../src/api/target";
import { type Cloud, createCloud, type Fault, type SimulatorOptions } from "../../../../src/simulator";
import { homeWith, settingsOf } from "../../../support/credentials-fakes";
import { createVirtualClock } from "../../../support/virtual-clock";

const ADDRESS = "http://127.0.0.1:4711";
const KEYS = { HW_ACCESS_KEY: "SIMULATORACCESSKEY", HW_SECRET_KEY: "simulator-secret-key" };
const USER = { HW_USER_NAME: "simulator-user", HW_DOMAIN_NAME: "simulator-domain" };
const projects = Array.from({ length: 7 }, (_, index) => ({ id: `p-${index}`, name: `ap-southeast-3_${index}` }));

/** One process, with clients for many projects of a simulated cloud whose answers take 100 ms. */
function processWith(env: Record<string, string>, options: SimulatorOptions = {}, home?: string, config = {}) {
  const clock = createVirtualClock();
  const bodies: string[] = [];
  const now = () => clock.date().getTime();
  const cloud = createCloud({ instances: { web: "running" }, projects, now, ...options });
  const send: Send = async ({ method, url, headers = {}, body = "" }) => {
    const sent = Object.entries({ ...headers, host: url.host }).map(([name, value]) => [name.toLowerCase(), value]);
    const request = { method, url: url.pathname + url.search, headers: Object.fromEntries(sent), body };
    bodies.push(body);
    const answer = cloud.answer(request);
    await clock.sleep(100);
    return answer;
  };
  const settings = settingsOf({
    env: { CLOUDDC_ENDPOINT: ADDRESS, HW_AUTH_URL: ADDRESS, ...env },
    config,
    ...(home && { home }),
  });
  const debug: string[] = [];
  const authenticate = createAuthenticators(settings, { send, clock, debug: (line) => debug.push(line) });
  const clientFor = async (where: Location) => {
    const found = targetOf({ region: cloud.region, ...where }, settings);
    if ("problems" in found) throw found.problems[0];
    return createProjectClient(found.target, await authenticate(found.target));
  };
  const clients = new Map<string, ReturnType<typeof clientFor>>();
  const ask = async (where: Location) => {
    const key = JSON.stringify(where);
    const known = clients.get(key) ?? clientFor(where);
    clients.set(key, known);
    const client = await known;
    return (await client.get("instances/web/status", { permission: "clouddc:instance:get" })).status;
  };
  const askAll = (places: readonly Location[]) => clock.run(Promise.allSettled(places.map(ask)));
  const refusals = () => cloud.requests.filter(({ status }) => status === 401).length;
  return { askAll, bodies, clock, cloud, debug, refusals };
}

const everywhere = projects.map(({ id: projectId }) => ({ projectId }));
const codes = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.map((result) => (result.status === "fulfilled" ? result.value : result.reason.code));

describe("seven projects of one process", () => {
  it("with one mistyped secret do not lock the key: one request finds out for all", async () => {
    const { askAll, refusals } = processWith({ ...KEYS, HW_SECRET_KEY: "mistyped" });
    expect(codes(await askAll(everywhere))).toEqual(Array(7).fill("UNAUTHENTICATED"));
    expect(refusals()).toBe(1);
  });

  it("whose ids have to be looked up do not lock it either", async () => {
    const { askAll, refusals } = processWith({ ...KEYS, HW_SECRET_KEY: "mistyped" });
    const regions = [1, 2, 3, 4, 5, 6, 7].map((number) => ({ region: `cn-east-${number}` }));
    expect(codes(await askAll(regions))).toEqual(Array(7).fill("BAD_CREDENTIALS"));
    expect(refusals()).toBe(1);
  });

  it("with one mistyped password do not lock the user", async () => {
    const { askAll, refusals } = processWith({ ...USER, HW_USER_PASSWORD: "mistyped" });
    expect(codes(await askAll(everywhere))).toEqual(Array(7).fill("BAD_CREDENTIALS"));
    expect(refusals()).toBe(2);
  });

  it("of which one does not exist sign in to the others", async () => {
    const { askAll } = processWith({ ...USER, HW_USER_PASSWORD: "simulator-password" });
    const answers = codes(await askAll([{ projectId: "none" }, ...everywhere]));
    expect(answers).toEqual(["BAD_CREDENTIALS", ...Array(7).fill(200)]);
  });

  it("find their credentials once", async () => {
    const { askAll, debug } = processWith(KEYS);
    expect(codes(await askAll(everywhere))).toEqual(Array(7).fill(200));
    expect(debug).toEqual(["credentials: an access key from the environment (HW_ACCESS_KEY)"]);
  });

  it("share the keys of the metadata service, and their renewal", async () => {
    const { askAll, cloud } = processWith({ CLOUDDC_METADATA_ENDPOINT: ADDRESS });
    await askAll(everywhere);
    cloud.revokeKeys();
    expect(codes(await askAll(everywhere))).toEqual(Array(7).fill(200));
    expect(cloud.requests.filter(({ kind }) => kind === "metadata")).toHaveLength(4);
  });
});

describe("the project of a profile", () => {
  const profile = (fields: object) => ({
    ".hcloud/config.json": JSON.stringify({
      authEncrypt: "false",
      current: "p",
      profiles: [{ name: "p", accessKeyId: "SIMULATORACCESSKEY", secretAccessKey: "simulator-secret-key", ...fields }],
    }),
  });
  /** One server plays both regions. */
  const inTwoRegions = { projects: [{ id: "p-b", name: "cn-east-3", region: "ap-southeast-3" }] };
  const asked = ({ requests }: Pick<Cloud, "requests">) =>
    requests.map(({ kind, path }) => (kind === "status" ? path.split("/")[2] : kind));

  it("counts for the profile's region, and no other", async () => {
    const home = homeWith(profile({ region: "ap-southeast-3", projectId: "0123456789abcdef0123456789abcdef" }));
    const { askAll, cloud } = processWith({}, inTwoRegions, home);
    expect(codes(await askAll([{}]))).toEqual([200]);
    expect(codes(await askAll([{ region: "cn-east-3" }]))).toEqual([200]);
    expect(asked(cloud)).toEqual([cloud.projectId, "projects", "p-b"]);
  });

  it("without a region counts for the usual one", async () => {
    const home = homeWith(profile({ projectId: "0123456789abcdef0123456789abcdef" }));
    const { askAll, cloud } = processWith({ HW_REGION_NAME: "ap-southeast-3" }, inTwoRegions, home);
    expect(codes(await askAll([{}]))).toEqual([200]);
    expect(codes(await askAll([{ region: "cn-east-3" }]))).toEqual([200]);
    expect(asked(cloud)).toEqual([cloud.projectId, "projects", "p-b"]);
  });
});

describe("an id that cannot be sent as it is", () => {
  const HALF = "p\ud800";
  const NAMES = "letters, digits, hyphens and underscores";
  const kooCli = (projectId: string) => ({
    ".hcloud/config.json": JSON.stringify({
      authEncrypt: "false",
      profiles: [{ name: "default", accessKeyId: "A", secretAccessKey: "s", projectId }],
    }),
  });

  it.each([
    ["half a character, which breaks an address", HALF],
    ["letters that a header leaves out", "pé中"],
    ["a line break", "p\r\nX-Other: 1"],
    ["another path", "../v2"],
  ])("is refused before anything is signed: a profile's project with %s", async (_what, projectId) => {
    const home = homeWith(kooCli(projectId));
    const { askAll, cloud } = processWith({}, {}, home);
    const [result] = await askAll([{}]);
    expect(result).toMatchObject({ reason: { code: "INVALID_ARGUMENT", argument: "projectId" } });
    const { message } = (result as PromiseRejectedResult).reason;
    expect(message).toContain(
      `: write a project's id beside the key of the profile "default" in ${home}/.hcloud/config.json (accessKeyId): ${NAMES}`,
    );
    expect(cloud.requests).toEqual([]);
  });

  it("is refused in the SDKs' profile as well", async () => {
    const home = homeWith({ ".huaweicloud/credentials": "[basic]\nak = A\nsk = s\nproject_id = pé中\n" });
    const { askAll, cloud } = processWith({}, {}, home);
    const [result] = await askAll([{}]);
    expect(result).toMatchObject({
      reason: { message: expect.stringContaining(`${home}/.huaweicloud/credentials (ak)`) },
    });
    expect(cloud.requests).toEqual([]);
  });

  it("does not matter where another project counts", async () => {
    const { askAll, cloud } = processWith({}, {}, homeWith(kooCli(HALF)));
    expect(codes(await askAll([{ projectId: "p-1" }]))).toEqual(["UNAUTHENTICATED"]);
    expect(cloud.requests).toHaveLength(1);
  });

  it.each([
    ["HW_DOMAIN_ID", { HW_DOMAIN_ID: "dé\n中" }, {}],
    ["huaweicloud:domainId", {}, { "huaweicloud:domainId": "d/e" }],
  ])("is refused as the account of whoever acts as an agency: %s", async (argument, env, config) => {
    const agency = { HW_ASSUME_ROLE_AGENCY_NAME: "simulator-agency", HW_ASSUME_ROLE_DOMAIN_NAME: "simulator-domain" };
    const { askAll, cloud } = processWith({ ...KEYS, ...agency, ...env }, {}, undefined, config);
    const [result] = await askAll([{ projectId: "p-1" }]);
    expect(result).toMatchObject({ reason: { code: "INVALID_ARGUMENT", argument } });
    expect((result as PromiseRejectedResult).reason.message).toMatch(/: write an account's id: letters, digits/);
    expect(cloud.requests).toEqual([]);
  });
});

describe("a key that dies", () => {
  it("under requests that are under way together makes fewer refusals than lock it", async () => {
    const { askAll, cloud, refusals } = processWith({ CLOUDDC_METADATA_ENDPOINT: ADDRESS }, { credentialUses: 10 });
    const answers = codes(await askAll(Array(40).fill({ projectId: cloud.projectId })));
    expect(answers).toEqual(Array(40).fill(200));
    // Each key lets ten in: the next four that are under way together are refused, and one gets a new key for all.
    expect(cloud.requests.filter(({ kind }) => kind === "metadata")).toHaveLength(2 * 4);
    expect(refusals()).toBeLessThanOrEqual(3 * 4);
  });

  it("between two rounds is found out by one request", async () => {
    const { askAll, clock, cloud, refusals } = processWith({ CLOUDDC_METADATA_ENDPOINT: ADDRESS });
    const round = Array(20).fill({ projectId: cloud.projectId });
    await askAll(round);
    await clock.run(clock.sleep(5_000));
    cloud.revokeKeys();
    expect(codes(await askAll(round))).toEqual(Array(20).fill(200));
    expect(refusals()).toBe(1);
  });
});

describe("an IAM that wants to be left alone", () => {
  const BY_NAME = everywhere.map((_, index) => ({ region: `cn-east-${index}` }));
  const projectsOfRegions = BY_NAME.map(({ region }) => ({ id: `p-${region}`, name: region, region }));
  const AGENCY = { HW_ASSUME_ROLE_AGENCY_NAME: "simulator-agency", HW_ASSUME_ROLE_DOMAIN_NAME: "simulator-domain" };

  it.each<[string, Record<string, string>, Fault]>([
    ["for a token, by a 429", { ...USER, HW_USER_PASSWORD: "simulator-password" }, { kind: "token", status: 429 }],
    ["for a token, by a 503", { ...USER, HW_USER_PASSWORD: "simulator-password" }, { kind: "token", status: 503 }],
    ["for a project's id", KEYS, { kind: "projects", status: 503 }],
    ["for an agency's keys", { ...KEYS, ...AGENCY }, { kind: "agency", status: 429 }],
  ])("is asked once until then, and everybody is told what it said: %s", async (_what, env, fault) => {
    const { askAll, clock, cloud } = processWith(env, { projects: projectsOfRegions });
    const place =
      fault.kind === "projects" ? BY_NAME : BY_NAME.map(({ region }) => ({ region, projectId: `p-${region}` }));
    cloud.fault({ ...fault, retryAfterMs: 20_000, times: 3 });
    for (const restMs of [0, 10_000, 9_000]) {
      await clock.run(clock.sleep(restMs));
      expect(codes(await askAll(place))).toEqual(Array(7).fill("SERVER_ERROR"));
    }
    expect(cloud.requests.map(({ kind, status }) => [kind, status])).toEqual([[fault.kind, fault.status]]);
  });

  it("is asked again when it said, and is believed for an hour at most", async () => {
    const { askAll, clock, cloud } = processWith({ ...USER, HW_USER_PASSWORD: "simulator-password" });
    const one = [{ projectId: "p-1" }];
    cloud.fault({ kind: "token", status: 503, retryAfterMs: 20_000 });
    expect(codes(await askAll(one))).toEqual(["SERVER_ERROR"]);
    await clock.run(clock.sleep(20_000));
    cloud.fault({ kind: "token", status: 503, retryAfterMs: 90_000_000 });
    expect(codes(await askAll(one))).toEqual(["SERVER_ERROR"]);
    await clock.run(clock.sleep(3_600_000));
    expect(codes(await askAll(one))).toEqual([200]);
    expect(cloud.requests.map(({ status }) => status)).toEqual([503, 503, 201, 200]);
  });
});

describe("credentials that are revoked again and again", () => {
  it.each([
    ["a password's tokens", { ...USER, HW_USER_PASSWORD: "simulator-password" }],
    ["the metadata service's keys", { CLOUDDC_METADATA_ENDPOINT: ADDRESS }],
  ])("are renewed each time: %s", async (_what, env) => {
    const { askAll, cloud, refusals } = processWith(env);
    const one = [{ projectId: cloud.projectId }];
    expect(codes(await askAll(one))).toEqual([200]);
    for (let times = 0; times < 10; times++) {
      cloud.revokeTokens();
      cloud.revokeKeys();
      expect(codes(await askAll(one))).toEqual([200]);
    }
    expect(refusals()).toBe(10);
  });
});

describe("an agency", () => {
  const AGENCY = { HW_ASSUME_ROLE_AGENCY_NAME: "simulator-agency", HW_ASSUME_ROLE_DOMAIN_NAME: "simulator-domain" };
  const kinds = ({ requests }: Pick<Cloud, "requests">) => requests.map(({ kind, status }) => `${kind} ${status}`);

  it.each([
    ["an access key", KEYS, ["agency 201"]],
    ["a token", { HW_AUTH_TOKEN: "simulator-token" }, ["agency 201"]],
    ["a password", { ...USER, HW_USER_PASSWORD: "simulator-password" }, ["token 201", "agency 201"]],
    [
      "a user's id",
      { HW_USER_ID: "user-simulator-user", HW_USER_PASSWORD: "simulator-password" },
      ["token 201", "agency 201"],
    ],
    ["the server's own", { CLOUDDC_METADATA_ENDPOINT: ADDRESS }, ["metadata 200", "metadata 200", "agency 201"]],
  ])("signs in all projects with its keys, which are asked for once with %s", async (_what, env, expected) => {
    const { askAll, cloud } = processWith({ ...env, ...AGENCY });
    expect(codes(await askAll(everywhere))).toEqual(Array(7).fill(200));
    expect(kinds(cloud)).toEqual([...expected, ...Array(7).fill("status 200")]);
    expect(cloud.requests.at(-1)?.headers["x-security-token"]).toBeDefined();
  });

  it("that was named by half is read again when somebody asks again, as half a key is", async () => {
    const env: Record<string, string> = { ...KEYS, HW_ASSUME_ROLE_AGENCY_NAME: "simulator-agency" };
    const settings = settingsOf({ env });
    const authenticate = createAuthenticators(settings, {
      send: () => Promise.reject(new Error("nobody is asked")),
      clock: createVirtualClock(),
    });
    const found = targetOf({ region: "ap-southeast-3", projectId: "p-1", endpoint: ADDRESS }, settings);
    if ("problems" in found) throw found.problems[0];
    await expect(authenticate(found.target)).rejects.toMatchObject({ code: "BAD_CREDENTIALS" });
    env.HW_ASSUME_ROLE_DOMAIN_NAME = "simulator-domain";
    await expect(authenticate(found.target)).resolves.toBeDefined();
  });

  it("is asked for by a password's token for the account, not for the agency's project", async () => {
    const { askAll, bodies } = processWith({ ...USER, HW_USER_PASSWORD: "simulator-password", ...AGENCY });
    await askAll([{ projectId: "p-1" }]);
    expect(JSON.parse(bodies[0] ?? "").auth.scope).toEqual({ domain: { name: "simulator-domain" } });
  });

  it("that the stack names signs in too, and says so once without a secret", async () => {
    const config = { "huaweicloud:assumeRole": '{"agencyName":"simulator-agency","domainName":"simulator-domain"}' };
    const { askAll, debug } = processWith(KEYS, {}, undefined, config);
    expect(codes(await askAll([{ projectId: "p-1" }]))).toEqual([200]);
    expect(debug).toEqual([
      "credentials: an access key from the environment (HW_ACCESS_KEY)",
      'credentials: acting as the agency "simulator-agency" from huaweicloud:assumeRole',
    ]);
  });

  it("has its project looked up with its own keys, in its own account", async () => {
    const { askAll, cloud } = processWith({ ...KEYS, ...AGENCY });
    expect(codes(await askAll([{}]))).toEqual([200]);
    expect(kinds(cloud)).toEqual(["agency 201", "projects 200", "status 200"]);
    expect(cloud.requests[1]?.headers["x-security-token"]).toBeDefined();
  });

  it("has its keys renewed before they end, and each time they are revoked", async () => {
    const { askAll, clock, cloud } = processWith({ ...KEYS, ...AGENCY, HW_ASSUME_ROLE_DURATION: "3600" });
    const one = [{ projectId: cloud.projectId }];
    const agencies = () => cloud.requests.filter(({ kind }) => kind === "agency").length;
    await askAll(one);
    await clock.run(clock.sleep(51 * 60_000));
    expect(codes(await askAll(one))).toEqual([200]);
    expect(agencies()).toBe(2);
    for (let times = 0; times < 5; times++) {
      cloud.revokeKeys();
      expect(codes(await askAll(one))).toEqual([200]);
    }
    expect(agencies()).toBe(7);
  });

  it.each([
    ["another agency", { ...AGENCY, HW_ASSUME_ROLE_AGENCY_NAME: "other" }, "BAD_CREDENTIALS"],
    ["another account", { ...AGENCY, HW_ASSUME_ROLE_DOMAIN_NAME: "other" }, "BAD_CREDENTIALS"],
    ["half of one", { HW_ASSUME_ROLE_AGENCY_NAME: "simulator-agency" }, "BAD_CREDENTIALS"],
    ["an identity provider", { HW_ASSUME_ROLE_IDP_ID: "idp", HW_ASSUME_ROLE_ID_TOKEN: "canary" }, "BAD_CREDENTIALS"],
  ])("that is %s is an error for everybody, asked for once at most", async (_what, env, code) => {
    const { askAll, cloud } = processWith({ ...KEYS, ...env });
    expect(codes(await askAll(everywhere))).toEqual(Array(7).fill(code));
    expect(cloud.requests.length).toBeLessThanOrEqual(1);
  });

  it("that may not be used any more is an error that names the setting", async () => {
    const { askAll, cloud } = processWith({ ...KEYS, ...AGENCY });
    cloud.allowAgency(false);
    const [result] = await askAll([{ projectId: "p-1" }]);
    expect(result).toMatchObject({
      reason: {
        message: expect.stringMatching(
          /HTTP 403.*; check HW_ASSUME_ROLE_AGENCY_NAME, and that .* the Agent Operator permission$/,
        ),
      },
    });
  });

  it("does not keep the key that asks for it from being guarded", async () => {
    const { askAll, refusals } = processWith({ ...KEYS, ...AGENCY, HW_SECRET_KEY: "mistyped" });
    expect(codes(await askAll(everywhere))).toEqual(Array(7).fill("BAD_CREDENTIALS"));
    expect(refusals()).toBe(1);
  });
});
