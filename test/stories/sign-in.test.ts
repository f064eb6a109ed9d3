/** Whatever a Huawei Cloud account signs in with elsewhere signs a stack in, on the real engine. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "@jest/globals";
import { eventually } from "../support/eventually";
import { type CaseOptions, describeOnEngine, flat, gate, openCase } from "../support/stack";
import { startProxy, startTls } from "../support/tls-proxy";

const KEYS = { accessKey: "SIMULATORACCESSKEY", secretKey: "simulator-secret-key" };
const USER = { domain: "simulator-domain", name: "simulator-user", password: "simulator-password" };

interface Source {
  env?: Record<string, string>;
  secrets?: Record<string, string>;
  /** Files in the user's home. */
  home?: Record<string, string>;
  cloud?: CaseOptions["cloud"];
  by: "token" | "signature";
}

/** Nothing signs in until a source is added. */
const NOBODY = { HW_AUTH_TOKEN: "" };

/** A stack with one gate on one running instance, which signs in with this and nothing else. */
async function signedInWith(
  { env = {}, secrets = {}, home = {}, cloud = {} }: Source,
  program = gate("web", ["web-1"]),
) {
  const stack = await openCase({
    program,
    env: { ...NOBODY, ...env },
    secrets,
    cloud: { instances: { "web-1": "running", "web-2": "running" }, ...cloud },
  });
  for (const [name, text] of Object.entries(home)) {
    const file = join(stack.home, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  /** The simulator serves IAM and metadata at the same address as CloudDC, which is known only now. */
  const here = { HW_AUTH_URL: `${stack.cloud.endpoint}/v3`, CLOUDDC_METADATA_ENDPOINT: stack.cloud.endpoint };
  const up = (...args: string[]) => stack.run(["up", "--yes", "--skip-preview", ...args], here);
  return { stack, up, here };
}

const sdkProfile = `[basic]\nak = ${KEYS.accessKey}\nsk = ${KEYS.secretKey}\n`;
const kooCli = (name: string) =>
  JSON.stringify({
    current: name,
    profiles: [
      { name, mode: "AKSK", accessKeyId: KEYS.accessKey, secretAccessKey: KEYS.secretKey, region: "ap-southeast-3" },
    ],
    authEncrypt: "false",
  });

const sources: Record<string, Source> = {
  "a token of the environment": { env: { HW_AUTH_TOKEN: "simulator-token" }, by: "token" },
  "an access key of the environment": {
    env: { HW_ACCESS_KEY: KEYS.accessKey, HW_SECRET_KEY: KEYS.secretKey },
    by: "signature",
  },
  "temporary keys of the environment": {
    env: { HW_ACCESS_KEY: "TEMPORARY", HW_SECRET_KEY: "temporary-secret", HW_SECURITY_TOKEN: "temporary-token" },
    cloud: {
      accessKeys: [{ accessKey: "TEMPORARY", secretKey: "temporary-secret", securityToken: "temporary-token" }],
    },
    by: "signature",
  },
  "a user's password of the environment": {
    env: { HW_USER_NAME: USER.name, HW_USER_PASSWORD: USER.password, HW_DOMAIN_NAME: USER.domain },
    by: "token",
  },
  "the SDKs' environment": {
    env: { HUAWEICLOUD_SDK_AK: KEYS.accessKey, HUAWEICLOUD_SDK_SK: KEYS.secretKey },
    by: "signature",
  },
  "secrets of the stack in camelCase": {
    secrets: { "huaweicloud:accessKey": KEYS.accessKey, "huaweicloud:secretKey": KEYS.secretKey },
    by: "signature",
  },
  "secrets of the stack in snake_case": {
    secrets: { "huaweicloud:access_key": KEYS.accessKey, "huaweicloud:secret_key": KEYS.secretKey },
    by: "signature",
  },
  "a user's password in the stack's secrets": {
    secrets: {
      "huaweicloud:userName": USER.name,
      "huaweicloud:password": USER.password,
      "huaweicloud:domainName": USER.domain,
    },
    by: "token",
  },
  "the SDKs' profile": { home: { ".huaweicloud/credentials": sdkProfile }, by: "signature" },
  "KooCLI's current profile": { home: { ".hcloud/config.json": kooCli("default") }, by: "signature" },
  "a KooCLI profile that is named": {
    env: { HW_PROFILE: "work" },
    home: { ".hcloud/config.json": kooCli("work") },
    by: "signature",
  },
  "the server's metadata service": { by: "signature" },
  "an old metadata service without tokens": { cloud: { metadata: "v1" }, by: "signature" },
};

describeOnEngine("signing in", () => {
  it.each(Object.entries(sources))("works with %s, and leaves nothing of it in state", async (_name, source) => {
    const { stack, up } = await signedInWith(source);
    const { code, output } = await up();
    expect({ code, output }).toExitWith(0);
    const looks = stack.cloud.requests.filter(({ kind }) => kind === "status");
    expect(looks.map(({ authorization, status }) => [authorization, status])).toContainEqual([source.by, 200]);
    expect(looks.every(({ status }) => status === 200)).toBe(true);
    const state = await savedState(stack, source);
    for (const secret of [KEYS.secretKey, USER.password, "simulator-token", "temporary-secret", "temporary-token"])
      expect(state + output).not.toContain(secret);
  });

  it("finds the project by its region at IAM when it is not given, and never creates one", async () => {
    const { stack, up } = await signedInWith({
      env: { HW_ACCESS_KEY: KEYS.accessKey, HW_SECRET_KEY: KEYS.secretKey, HW_PROJECT_ID: "" },
      by: "signature",
    });
    const { code, output } = await up();
    expect({ code, output }).toExitWith(0);
    const asked = stack.cloud.requests.filter(({ kind }) => kind === "projects");
    expect(asked.map(({ method, query }) => [method, query.name])).toEqual([["GET", "ap-southeast-3"]]);
  });

  it("prefers the environment to the stack, and the stack to a profile, and says so in debug logs without the secret", async () => {
    const { stack, up } = await signedInWith({
      env: { HW_AUTH_TOKEN: "simulator-token" },
      secrets: { "huaweicloud:accessKey": "NOTTHISONE", "huaweicloud:secretKey": "canary-not-this-secret" },
      home: { ".huaweicloud/credentials": "[basic]\nak = NEITHERTHIS\nsk = canary-neither-this-secret\n" },
      by: "token",
    });
    const { code, output } = await up("--debug");
    expect({ code, output }).toExitWith(0);
    expect(output).toMatch(/credentials: a token from .*HW_AUTH_TOKEN/);
    expect(stack.cloud.requests.map(({ authorization }) => authorization)).not.toContain("signature");
    expect(output).not.toContain("canary-");
  });

  it("asks IAM once for a token, however many gates wait, and once more when it was revoked", async () => {
    const { stack, up } = await signedInWith(
      {
        env: { HW_USER_NAME: USER.name, HW_USER_PASSWORD: USER.password, HW_DOMAIN_NAME: USER.domain },
        cloud: { instances: { "web-1": "pending", "web-2": "pending" } },
        by: "token",
      },
      gate("one", ["web-1"]) + gate("two", ["web-2"]),
    );
    const running = up();
    const signIns = () => stack.cloud.requests.filter(({ kind }) => kind === "token").length;
    const answered = () =>
      stack.cloud.requests.filter(({ kind, status }) => kind === "status" && status === 200).length;
    await eventually(() => expect(answered()).toBeGreaterThan(6));
    expect(signIns()).toBe(1);
    stack.cloud.expireTokens();
    await eventually(() => expect(signIns()).toBe(2));
    stack.cloud.put("web-1", "running");
    stack.cloud.put("web-2", "running");
    const { code, output } = await running;
    expect({ code, output }).toExitWith(0);
    expect(signIns()).toBe(2);
  });

  it("works through a company's proxy, with its certificates", async () => {
    const { stack } = await signedInWith({ env: { HW_AUTH_TOKEN: "simulator-token" }, by: "token" });
    const host = "clouddc.ap-southeast-3.myhuaweicloud.com";
    const front = await startTls(host, stack.cloud.endpoint);
    const proxy = await startProxy({ [host]: front.port });
    const caFile = join(stack.home, "ca.pem");
    writeFileSync(caFile, front.certificate);
    try {
      const { code, output } = await stack.run(["up", "--yes", "--skip-preview"], {
        CLOUDDC_ENDPOINT: "",
        HTTPS_PROXY: proxy.url,
        OS_CACERT: caFile,
      });
      expect({ code, output }).toExitWith(0);
      expect(proxy.asked).toEqual([`CONNECT ${host}:443`]);
      expect((await stack.gate())?.inputs).not.toHaveProperty("endpoint");
    } finally {
      await Promise.all([proxy.close(), front.close()]);
    }
  });
});

const CANARY = "canary-5f0c2e";

describeOnEngine("failing to sign in", () => {
  const failing: Record<string, Source & { says: RegExp; looks?: number }> = {
    "half a pair": {
      env: { HW_ACCESS_KEY: `${CANARY}-ak` },
      says: /HW_ACCESS_KEY without HW_SECRET_KEY: set both/,
      looks: 0,
      by: "signature",
    },
    "a wrong secret key": {
      env: { HW_ACCESS_KEY: KEYS.accessKey, HW_SECRET_KEY: `${CANARY}-sk` },
      says: /HTTP 401, APIGW\.0301: .*check the access key and the secret key from .*HW_ACCESS_KEY/,
      looks: 1,
      by: "signature",
    },
    "a token that is no longer valid": {
      env: { HW_AUTH_TOKEN: `${CANARY}-token` },
      says: /HTTP 401, APIGW\.0301: .*the token from .*HW_AUTH_TOKEN.* is no longer valid/,
      looks: 1,
      by: "token",
    },
    "a wrong password": {
      env: { HW_USER_NAME: USER.name, HW_USER_PASSWORD: `${CANARY}-password`, HW_DOMAIN_NAME: USER.domain },
      says: /IAM at .* refused to sign in \(HTTP 401.*check the user, the password and the account/,
      looks: 0,
      by: "token",
    },
    "wrong secrets of the stack": {
      secrets: { "huaweicloud:accessKey": KEYS.accessKey, "huaweicloud:secretKey": `${CANARY}-sk` },
      says: /check the access key and the secret key from .*huaweicloud/,
      looks: 1,
      by: "signature",
    },
    "a malformed profile": {
      home: { ".huaweicloud/credentials": `[basic]\nak = ${CANARY}-ak\n` },
      says: /\.huaweicloud\/credentials.* sk/,
      looks: 0,
      by: "signature",
    },
    "an unknown KooCLI profile": {
      env: { HW_PROFILE: "nobody" },
      home: { ".hcloud/config.json": kooCli("work").replace(KEYS.secretKey, `${CANARY}-sk`) },
      says: /has no profile "nobody".*there are: work/,
      looks: 0,
      by: "signature",
    },
    "an encrypted KooCLI profile": {
      env: { HW_PROFILE: "work" },
      home: {
        ".hcloud/config.json": kooCli("work")
          .replace('"authEncrypt":"false"', '"authEncrypt":"true"')
          .replace(KEYS.secretKey, `${CANARY}-sk`),
      },
      says: /hcloud configure set --cli-auth-encrypt=false/,
      looks: 0,
      by: "signature",
    },
    "a KooCLI file that is no JSON": {
      env: { HW_SHARED_CONFIG_FILE: "PLACE/broken.json" },
      home: { "broken.json": `{"secretAccessKey": "${CANARY}-sk"` },
      says: /broken\.json.* is not a JSON object/,
      looks: 0,
      by: "signature",
    },
    "a clock that is off by an hour": {
      env: { HW_ACCESS_KEY: KEYS.accessKey, HW_SECRET_KEY: KEYS.secretKey },
      cloud: { clockOffsetMs: 3_600_000 },
      says: /this machine's clock is 60 minutes behind the server's/,
      looks: 1,
      by: "signature",
    },
    "a token of another region": {
      env: { HW_AUTH_TOKEN: "simulator-token" },
      cloud: { projects: [{ id: "fedcba9876543210fedcba9876543210", name: "cn-east-3" }] },
      says: /grant the permission clouddc:instance:get|APIGW\.0307/,
      by: "token",
    },
  };

  it.each(
    Object.entries(failing),
  )("with %s is one sentence, in preview and up, and shows no secret", async (name, source) => {
    const { stack, here } = await signedInWith(source, gate("one", ["web-1"]) + gate("two", ["web-2"]));
    const env: Record<string, string> = {
      ...here,
      ...(name === "a token of another region" && { HW_PROJECT_ID: "fedcba9876543210fedcba9876543210" }),
      ...(source.env?.HW_SHARED_CONFIG_FILE && { HW_SHARED_CONFIG_FILE: join(stack.home, "broken.json") }),
    };
    const trace = join(stack.home, "grpc.json");
    const preview = await stack.run(["preview", "--diff", "--debug"], env);
    expect(preview).toExitWith(0);
    const before = stack.cloud.requests.length;
    const up = await stack.run(["up", "--yes", "--skip-preview", "--debug"], { ...env, PULUMI_DEBUG_GRPC: trace });
    expect(up.code).toBe(1);
    for (const output of [preview.output, up.output]) {
      expect(flat(output)).toMatch(source.says);
      expect(output).not.toContain("    at ");
    }
    // Both gates tell the same; the key was tried once in this deployment, not once a gate.
    if (source.looks !== undefined) {
      const refused = stack.cloud.requests.slice(before).filter(({ kind }) => kind === "status");
      expect(refused.length).toBe(source.looks);
    }
    const state = await savedState(stack, source);
    const events = JSON.stringify([...preview.events, ...up.events]);
    for (const text of [preview.output, up.output, state, events]) expect(text).not.toContain(CANARY);
    // The engine hands the stack's own configuration to the provider in its trace, as it does for every provider.
    if (!source.secrets) expect(readFileSync(trace, "utf8")).not.toContain(CANARY);
  });
});

/**
 * Everything in state, decrypted. But where the stack's own secrets sign in, Pulumi keeps them in state, encrypted, as the
 * configuration of every dynamic provider: there it is the state as it is saved.
 */
async function savedState(stack: { export: (...args: string[]) => Promise<unknown> }, { secrets }: Source) {
  return JSON.stringify(await stack.export(...(secrets ? [] : ["--show-secrets"])));
}
