/** Broken set-ups over sockets, against a simulated cloud: each is named, with a remedy, and without a secret. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { Location } from "../../src/api/target";
import { systemClock } from "../../src/clock";
import { diagnose } from "../../src/doctor";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator";
import { settingsOf } from "../support/credentials-fakes";
import { onTestFinished } from "../support/on-test-finished";
import { startProxy, startTls, type TlsOptions } from "../support/tls-proxy";

type Env = Record<string, string>;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Whatever can be read nowhere. */
const SECRETS = ["simulator-secret-key", "simulator-password", "canary"];
const KEYS = { HW_ACCESS_KEY: "SIMULATORACCESSKEY", HW_SECRET_KEY: "simulator-secret-key" };
const PASSWORD = { HW_USER_NAME: "simulator-user", HW_DOMAIN_NAME: "simulator-domain" };
const NO_METADATA = { CLOUDDC_METADATA_ENDPOINT: "http://127.0.0.1:1" };

async function open(options: SimulatorOptions = {}) {
  const cloud = await startSimulator({ instances: { a: "running", b: "error" }, ...options });
  onTestFinished(() => cloud.close());
  const { HW_AUTH_TOKEN = "", ...unsigned } = cloud.env;
  return { cloud, unsigned: { ...unsigned, ...NO_METADATA }, signed: { ...unsigned, HW_AUTH_TOKEN } };
}

interface Setup {
  env: Env;
  config?: Record<string, string>;
  where?: Location;
  id?: string;
}

async function examine({ env, config = {}, where = {}, id }: Setup) {
  const context = { settings: settingsOf({ env, config }), clock: systemClock, signal: new AbortController().signal };
  const findings = await diagnose(where, id, context);
  for (const secret of SECRETS) expect(JSON.stringify(findings)).not.toContain(secret);
  const faults = findings.filter(({ level, check }) => level !== "ok" && check !== "rest");
  for (const { remedy } of faults) expect(remedy).toMatch(/\w/);
  return {
    findings,
    faults,
    says: (check: string) => findings.filter((one) => one.check === check).map((one) => one.says),
  };
}

/** The one thing that is wrong, and no other. */
async function faultOf(setup: Setup) {
  const { faults } = await examine(setup);
  expect(faults.map(({ check, level }) => `${level}: ${check}`)).toHaveLength(1);
  const { check = "", level = "", says = "", remedy = "" } = faults[0] ?? {};
  return { what: `${level}: ${check}`, says, remedy };
}

