import { describe, expect, it } from "@jest/globals";
import { type Asked, findCredentials } from "../../../../../src/api/auth/credentials/credential-chain";
import { fromHuaweiVariables, fromSdkVariables } from "../../../../../src/api/auth/credentials/environment";
import { fromStackConfig } from "../../../../../src/api/auth/credentials/stack-config";
import type { Settings } from "../../../../../src/api/settings";
import {
  CANARY,
  credentialsIn,
  errorOf,
  homeWith,
  manualClock,
  scriptedSend,
  settingsOf,
  unreachable,
} from "../../../../support/credentials-fakes";

const { token, secretKey, securityToken, password, newSecretKey } = CANARY;

describe("the variables of the Terraform provider", () => {
  const read = (env: Record<string, string>) => credentialsIn(fromHuaweiVariables(settingsOf({ env })));
  const user = { HW_USER_NAME: "alice", HW_USER_PASSWORD: password, HW_DOMAIN_NAME: "acme" };
  const keys = { HW_ACCESS_KEY: "AK", HW_SECRET_KEY: secretKey };

  it("give a token before keys, and keys before a password", () => {
    expect(read({ HW_AUTH_TOKEN: token, ...keys, ...user })).toEqual({
      kind: "token",
      token,
      source: "the environment (HW_AUTH_TOKEN)",
    });
    expect(read({ ...keys, ...user })).toEqual({
      kind: "keys",
      accessKey: "AK",
      secretKey,
      source: "the environment (HW_ACCESS_KEY)",
    });
    expect(read(user)).toEqual({
      kind: "password",
      password,
      user: { name: "alice", domain: { name: "acme" } },
      source: "the environment (HW_USER_PASSWORD)",
    });
  });

  it("give temporary keys", () => {
    expect(read({ ...keys, HW_SECURITY_TOKEN: securityToken })).toMatchObject({ kind: "keys", securityToken });
  });

  it.each([
    [{ HW_USER_ID: "u1", HW_USER_NAME: "alice" }, { id: "u1" }],
    [
      { HW_USER_NAME: "alice", HW_DOMAIN_ID: "d1", HW_DOMAIN_NAME: "acme" },
      { name: "alice", domain: { id: "d1" } },
    ],
    [
      { OS_USERNAME: "alice", OS_USER_DOMAIN_NAME: "acme" },
      { name: "alice", domain: { name: "acme" } },
    ],
  ])("name the user by %j", (env, expected) => {
    expect(read({ ...env, HW_USER_PASSWORD: password })).toMatchObject({ user: expected });
  });

  it("have OpenStack's names as well, and say which one it was", () => {
    expect(read({ OS_AUTH_TOKEN: token })).toMatchObject({ token, source: "the environment (OS_AUTH_TOKEN)" });
    expect(read({ OS_ACCESS_KEY: "AK", OS_SECRET_KEY: secretKey })).toMatchObject({ accessKey: "AK", secretKey });
    expect(read({ HW_ACCESS_KEY: "HW", OS_ACCESS_KEY: "OS", HW_SECRET_KEY: secretKey })).toMatchObject({
      accessKey: "HW",
    });
  });

  it("are nothing when they are empty", () => {
    expect(read({ HW_AUTH_TOKEN: "", HW_ACCESS_KEY: " ", HW_SECRET_KEY: "", HW_DOMAIN_NAME: "acme" })).toBeUndefined();
  });

  it.each([
    [{ HW_ACCESS_KEY: "AK" }, "HW_ACCESS_KEY without HW_SECRET_KEY"],
    [{ HW_SECRET_KEY: secretKey }, "HW_SECRET_KEY without HW_ACCESS_KEY"],
    [{ OS_SECRET_KEY: secretKey }, "OS_SECRET_KEY without HW_ACCESS_KEY"],
    [{ HW_SECURITY_TOKEN: securityToken }, "HW_SECURITY_TOKEN without HW_ACCESS_KEY"],
    [{ HW_USER_NAME: "alice" }, "HW_USER_NAME without HW_USER_PASSWORD"],
    [{ HW_USER_PASSWORD: password }, "HW_USER_PASSWORD without HW_USER_NAME"],
    [{ HW_USER_PASSWORD: password, HW_USER_NAME: "alice" }, "HW_USER_NAME without HW_DOMAIN_NAME"],
  ])("that are half a pair are an error that names the other half: %j", async (env, expected) => {
    const error = await errorOf(() => read(env));
    expect(error).toMatchObject({ code: "BAD_CREDENTIALS", name: "CredentialsError" });
    expect(error.message).toContain(`the environment has ${expected}`);
  });

  it("that no header can hold are an error at once", async () => {
    const error = await errorOf(() => read({ HW_AUTH_TOKEN: `${token}\n${token}` }));
    expect(error.message).toMatch(/^HW_AUTH_TOKEN in the environment holds a character that cannot be sent/);
  });
});

