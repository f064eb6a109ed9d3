import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { fromKooCliProfile } from "../../../../../src/api/auth/credentials/koocli-credentials";
import { fromSdkProfile } from "../../../../../src/api/auth/credentials/sdk-credentials";
import { profileRegion } from "../../../../../src/api/profiles/profile-region";
import { CredentialsError } from "../../../../../src/errors";
import { CANARY, credentialsIn, errorOf, homeWith, settingsOf } from "../../../../support/credentials-fakes";
import { hostileJson, hostileText, UNCLEAN, withOneWrong } from "../../../../support/hostile-json";

const { secretKey, securityToken } = CANARY;

describe("the profile file of the SDKs", () => {
  const USUAL = ".huaweicloud/credentials";
  const read = (text: string, env: Record<string, string> = {}) =>
    credentialsIn(fromSdkProfile(settingsOf({ home: homeWith({ [USUAL]: text }), env })));
  const basic = `[basic]\nak = AK\nsk = ${secretKey}\n`;

  it("gives the keys of its section [basic], and the project", () => {
    const home = homeWith({
      [USUAL]: `; a comment\r\n[global]\r\nak=no\r\nsk=no\r\n${basic}security_token = ${securityToken}\nproject_id = p1\n`,
    });
    expect(credentialsIn(fromSdkProfile(settingsOf({ home })))).toEqual({
      kind: "keys",
      accessKey: "AK",
      secretKey,
      securityToken,
      projectId: "p1",
      source: `the profile file ${join(home, USUAL)} (ak)`,
    });
  });

  it("gives those of [global] where there is no [basic]", () => {
    expect(read(`[global]\nak = G\nsk = ${secretKey}\n`)).toMatchObject({ accessKey: "G" });
  });

  it("may begin with a byte order mark", () => {
    expect(read(`\uFEFF${basic}`)).toMatchObject({ accessKey: "AK" });
  });

  it("may lie elsewhere", () => {
    const home = homeWith({ "elsewhere.ini": basic });
    const env = (path: string) => ({ HUAWEICLOUD_SDK_CREDENTIALS_FILE: path });
    expect(credentialsIn(fromSdkProfile(settingsOf({ home, env: env(join(home, "elsewhere.ini")) })))).toMatchObject({
      secretKey,
    });
    expect(credentialsIn(fromSdkProfile(settingsOf({ home, env: env("~/elsewhere.ini") })))).toMatchObject({
      secretKey,
    });
  });

  it("may be missing or empty at its usual place", () => {
    expect(credentialsIn(fromSdkProfile(settingsOf({ home: homeWith({}) })))).toBeUndefined();
    expect(read("\n")).toBeUndefined();
    expect(read("[basic]\nidp_id = x\n")).toBeUndefined();
  });

  it.each([
    [`[basic]\nak = AK\n`, "ak without sk"],
    [`[basic]\nsk = ${secretKey}\n`, "sk without ak"],
    [`ak = AK\nsk = ${secretKey}\n`, "has no section [basic]: write one with ak and sk"],
    [`{"basic": {"sk": "${secretKey}"}}`, "has no section [basic]"],
    [`basic = ${secretKey}`, "has no section [basic]"],
  ])("that is malformed is an error with file and remedy: %j", async (text, expected) => {
    const error = await errorOf(() => read(text));
    expect(error.code).toBe("BAD_CREDENTIALS");
    expect(error.message).toContain(join(".huaweicloud", "credentials"));
    expect(error.message).toContain(expected);
  });

  it("that somebody named must be there, and hold keys", async () => {
    const home = homeWith({ "federated.ini": "[basic]\nidp_id = x\n", "empty.ini": "", "folder/file": "" });
    const failing = (name: string) =>
      errorOf(() =>
        credentialsIn(
          fromSdkProfile(settingsOf({ home, env: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: join(home, name) } })),
        ),
      );
    expect((await failing("nowhere.ini")).message).toContain("nowhere.ini does not exist");
    expect((await failing("federated.ini")).message).toContain("has no ak and sk");
    expect((await failing("empty.ini")).message).toContain("has no section [basic]");
    expect((await failing("folder")).message).toContain("cannot be read (EISDIR)");
  });
});

