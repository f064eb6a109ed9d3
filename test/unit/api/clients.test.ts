import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createClients } from "../../../src/api/clients";
import { UNCLEAN } from "../../support/hostile-json";
import { onTestFinished } from "../../support/on-test-finished";
import { createVirtualClock } from "../../support/virtual-clock";

const WHERE = { region: "ap-southeast-3", projectId: "p-1" };
const TOKEN = { HW_AUTH_TOKEN: "a-token-that-nobody-may-see" };

/** Nothing here is sent: a line is opened before anybody asks. */
function connecting(env: Record<string, string> = TOKEN, config: Record<string, string> = {}, home = "/nowhere") {
  const clock = createVirtualClock();
  const told: string[] = [];
  const changing = { ...env };
  const settings = { env: changing, config: (key: string) => config[key], home };
  const connect = createClients(settings, clock, (severity, line) => told.push(`${severity}: ${line}`));
  return { clock, connect, told, env: changing };
}

describe("a line to a project", () => {
  it("is one for all who ask the same project", async () => {
    const { connect } = connecting();
    const [one, other] = await Promise.all([connect(WHERE), connect({ ...WHERE })]);
    expect(other).toBe(one);
    expect(await connect({ ...WHERE, instanceIds: ["a"] } as typeof WHERE)).toBe(one);
  });

  it.each([
    ["another project", { ...WHERE, projectId: "p-2" }],
    ["another region", { ...WHERE, region: "cn-east-3" }],
    ["another address", { ...WHERE, endpoint: "https://clouddc.example" }],
  ])("is another one for %s", async (_name, other) => {
    const { connect } = connecting();
    expect(await connect(other)).not.toBe(await connect(WHERE));
  });

  it("finds its credentials once, and tells where, without any secret", async () => {
    const { connect, told } = connecting();
    await Promise.all([connect(WHERE), connect(WHERE)]);
    await connect(WHERE);
    expect(told).toEqual(["debug: credentials: a token from the environment (HW_AUTH_TOKEN)"]);
  });

  it("tells where in one clean line, though a profile's name may hold anything", async () => {
    const home = mkdtempSync(join(tmpdir(), "pulumi-clouddc-home-"));
    onTestFinished(() => rmSync(home, { recursive: true }));
    mkdirSync(join(home, ".hcloud"));
    const name = "dev\u001b[31m\u202e\nwarning: not ours <{%red%}>";
    const profile = { name, mode: "AKSK", accessKeyId: "an-access-key", secretAccessKey: "a-secret-key" };
    writeFileSync(join(home, ".hcloud/config.json"), JSON.stringify({ current: name, profiles: [profile] }));
    const { connect, told } = connecting({}, {}, home);
    await connect(WHERE);
    expect(told).toEqual([
      expect.stringMatching(/^debug: credentials: an access key from .*"dev warning: not ours < /),
    ]);
    expect(told.join("")).not.toMatch(UNCLEAN);
  });

  it("warns where it checks no certificate", async () => {
    const { connect, told } = connecting({ ...TOKEN, HW_INSECURE: "true" });
    await connect(WHERE);
    expect(told[0]).toBe(
      "warning: insecure is set: certificates are not checked, so anybody could answer as https://clouddc.ap-southeast-3.myhuaweicloud.com",
    );
  });
});

describe("a line that cannot be opened", () => {
  it("says what is wrong with the arguments", async () => {
    const { connect } = connecting();
    await expect(connect({})).rejects.toMatchObject({ code: "INVALID_ARGUMENT", argument: "region" });
    await expect(connect({ endpoint: "ftp://host" })).rejects.toMatchObject({ argument: "endpoint" });
  });

  it("says what is wrong with the credentials, without any secret", async () => {
    const { connect } = connecting({ HW_ACCESS_KEY: "a-key-that-nobody-may-see" });
    await expect(connect(WHERE)).rejects.toMatchObject({
      code: "BAD_CREDENTIALS",
      message: "the environment has HW_ACCESS_KEY without HW_SECRET_KEY: set both, or neither",
    });
  });

  it("says what is wrong with a file of certificates", async () => {
    const { connect } = connecting(TOKEN, { "huaweicloud:cacertFile": "/nowhere/ca.pem" });
    await expect(connect(WHERE)).rejects.toMatchObject({ argument: "cacertFile" });
  });

  it("is the answer to everybody for half a minute, and then tried again", async () => {
    const { connect, clock, env } = connecting({ HW_ACCESS_KEY: "half-a-pair" });
    const first = await connect(WHERE).catch((error) => error);
    Object.assign(env, { HW_SECRET_KEY: "the other half" });
    await clock.run(clock.sleep(29_999));
    expect(await connect(WHERE).catch((error) => error)).toBe(first);
    await clock.run(clock.sleep(1));
    await expect(connect(WHERE)).resolves.toHaveProperty("look");
  });

  it("does not keep others from theirs", async () => {
    const { connect } = connecting();
    const [wrong, right] = await Promise.allSettled([connect({}), connect(WHERE)]);
    expect([wrong.status, right.status]).toEqual(["rejected", "fulfilled"]);
  });
});