it("the variables of the SDKs give keys", async () => {
  const env = {
    HUAWEICLOUD_SDK_AK: "AK",
    HUAWEICLOUD_SDK_SK: secretKey,
    HUAWEICLOUD_SDK_SECURITY_TOKEN: securityToken,
  };
  expect(credentialsIn(fromSdkVariables(settingsOf({ env })))).toEqual({
    kind: "keys",
    accessKey: "AK",
    secretKey,
    securityToken,
    source: "the environment (HUAWEICLOUD_SDK_AK)",
  });
  const error = await errorOf(() =>
    credentialsIn(fromSdkVariables(settingsOf({ env: { HUAWEICLOUD_SDK_SK: secretKey } }))),
  );
  expect(error.message).toContain("HUAWEICLOUD_SDK_SK without HUAWEICLOUD_SDK_AK");
});

it.each([
  "HUAWEICLOUD_SDK_IDP_ID",
  "HUAWEICLOUD_SDK_ID_TOKEN_FILE",
])("the SDKs' %s is refused where no keys go before it", async (name) => {
  const env = { [name]: "canary-token-7f3a" };
  const error = await errorOf(() => credentialsIn(fromSdkVariables(settingsOf({ env }))));
  expect(error.message).toContain("HUAWEICLOUD_SDK_ID_TOKEN_FILE are not supported: set HUAWEICLOUD_SDK_AK");
  const keys = { HUAWEICLOUD_SDK_AK: "AK", HUAWEICLOUD_SDK_SK: secretKey };
  expect(credentialsIn(fromSdkVariables(settingsOf({ env: { ...env, ...keys } })))).toMatchObject({ accessKey: "AK" });
});

describe("the stack's configuration", () => {
  const read = (config: Record<string, string>) => credentialsIn(fromStackConfig(settingsOf({ config })));

  it("gives a token, keys or a password, in either spelling", () => {
    expect(read({ "huaweicloud:token": token })).toMatchObject({ kind: "token", token });
    expect(read({ "huaweicloud:accessKey": "AK", "huaweicloud:secretKey": secretKey })).toMatchObject({
      accessKey: "AK",
      secretKey,
      source: "the stack's configuration (huaweicloud:accessKey)",
    });
    expect(read({ "huaweicloud:access_key": "AK", "huaweicloud:secret_key": secretKey })).toMatchObject({
      accessKey: "AK",
      secretKey,
    });
    expect(
      read({ "huaweicloud:user_name": "a", "huaweicloud:password": password, "huaweicloud:domain_name": "acme" }),
    ).toMatchObject({ kind: "password", user: { name: "a", domain: { name: "acme" } } });
  });

  it("prefers camelCase", () => {
    const config = {
      "huaweicloud:access_key": "snake",
      "huaweicloud:accessKey": "camel",
      "huaweicloud:secretKey": "x",
    };
    expect(read(config)).toMatchObject({ accessKey: "camel" });
  });

  it("is an error when it is half a pair", async () => {
    const error = await errorOf(() => read({ "huaweicloud:secretKey": secretKey }));
    expect(error.message).toContain(
      "the stack's configuration has huaweicloud:secretKey without huaweicloud:accessKey",
    );
  });
});