describe("KooCLI's profile", () => {
  const USUAL = ".hcloud/config.json";
  const aksk = (name: string, rest: object = {}) => ({
    name,
    mode: "AKSK",
    accessKeyId: `AK-${name}`,
    secretAccessKey: secretKey,
    securityToken: "",
    region: "",
    projectId: "",
    agencyName: "",
    ...rest,
  });
  const fileOf = (profiles: unknown, rest: object = {}) =>
    JSON.stringify({ language: "en", authEncrypt: "false", current: "one", profiles, ...rest });
  const read = (text: string, env: Record<string, string> = {}, config: Record<string, string> = {}) =>
    credentialsIn(fromKooCliProfile(settingsOf({ home: homeWith({ [USUAL]: text }), env, config })));

  it("that is current counts, and may name region and project", () => {
    const home = homeWith({
      [USUAL]: fileOf([aksk("two"), aksk("one", { region: "ap-1", projectId: "p1", securityToken })]),
    });
    expect(credentialsIn(fromKooCliProfile(settingsOf({ home })))).toEqual({
      kind: "keys",
      accessKey: "AK-one",
      secretKey,
      securityToken,
      region: "ap-1",
      projectId: "p1",
      source: `the profile "one" in ${join(home, USUAL)} (accessKeyId)`,
    });
  });

  it("that is chosen counts", () => {
    const text = fileOf([aksk("one"), aksk("two"), aksk("three")]);
    expect(read(text, { HW_PROFILE: "two" })).toMatchObject({ accessKey: "AK-two" });
    expect(read(text, {}, { "huaweicloud:profile": "three" })).toMatchObject({ accessKey: "AK-three" });
    expect(read(text, { HW_PROFILE: "two" }, { "huaweicloud:profile": "three" })).toMatchObject({
      accessKey: "AK-two",
    });
  });

  it("may lie elsewhere", () => {
    const home = homeWith({ "shared.json": fileOf([aksk("one")]) });
    const env = { HW_SHARED_CONFIG_FILE: "~/shared.json" };
    expect(credentialsIn(fromKooCliProfile(settingsOf({ home, env })))).toMatchObject({ accessKey: "AK-one" });
    const config = { "huaweicloud:shared_config_file": join(home, "shared.json") };
    expect(credentialsIn(fromKooCliProfile(settingsOf({ home, config })))).toMatchObject({ accessKey: "AK-one" });
  });

  it("of a single sign-on has its keys a level down", () => {
    const stsToken = { accessKeyId: "SSO", secretAccessKey: secretKey, securityToken };
    const profile = aksk("one", { mode: "SSO", accessKeyId: "", secretAccessKey: "", ssoAuth: { stsToken } });
    expect(read(fileOf([profile]))).toMatchObject({ accessKey: "SSO", secretKey, securityToken });
  });

  it("is nothing when there is no file, or no profile in it", () => {
    expect(credentialsIn(fromKooCliProfile(settingsOf({ home: homeWith({}) })))).toBeUndefined();
    expect(read(fileOf([]))).toBeUndefined();
    expect(read(fileOf([aksk("one", { accessKeyId: "", secretAccessKey: "" })]))).toBeUndefined();
  });

  const COMMAND = "hcloud configure set --cli-auth-encrypt=false";
  const cipher = { accessKeyId: "b3Bl".repeat(16), secretAccessKey: secretKey };

  it.each([
    ["says so", fileOf([aksk("one")], { authEncrypt: "true" })],
    ["says so as a truth value", fileOf([aksk("one")], { authEncrypt: true })],
    ["does not say so, but has no access key's form", fileOf([aksk("one", cipher)], { authEncrypt: undefined })],
  ])("that is encrypted and %s gives the command that makes it readable", async (_how, text) => {
    const unnamed = fromKooCliProfile(settingsOf({ home: homeWith({ [USUAL]: text }) }));
    expect(unnamed).toMatchObject({ kind: "unusable", error: expect.any(CredentialsError) });
    expect((await errorOf(() => credentialsIn(unnamed))).message).toContain(COMMAND);
    const error = await errorOf(() => read(text, { HW_PROFILE: "one" }));
    expect(error.message).toContain(COMMAND);
    expect(error.message).toContain("config.json");
  });

  it("that does not say whether it is encrypted counts when its key has a key's form", () => {
    expect(read(fileOf([aksk("one")], { authEncrypt: undefined }))).toMatchObject({ accessKey: "AK-one" });
  });

  it("that goes through an agency says which one", () => {
    const source = expect.stringMatching(/^the profile "one" in .*config\.json$/);
    expect(read(fileOf([aksk("one", { agencyName: "admin", agencyDomainName: "acme" })]))).toMatchObject({
      kind: "keys",
      agency: { name: "admin", domain: { name: "acme" }, durationS: 86_400, source },
    });
    expect(read(fileOf([aksk("one", { agencyName: "admin", agencyDomainId: "d-1" })]))).toMatchObject({
      agency: { domain: { id: "d-1" } },
    });
  });

  it("that names an agency by half is an error", async () => {
    const error = await errorOf(() => read(fileOf([aksk("one", { agencyName: "admin", agencyDomainName: "" })])));
    expect(error.message).toMatch(/^the profile "one" in .* names the agency "admin" without its account/);
  });

  it.each([
    [{ mode: "ecsAgency", accessKeyId: "", secretAccessKey: "" }, "metadata service"],
  ])("that only KooCLI can use is said so: %j", async (rest, expected) => {
    const text = fileOf([aksk("one", rest)]);
    const unnamed = fromKooCliProfile(settingsOf({ home: homeWith({ [USUAL]: text }) }));
    expect(unnamed).toMatchObject({ kind: "unusable", error: expect.any(CredentialsError) });
    expect((await errorOf(() => read(text, { HW_PROFILE: "one" }))).message).toContain(expected);
  });

  it.each([
    ["no JSON", `{"profiles": [{"secretAccessKey": "${secretKey}",`, {}, "is not a JSON object"],
    ["a list", `["${secretKey}"]`, {}, "is not a JSON object"],
    [
      "an unknown profile",
      fileOf([aksk("one"), aksk("two")]),
      { HW_PROFILE: "three" },
      'has no profile "three": choose one with HW_PROFILE (there are: one, two)',
    ],
    ["a current profile that is gone", fileOf([aksk("two")]), {}, 'has no profile "one"'],
    [
      "names that are no texts",
      '{"profiles":[{"name":{"toString":1}},{"name":7},{"name":"two"}],"authEncrypt":{"toString":1}}',
      { HW_PROFILE: "three" },
      "(there are: two)",
    ],
    ["no profiles though one is named", fileOf("nonsense"), { HW_PROFILE: "one" }, "(there are: none)"],
    ["half a pair", fileOf([aksk("one", { accessKeyId: "" })]), {}, "secretAccessKey without accessKeyId"],
    ["the other half", fileOf([aksk("one", { secretAccessKey: "" })]), {}, "accessKeyId without secretAccessKey"],
    [
      "no keys though it is named",
      fileOf([aksk("one", { accessKeyId: "", secretAccessKey: "" })]),
      { HW_PROFILE: "one" },
      "has no keys",
    ],
  ] as [
    string,
    string,
    Record<string, string>,
    string,
  ][])("with %s is an error with file and remedy", async (_what, text, env, expected) => {
    const error = await errorOf(() => read(text, env));
    expect(error.code).toBe("BAD_CREDENTIALS");
    expect(error.message).toContain("config.json");
    expect(error.message).toContain(expected);
  });

  it("that somebody named must be there", async () => {
    const home = homeWith({});
    for (const env of [{ HW_PROFILE: "one" }, { HW_SHARED_CONFIG_FILE: join(home, "gone.json") }])
      expect((await errorOf(() => credentialsIn(fromKooCliProfile(settingsOf({ home, env }))))).message).toContain(
        "does not exist",
      );
  });
});

