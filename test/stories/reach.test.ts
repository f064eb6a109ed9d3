/** Set-ups that other tools of Huawei's get along with, on the real engine: what dies, hiccups, lies elsewhere or goes through somebody. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "@jest/globals";
import type { Fault } from "../../src/simulator";
import { eventually } from "../support/eventually";
import { onTestFinished } from "../support/on-test-finished";
import { type CaseOptions, describeOnEngine, flat, gate, openCase } from "../support/stack";
import { startProxy } from "../support/tls-proxy";

const KEYS = { HW_ACCESS_KEY: "SIMULATORACCESSKEY", HW_SECRET_KEY: "simulator-secret-key" };
const PASSWORD = { HW_USER_NAME: "simulator-user", HW_USER_PASSWORD: "simulator-password" };
const BY_PASSWORD = { ...PASSWORD, HW_DOMAIN_NAME: "simulator-domain" };
const AGENCY = { HW_ASSUME_ROLE_AGENCY_NAME: "simulator-agency", HW_ASSUME_ROLE_DOMAIN_NAME: "simulator-domain" };
const OTHER_REGION = { id: "fedcba9876543210fedcba9876543210", name: "cn-east-3", region: "ap-southeast-3" };

/** A stack that signs in with these variables and nothing else; IAM and metadata answer where CloudDC does. */
async function reaching({ env = {}, cloud = {}, ...more }: Partial<CaseOptions>, home: Record<string, string> = {}) {
  const stack = await openCase({
    program: gate("web", ["web-1"]),
    env: { HW_AUTH_TOKEN: "", ...env },
    cloud: { instances: { "web-1": "running" }, ...cloud },
    ...more,
  });
  for (const [name, text] of Object.entries(home)) {
    const file = join(stack.home, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const here = { HW_AUTH_URL: stack.cloud.endpoint, CLOUDDC_METADATA_ENDPOINT: stack.cloud.endpoint };
  const run = (command: string, more: Record<string, string> = {}) =>
    stack.run([command, ...(command === "up" ? ["--yes", "--skip-preview"] : [])], { ...here, ...more });
  const count = (kind: string, status: number) =>
    stack.cloud.requests.filter((request) => request.kind === kind && request.status === status).length;
  return { stack, run, count };
}

describeOnEngine("credentials that are revoked again and again", () => {
  it.each([
    ["a password's, which are tokens of 100,000 characters,", BY_PASSWORD, "token"],
    ["the metadata service's", {}, "metadata"],
    ["an agency's", { ...KEYS, ...AGENCY }, "agency"],
  ])("are renewed each time: %s", async (_what, env, kind) => {
    const cloud = { instances: { "web-1": "pending" }, credentialUses: 3, tokenLength: 100_000 };
    const { stack, run, count } = await reaching({ env, cloud });
    const running = run("up");
    await eventually(() => expect(count("status", 401)).toBeGreaterThanOrEqual(3));
    stack.cloud.put("web-1", "running");
    const { code, output } = await running;
    expect({ code, output }).toExitWith(0);
    expect(stack.cloud.requests.filter((request) => request.kind === kind).length).toBeGreaterThanOrEqual(4);
  });
});

describeOnEngine("a metadata service in trouble", () => {
  it.each<[string, Fault]>([
    ["is late", { delayMs: 2_000 }],
    ["answers 500", { status: 500 }],
    ["resets the connection", { reset: true }],
  ])("that %s once signs a gate in all the same", async (_what, fault) => {
    const { stack, run } = await reaching({});
    stack.cloud.fault({ kind: "metadata", ...fault });
    expect(await run("up")).toExitWith(0);
  });

  it("that never mends is the cause that is told", async () => {
    const { stack, run } = await reaching({});
    stack.cloud.fault({ kind: "metadata", status: 500, times: Number.POSITIVE_INFINITY });
    const { code, output } = await run("up");
    expect(code).toBe(1);
    expect(flat(output)).toMatch(/the server's metadata service is there but gave no keys within 10s \(.* HTTP 500/);
    expect(flat(output)).not.toContain("no credentials were found");
  });
});

describeOnEngine("the project", () => {
  it("of the environment is not asked for a gate's own region: that has its own, by the region's name", async () => {
    const cloud = { instances: { "web-1": "running" }, projects: [OTHER_REGION] };
    const program = gate("here", ["web-1"]) + gate("there", ["web-1"], 'region: "cn-east-3"');
    const { stack, run } = await reaching({ env: KEYS, cloud, program });
    expect(await run("up")).toExitWith(0);
    const projects = stack.cloud.requests.filter(({ kind }) => kind === "status").map(({ path }) => path.split("/")[2]);
    expect(new Set(projects)).toEqual(new Set([stack.cloud.projectId, OTHER_REGION.id]));
  });

  it("and the region may be a KooCLI profile's alone", async () => {
    const profile = { name: "p", mode: "AKSK", accessKeyId: KEYS.HW_ACCESS_KEY, secretAccessKey: KEYS.HW_SECRET_KEY };
    const place = { region: "cn-east-3", projectId: OTHER_REGION.id };
    const file = JSON.stringify({ authEncrypt: "false", current: "p", profiles: [{ ...profile, ...place }] });
    const cloud = { instances: { "web-1": "running" }, projects: [OTHER_REGION] };
    const { stack, run } = await reaching(
      { env: { HW_REGION_NAME: "", HW_PROJECT_ID: "" }, cloud },
      { ".hcloud/config.json": file },
    );
    expect(await run("up")).toExitWith(0);
    expect(stack.cloud.requests.map(({ path }) => path.split("/")[2])).toContain(OTHER_REGION.id);
    expect((await stack.gate())?.inputs).toMatchObject({ __location: { region: "cn-east-3" } });
  });
});

describeOnEngine("an agency", () => {
  it.each([
    ["the environment", { env: { ...KEYS, ...AGENCY } }],
    [
      "the stack",
      {
        env: KEYS,
        config: { "huaweicloud:assumeRole": '{"agencyName":"simulator-agency","domainName":"simulator-domain"}' },
      },
    ],
  ])("that %s names signs a gate in, and its keys are nowhere in state", async (_where, options) => {
    const { stack, run, count } = await reaching(options);
    const { code, output } = await run("up");
    expect({ code, output }).toExitWith(0);
    expect(count("agency", 201)).toBe(1);
    const state = JSON.stringify(await stack.export("--show-secrets"));
    expect(state + output).not.toMatch(/TEMPORARY|temporary-secret|security-token|simulator-secret-key/);
  });
});

describeOnEngine("answers that are none", () => {
  it("end no wait as long as good ones come between them", async () => {
    const { stack, run } = await reaching({ env: KEYS, cloud: { instances: { "web-1": "pending" } } });
    const body = "<html>a gateway</html>";
    const odd: Fault[] = [201, 202, 204, 206, 302, 404, 425, 499].map((status) => ({ status, body }));
    odd.push({ status: 503, retryAfterMs: 1_000, retryAfterAs: "date" });
    const running = run("up");
    for (const fault of odd) {
      const before = stack.cloud.requests.length;
      const since = () => stack.cloud.requests.slice(before).map(({ status }) => status);
      await eventually(() => expect(since()).toContain(200));
      stack.cloud.fault({ kind: "status", ...fault });
      await eventually(() => expect(since()).toContain(fault.status));
    }
    stack.cloud.put("web-1", "running");
    expect(await running).toExitWith(0);
  });
});

const CANARY = "canary-91be07";

describeOnEngine("a way to Huawei that is barred", () => {
  const barred: Record<string, { env: Record<string, string>; says: RegExp }> = {
    "an agency that refuses": {
      env: { ...KEYS, ...AGENCY, HW_ASSUME_ROLE_AGENCY_NAME: "another" },
      says: /refused to issue keys for the agency "another" of simulator-domain \(HTTP 404.*check HW_ASSUME_ROLE_AGENCY_NAME/,
    },
    "an agency whose asker is refused": {
      env: { ...KEYS, ...AGENCY, HW_SECRET_KEY: CANARY },
      says: /refused to issue keys for the agency .* \(HTTP 401.*check the access key and the secret key from .*HW_ACCESS_KEY/,
    },
    "an identity provider": {
      env: { ...KEYS, HW_ASSUME_ROLE_ID_TOKEN: CANARY },
      says: /HW_ASSUME_ROLE_ID_TOKEN is set, and this way to sign in is not supported/,
    },
    "a proxy of another kind": {
      env: { ...KEYS, CLOUDDC_ENDPOINT: "", HTTPS_PROXY: `socks5://user:${CANARY}@127.0.0.1:1080` },
      says: /"HTTPS_PROXY" is "socks5:\/\/…@127\.0\.0\.1:1080": proxies of this kind are not supported/,
    },
    "a proxy that wants another password": {
      env: { ...KEYS, CLOUDDC_ENDPOINT: "", HTTPS_PROXY: `http://user:${CANARY}@PROXY` },
      says: /the proxy 127\.0\.0\.1:\d+ requires a valid user and password \(HTTP 407\)/,
    },
    "a file of certificates that is not there": {
      env: { ...KEYS, OS_CACERT: "/nowhere/ca.pem" },
      says: /"cacertFile" is "\/nowhere\/ca\.pem": the file cannot be read \(ENOENT\)/,
    },
  };

  it.each(Object.entries(barred))("by %s is told in one sentence, in preview and up, without a secret", async (_what, {
    env,
    says,
  }) => {
    const proxy = await startProxy({}, { only: "user:another" });
    onTestFinished(() => proxy.close());
    const { stack, run } = await reaching({ env, program: gate("web", ["web-1"], 'timeout: "2s"') });
    const reachable = env.HTTPS_PROXY ? { HTTPS_PROXY: env.HTTPS_PROXY.replace("PROXY", proxy.host) } : {};
    const preview = await run("preview", reachable);
    expect(preview).toExitWith(0);
    const up = await run("up", reachable);
    expect(up.code).toBe(1);
    const state = JSON.stringify(await stack.export("--show-secrets"));
    for (const { output, events } of [preview, up]) {
      expect(flat(output)).toMatch(says);
      expect(output).not.toContain("    at ");
      for (const text of [output, JSON.stringify(events), state]) expect(text).not.toContain(CANARY);
    }
  });
});