describe("of several sources", () => {
  const SOURCES = {
    hw: { env: { HW_ACCESS_KEY: "hw", HW_SECRET_KEY: secretKey } },
    sdk: { env: { HUAWEICLOUD_SDK_AK: "sdk", HUAWEICLOUD_SDK_SK: secretKey } },
    stack: { config: { "huaweicloud:accessKey": "stack", "huaweicloud:secretKey": secretKey } },
    sdkFile: { files: { ".huaweicloud/credentials": `[basic]\nak = sdkFile\nsk = ${secretKey}\n` } },
    kooCli: {
      files: {
        ".hcloud/config.json": JSON.stringify({
          authEncrypt: "false",
          current: "default",
          profiles: [{ name: "default", mode: "AKSK", accessKeyId: "kooCli", secretAccessKey: secretKey }],
        }),
      },
    },
  };
  type Name = keyof typeof SOURCES;

  const find = async (names: Name[], env: Record<string, string> = {}, ...replies: Parameters<typeof scriptedSend>) => {
    const all = names.map((name) => SOURCES[name] as { env?: object; config?: object; files?: object });
    const merged = <Key extends "env" | "config" | "files">(key: Key) =>
      Object.assign({}, ...all.map((source) => source[key])) as Record<string, string>;
    const home = homeWith(merged("files"));
    const settings = settingsOf({ env: { ...merged("env"), ...env }, config: merged("config"), home });
    const { send, sent } = scriptedSend(...replies);
    const lines: string[] = [];
    const credentials = await findCredentials(settings, {
      send,
      clock: manualClock().clock,
      debug: (line) => lines.push(line),
    });
    return { credentials, lines, sent };
  };

  const metadata = [
    { body: "session" },
    { body: { credential: { access: "metadata", secret: newSecretKey, securitytoken: securityToken } } },
  ];

  it.each([
    [["hw", "sdk", "stack", "sdkFile", "kooCli"], "hw"],
    [["sdk", "stack", "sdkFile", "kooCli"], "sdk"],
    [["stack", "sdkFile", "kooCli"], "stack"],
    [["sdkFile", "kooCli"], "sdkFile"],
    [["kooCli"], "kooCli"],
    [[], "metadata"],
  ] as [Name[], string][])("%j: the first wins, and is named in the debug line", async (names, winner) => {
    const { credentials, lines, sent } = await find(names, {}, ...metadata);
    expect(credentials).toMatchObject({ accessKey: winner });
    expect(lines).toEqual([`credentials: an access key from ${credentials.source}`]);
    for (const canary of Object.values(CANARY)) expect(lines.join()).not.toContain(canary);
    expect(sent).toHaveLength(winner === "metadata" ? 2 : 0);
  });

  it("a password in an earlier source goes before a token in a later one", async () => {
    const env = { HW_USER_ID: "u", HW_USER_PASSWORD: password };
    expect((await find(["sdk"], env)).credentials.kind).toBe("password");
  });

  it("a profile that somebody names goes before a file that merely lies there", async () => {
    expect((await find(["sdkFile", "kooCli"], { HW_PROFILE: "default" })).credentials).toMatchObject({
      accessKey: "kooCli",
    });
  });

  it("half a pair stops the search", async () => {
    const error = await errorOf(find(["sdk", "stack"], { HW_ACCESS_KEY: "AK" }));
    expect(error.message).toContain("HW_ACCESS_KEY without HW_SECRET_KEY");
  });

  it("none at all is one sentence that names the ways", async () => {
    const error = await errorOf(find([], {}, unreachable()));
    expect(error).toMatchObject({ code: "NO_CREDENTIALS", name: "CredentialsError" });
    for (const way of [
      "HW_ACCESS_KEY",
      "HW_AUTH_TOKEN",
      "HW_USER_PASSWORD",
      "huaweicloud:secretKey",
      "KooCLI",
      "agency",
    ])
      expect(error.message).toContain(way);
    expect(error.message).not.toContain("…");
  });

  it("an encrypted profile that nobody named only counts where nothing else signs in", async () => {
    const encrypted = JSON.stringify({
      authEncrypt: "true",
      current: "default",
      profiles: [{ name: "default", mode: "AKSK", accessKeyId: "x", secretAccessKey: secretKey }],
    });
    const settings = settingsOf({ home: homeWith({ ".hcloud/config.json": encrypted }) });
    const { clock } = manualClock();
    const found = await findCredentials(settings, { send: scriptedSend(...metadata).send, clock });
    expect(found).toMatchObject({ accessKey: "metadata" });
    const error = await errorOf(findCredentials(settings, { send: scriptedSend(unreachable()).send, clock }));
    expect(error.code).toBe("BAD_CREDENTIALS");
    expect(error.message).toContain("hcloud configure set --cli-auth-encrypt=false");
  });
});

describe("what each source had", () => {
  const ask = async (settings: Parameters<typeof settingsOf>[0], isSealed?: Settings["isSealed"]) => {
    const asked: Asked[] = [];
    const { clock } = manualClock();
    const io = { send: scriptedSend().send, clock, onAsked: (one: Asked) => void asked.push(one) };
    const outcome = await findCredentials({ ...settingsOf(settings), ...(isSealed && { isSealed }) }, io).catch(
      (error: Error) => error.message,
    );
    return {
      outcome,
      asked: asked.map(({ source, result }) => [source, "why" in result ? result.why : result.kind]),
    };
  };

  it("is told in turn, up to the one that wins", async () => {
    const config = { "huaweicloud:accessKey": "AK", "huaweicloud:secretKey": secretKey };
    expect((await ask({ config })).asked).toEqual([
      [
        "the environment (HW_*)",
        "HW_AUTH_TOKEN, HW_ACCESS_KEY and HW_USER_PASSWORD are not set, nor are OpenStack's names for them",
      ],
      ["the environment (HUAWEICLOUD_SDK_*)", "HUAWEICLOUD_SDK_AK is not set"],
      ["the stack's configuration", "found"],
    ]);
  });

  it("is told to the end where none has any", async () => {
    const { asked } = await ask({ home: homeWith({ ".huaweicloud/credentials": "[basic]\nregion = a-1\n" }) });
    expect(asked.slice(2)).toEqual([
      ["the stack's configuration", "huaweicloud:token, huaweicloud:accessKey and huaweicloud:password are not set"],
      ["the SDKs' profile", expect.stringMatching(/^section \[basic\] of .* has neither ak nor sk$/)],
      ["KooCLI's profile", "the file does not exist or has no profile"],
      ["the server's metadata service", "169.254.169.254 could not be reached (ECONNREFUSED)"],
    ]);
  });

  it("ends with the one that is broken, and with a stack's secrets that cannot be read here", async () => {
    expect((await ask({ env: { HW_ACCESS_KEY: "AK" } })).asked).toEqual([["the environment (HW_*)", "broken"]]);
    const config = { "huaweicloud:access_key": "AK" };
    const { asked, outcome } = await ask({ config }, (key) => key === "huaweicloud:secret_key");
    expect(asked.at(-1)).toEqual(["the stack's configuration", "sealed"]);
    expect(outcome).toMatch(/^the stack's configuration holds huaweicloud:secret_key as a secret, which only/);
  });
});