async function behindTls(cloud: Simulator, options: TlsOptions = {}) {
  const front = await startTls("localhost", cloud.endpoint, options);
  onTestFinished(() => front.close());
  const folder = mkdtempSync(join(tmpdir(), "pulumi-clouddc-doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, front.certificate);
  return { CLOUDDC_ENDPOINT: `https://localhost:${front.port}`, OS_CACERT: caFile };
}

describe("a set-up in which nothing is wrong", () => {
  it("is told with all that is used, and where each part came from", async () => {
    const { cloud, signed } = await open();
    const { findings } = await examine({ env: { ...signed, HTTPS_PROXY: "http://u:canary@p.example:3128" }, id: "a" });
    expect(findings.map(({ check, level, says }) => [level, check, says])).toEqual([
      ["ok", "region", "ap-southeast-3 (HW_REGION_NAME)"],
      ["ok", "project", `${cloud.projectId} (HW_PROJECT_ID)`],
      ["ok", "endpoint", `${cloud.endpoint} (CLOUDDC_ENDPOINT)`],
      ["ok", "IAM", `${cloud.endpoint} (HW_AUTH_URL)`],
      ["ok", "proxy", "none: HTTP_PROXY and http_proxy are not set"],
      ["ok", "certificates", "trusted: the system's"],
      ["ok", "credentials", "a token from the environment (HW_AUTH_TOKEN)"],
      ["ok", "name", "127.0.0.1 resolves, and answers"],
      ["ok", "certificate", "none: plain http"],
      ["ok", "clock", "agrees with the server's"],
      ["ok", "sign-in", "accepted"],
      ["ok", "permission to look", "clouddc:instance:get"],
      ["ok", "permission to list", "clouddc:instance:list"],
      ["ok", "gate", "a is running: a gate would open"],
    ]);
  });

  it("tells what each nearer source of credentials lacked, and a project that IAM was asked for", async () => {
    const { cloud, unsigned } = await open();
    const { HW_PROJECT_ID: _, ...env } = unsigned as Env;
    const config = { "huaweicloud:accessKey": "SIMULATORACCESSKEY", "huaweicloud:secretKey": "simulator-secret-key" };
    const { says, faults } = await examine({ env, config });
    expect(faults).toEqual([]);
    expect(says("credentials")).toEqual([
      "none in the environment (HW_*): HW_AUTH_TOKEN, HW_ACCESS_KEY and HW_USER_PASSWORD are not set, nor are OpenStack's names for them",
      "none in the environment (HUAWEICLOUD_SDK_*): HUAWEICLOUD_SDK_AK is not set",
      "an access key from the stack's configuration (huaweicloud:accessKey)",
    ]);
    expect(says("project")).toEqual([`${cloud.projectId} (IAM, by the name ap-southeast-3)`]);
  });

  it("acts as an agency, through a proxy, behind a certificate of a file", async () => {
    const { cloud, unsigned } = await open();
    const tls = await behindTls(cloud);
    const port = Number(new URL(tls.CLOUDDC_ENDPOINT).port);
    const proxy = await startProxy({ "clouddc.example": port });
    onTestFinished(() => proxy.close());
    const agency = { HW_ASSUME_ROLE_AGENCY_NAME: "simulator-agency", HW_ASSUME_ROLE_DOMAIN_NAME: "simulator-domain" };
    const { says } = await examine({
      env: {
        ...unsigned,
        ...KEYS,
        ...agency,
        OS_CACERT: tls.OS_CACERT,
        CLOUDDC_ENDPOINT: "https://clouddc.example",
        HTTPS_PROXY: proxy.url,
      },
    });
    expect(says("agency")).toEqual(['"simulator-agency" (HW_ASSUME_ROLE_AGENCY_NAME)']);
    expect(says("proxy")[0]).toBe(`${proxy.host} (HTTPS_PROXY)`);
    expect(says("certificates")).toEqual([`trusted: the system's, and those of ${tls.OS_CACERT} (OS_CACERT)`]);
  });
});

describe("where requests go", () => {
  it.each<[string, Env, Location, string, RegExp, RegExp]>([
    ["no region", { HW_REGION_NAME: "", CLOUDDC_ENDPOINT: "" }, {}, "problem: region", /is not set/, /HW_REGION_NAME/],
    ["a region that is none", { HW_REGION_NAME: "Bangkok 1" }, {}, "problem: region", /"Bangkok 1"/, /such as ap-/],
    ["a project that is none", { HW_PROJECT_ID: "a/b" }, {}, "problem: project", /"a\/b"/, /a project's id/],
    [
      "plain http to another machine",
      { CLOUDDC_ENDPOINT: "http://clouddc.example" },
      {},
      "problem: endpoint",
      /"http:\/\/clouddc\.example"/,
      /write https:\/\//,
    ],
    [
      "a proxy of another kind",
      { HTTPS_PROXY: "socks5://me:canary@p.example:1080", CLOUDDC_ENDPOINT: "https://clouddc.example" },
      {},
      "problem: proxy",
      /"HTTPS_PROXY" is "socks5:\/\/…@p\.example:1080"/,
      /name an http:\/\/ proxy/,
    ],
    [
      "a file of certificates that is not there",
      { OS_CACERT: "/nowhere/ca.pem" },
      {},
      "problem: certificates",
      /"\/nowhere\/ca\.pem"/,
      /name a readable PEM file/,
    ],
  ])("%s", async (_what, env, where, what, says, remedy) => {
    const { signed } = await open();
    const fault = await faultOf({ env: { ...signed, ...env }, where });
    expect(fault).toEqual({
      what,
      says: expect.stringMatching(says),
      remedy: expect.stringMatching(remedy),
    });
  });

  it("a stack whose gates do not look is a warning", async () => {
    const { signed } = await open();
    expect(await faultOf({ env: signed, config: { "clouddc:skipWait": "true" } })).toMatchObject({
      what: "warning: gate",
    });
  });

  it("a certificate that nobody checks is a warning", async () => {
    const { signed } = await open();
    expect(await faultOf({ env: { ...signed, HW_INSECURE: "true" } })).toMatchObject({
      what: "warning: certificates",
      says: expect.stringContaining("HW_INSECURE"),
    });
  });
});

describe("the way to the endpoint", () => {
  it.each<[string, Env, string, RegExp]>([
    [
      "a name that does not resolve",
      { CLOUDDC_ENDPOINT: "https://clouddc.invalid" },
      "problem: name",
      /does not resolve/,
    ],
    [
      "a port at which nobody listens",
      { CLOUDDC_ENDPOINT: "http://127.0.0.1:1" },
      "problem: connection",
      /ECONNREFUSED/,
    ],
    [
      "a proxy that does not answer",
      { CLOUDDC_ENDPOINT: "https://clouddc.example", HTTPS_PROXY: "http://127.0.0.1:1" },
      "problem: proxy",
      /the proxy 127\.0\.0\.1:1 does not answer/,
    ],
  ])("%s", async (_what, env, what, says) => {
    const { signed } = await open();
    expect(await faultOf({ env: { ...signed, ...env } })).toMatchObject({ what, says: expect.stringMatching(says) });
  });

  it("a proxy that wants another password", async () => {
    const { signed } = await open();
    const proxy = await startProxy({}, { only: "me:canary" });
    onTestFinished(() => proxy.close());
    const env = { ...signed, CLOUDDC_ENDPOINT: "https://clouddc.example", HTTPS_PROXY: proxy.url };
    const { what, says } = await faultOf({ env });
    expect([what, says]).toEqual(["problem: proxy", expect.stringContaining("HTTP 407")]);
    expect(says).not.toContain("proxy-password");
  });

  it.each<[string, TlsOptions, boolean, RegExp]>([
    ["of an unknown issuer", {}, false, /not issued by an authority that this machine trusts/],
    ["for another name", { name: "other.example" }, true, /for another name \(DNS:other\.example\)/],
    ["that has expired", { notBefore: new Date(Date.now() - 400 * DAY) }, true, /has expired/],
  ])("a certificate %s", async (_what, options, isTrusted, says) => {
    const { cloud, signed } = await open();
    const { OS_CACERT, CLOUDDC_ENDPOINT } = await behindTls(cloud, options);
    const env = { ...signed, CLOUDDC_ENDPOINT, ...(isTrusted && { OS_CACERT }) };
    expect(await faultOf({ env })).toMatchObject({ what: "problem: certificate", says: expect.stringMatching(says) });
  });

  it("a clock that is wrong, also where no signature fails by it", async () => {
    const { unsigned } = await open({ clockOffsetMs: -40 * MINUTE });
    const { faults } = await examine({ env: { ...unsigned, ...KEYS } });
    expect(faults.map(({ check }) => check)).toEqual(["clock", "sign-in"]);
    expect(faults[0]?.says).toMatch(/clock is (40m|39m59s|40m\ds) ahead of the server's/);
    const off = await open({ clockOffsetMs: 5 * MINUTE });
    expect(await faultOf({ env: off.signed })).toMatchObject({
      what: "warning: clock",
      says: expect.stringContaining("behind the server's"),
    });
  });
});

describe("signing in", () => {
  it.each<[string, Env, string, RegExp, RegExp]>([
    ["no credentials", {}, "problem: credentials", /no credentials were found/, /HW_ACCESS_KEY/],
    [
      "half a pair of keys",
      { HW_ACCESS_KEY: "AK" },
      "problem: credentials",
      /HW_ACCESS_KEY without HW_SECRET_KEY/,
      /both/,
    ],
    ["a token that is over", { HW_AUTH_TOKEN: "canary" }, "problem: sign-in", /401/, /token from the environment/],
    [
      "a wrong secret key",
      { ...KEYS, HW_SECRET_KEY: "canary" },
      "problem: sign-in",
      /verify aksk signature fail/,
      /check the access key and the secret key from the environment \(HW_ACCESS_KEY\)/,
    ],
    [
      "a wrong password",
      { ...PASSWORD, HW_USER_PASSWORD: "canary" },
      "problem: sign-in",
      /refused to sign in/,
      /check the user, the password and the account/,
    ],
    [
      "a project that nobody knows",
      { ...KEYS, HW_PROJECT_ID: "", HW_PROJECT_NAME: "web" },
      "problem: project",
      /no project named web/,
      /HW_PROJECT_ID/,
    ],
    [
      "an agency without its account",
      { ...KEYS, HW_ASSUME_ROLE_AGENCY_NAME: "ops" },
      "problem: agency",
      /without its account/,
      /by its name or its id/,
    ],
    [
      "a profile that is named and not there",
      { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "/nowhere" },
      "problem: credentials",
      /\/nowhere does not exist/,
      /name a file that exists/,
    ],
  ])("%s", async (_what, env, what, says, remedy) => {
    const { unsigned } = await open();
    expect(await faultOf({ env: { ...unsigned, ...env } })).toEqual({
      what,
      says: expect.stringMatching(says),
      remedy: expect.stringMatching(remedy),
    });
  });
});

describe("what an account may do, and an instance", () => {
  it("no permission to look is a problem, and none to list a warning", async () => {
    const { cloud, signed } = await open();
    cloud.allowStatus(false);
    expect(await faultOf({ env: signed })).toMatchObject({
      what: "problem: permission to look",
      remedy: expect.stringContaining("clouddc:instance:get"),
    });
    cloud.allowStatus(true);
    cloud.allowList(false);
    expect(await faultOf({ env: signed })).toMatchObject({
      what: "warning: permission to list",
      remedy: expect.stringContaining("clouddc:instance:list"),
    });
  });

  it("an address that is no CloudDC, and an API that is in trouble", async () => {
    const { cloud, signed } = await open();
    cloud.fault({ kind: "status", status: 404, body: "<html>Welcome</html>" });
    expect(await faultOf({ env: signed })).toMatchObject({
      what: "problem: status API",
      remedy: expect.stringContaining("check the endpoint"),
    });
    cloud.fault({ kind: "status", status: 503 });
    expect(await faultOf({ env: signed })).toMatchObject({ what: "problem: status API" });
  });

  it.each([
    ["b", "problem: gate", /^b is error \(.*\): a gate would fail on it$/],
    ["nobody", "warning: gate", /^nobody is not found: a gate would wait for it, up to 2m$/],
    ["off", "warning: gate", /^off is stopped: a gate would wait for it, up to 10m$/],
  ])("what a gate would do about %s", async (id, what, says) => {
    const { cloud, signed } = await open();
    cloud.put("off", "stopped");
    expect(await faultOf({ env: signed, id })).toMatchObject({ what, says: expect.stringMatching(says) });
  });

  it("an instance that is being made is no fault", async () => {
    const { cloud, signed } = await open();
    cloud.put("new", "pending");
    const { faults, says } = await examine({ env: signed, id: "new" });
    expect(faults).toEqual([]);
    expect(says("gate")).toEqual(["new is pending: a gate would wait for it, up to 30m"]);
  });
});