describe("whatever a profile file holds", () => {
  const KOOCLI = ".hcloud/config.json";
  const SDK = ".huaweicloud/credentials";
  const SENDABLE = /^[\x21-\x7e]+$/;
  const keys = [
    "profiles",
    "current",
    "name",
    "mode",
    "accessKeyId",
    "secretAccessKey",
    "agencyName",
    "authEncrypt",
    "region",
  ];
  const one = {
    name: "one",
    mode: "AKSK",
    accessKeyId: "AK",
    secretAccessKey: "SK",
    agencyName: "a",
    agencyDomainId: "d",
  };
  const koocli = fc.oneof(
    withOneWrong({
      profiles: [one, { name: "two", ssoAuth: { stsToken: one } }],
      current: "one",
      authEncrypt: "false",
    }),
    hostileJson(...keys),
  );
  const line = fc.oneof(
    fc.constantFrom(
      "[basic]",
      "[__proto__]",
      "[basic.x]",
      "[global]",
      "ak=AK",
      "sk=SK",
      "ak[]=1",
      "sk",
      "__proto__=x",
      "security_token = \u001b[2J",
      "region = \u2028",
      "; c",
    ),
    hostileText,
  );
  const ini = fc.oneof(
    fc.array(line).map((lines) => lines.join("\n")),
    hostileText,
  );
  const env = fc.constantFrom<Record<string, string>>({}, { HW_PROFILE: "one" }, { HW_PROFILE: "\u001b<{%" });

  it("there are credentials that can be sent, none, or one clean sentence", () => {
    const home = homeWith({ [KOOCLI]: "", [SDK]: "" });
    fc.assert(
      fc.property(koocli, ini, env, (profiles, sections, variables) => {
        writeFileSync(join(home, KOOCLI), JSON.stringify(profiles));
        writeFileSync(join(home, SDK), sections);
        const settings = settingsOf({ home, env: variables });
        for (const result of [fromKooCliProfile(settings), fromSdkProfile(settings)]) {
          if (result.kind === "found" && result.credentials.kind === "keys") {
            const { accessKey, securityToken = "none" } = result.credentials;
            for (const text of [accessKey, securityToken]) expect(text).toMatch(SENDABLE);
          } else if (result.kind !== "absent" && result.kind !== "found") {
            expect(result.error.message).not.toMatch(UNCLEAN);
            expect(result.error.message.length).toBeLessThanOrEqual(601);
          }
        }
        expect(["string", "undefined"]).toContain(typeof profileRegion(settings));
        expect(({} as { ak?: string }).ak).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});
