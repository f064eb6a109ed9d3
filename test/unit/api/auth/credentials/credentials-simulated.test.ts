/** Sign-in from the settings to the answer, against a cloud that checks signatures and tokens on its own. */

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { findCredentials } from "../../../../../src/api/auth/credentials/credential-chain";
import { sign } from "../../../../../src/api/auth/signature";
import { createProjectClient } from "../../../../../src/api/client/project-client";
import type { Send } from "../../../../../src/api/http/transport";
import { targetOf } from "../../../../../src/api/target";
import { createCloud, type SimulatorOptions } from "../../../../../src/simulator";
import { errorOf, manualClock, settingsOf, signedIn } from "../../../../support/credentials-fakes";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ADDRESS = "http://127.0.0.1:4711";
const KEYS = { HW_ACCESS_KEY: "SIMULATORACCESSKEY", HW_SECRET_KEY: "simulator-secret-key" };
const USER = {
  HW_USER_NAME: "simulator-user",
  HW_USER_PASSWORD: "simulator-password",
  HW_DOMAIN_NAME: "simulator-domain",
};
const PERMISSION = { permission: "clouddc:instance:get" };

async function connect(env: Record<string, string>, options: SimulatorOptions = {}) {
  const { clock, pass } = manualClock();
  const cloud = createCloud({ instances: { web: "running" }, now: () => clock.date().getTime(), ...options });
  const send: Send = async ({ method, url, headers = {}, body = "" }) => {
    const lowerCase = Object.entries({ ...headers, host: url.host }).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    return cloud.answer({ method, url: url.pathname + url.search, headers: Object.fromEntries(lowerCase), body });
  };
  const settings = settingsOf({
    env: { HW_REGION_NAME: cloud.region, CLOUDDC_ENDPOINT: ADDRESS, HW_AUTH_URL: `${ADDRESS}/v3`, ...env },
  });
  const found = targetOf({}, settings);
  if ("problems" in found) throw found.problems[0];
  const credentials = await findCredentials(settings, { send, clock });
  const authenticator = signedIn(credentials, found.target, { send, clock });
  const session = createProjectClient(found.target, authenticator);
  const ask = () => session.get("instances/web/status", PERMISSION);
  const kinds = () => cloud.requests.map(({ kind, status }) => `${kind} ${status}`);
  return { cloud, ask, pass, kinds };
}

describe("in the simulated cloud", () => {
  it.each([
    ["a token", { HW_AUTH_TOKEN: "simulator-token" }, ["projects 200", "status 200"]],
    ["an access key", KEYS, ["projects 200", "status 200"]],
    ["a password", USER, ["token 201", "status 200"]],
    [
      "the server's agency",
      { CLOUDDC_METADATA_ENDPOINT: ADDRESS },
      ["metadata 200", "metadata 200", "projects 200", "status 200"],
    ],
  ] as [string, Record<string, string>, string[]][])("%s signs in", async (_what, env, expected) => {
    const { ask, kinds } = await connect(env);
    expect((await ask()).status).toBe(200);
    expect(kinds()).toEqual(expected);
    await ask();
    expect(kinds()).toEqual([...expected, "status 200"]);
  });

  it("the server's agency signs in where metadata tokens are not known", async () => {
    const { ask, kinds } = await connect({ CLOUDDC_METADATA_ENDPOINT: ADDRESS }, { metadata: "v1" });
    expect((await ask()).status).toBe(200);
    expect(kinds().slice(0, 2)).toEqual(["metadata 404", "metadata 200"]);
  });

  it.each([
    ["a password", USER, { tokenLifetimeMs: 24 * HOUR }],
    ["the server's agency", { CLOUDDC_METADATA_ENDPOINT: ADDRESS }, { metadataKeyLifetimeMs: HOUR }],
  ] as [
    string,
    Record<string, string>,
    SimulatorOptions,
  ][])("%s lasts for days without a refusal", async (_what, env, options) => {
    const { ask, pass, kinds } = await connect(env, options);
    for (let step = 0; step < 3 * 24 * 12; step++) {
      expect((await ask()).status).toBe(200);
      await pass(5 * MINUTE);
    }
    expect(kinds().filter((kind) => kind.endsWith(" 401"))).toEqual([]);
  });

  it("tokens that end early are replaced once, whoever was refused", async () => {
    const { cloud, ask, kinds } = await connect(USER);
    await ask();
    cloud.expireTokens();
    const answers = await Promise.all(Array.from({ length: 6 }, ask));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(kinds().filter((kind) => kind.startsWith("token"))).toHaveLength(2);
  });

  it.each([
    ["a token", { HW_AUTH_TOKEN: "simulator-token-of-yesterday" }],
    ["an access key", { ...KEYS, HW_SECRET_KEY: "simulator-secret-key-of-yesterday" }],
    ["a password", { ...USER, HW_USER_PASSWORD: "simulator-password-of-yesterday" }],
  ] as [
    string,
    Record<string, string>,
  ][])("%s that is wrong is tried once, and no message shows it", async (_what, env) => {
    const { ask, cloud } = await connect(env);
    const errors = await Promise.all(Array.from({ length: 8 }, () => errorOf(ask())));
    expect(new Set(errors.map(({ message }) => message)).size).toBe(1);
    expect(errors[0]?.message).not.toContain("yesterday");
    expect(cloud.requests).toHaveLength(1);
  });

  it.each([20 * MINUTE, -20 * MINUTE])("a clock that is %i ms off is named", async (clockOffsetMs) => {
    const { ask } = await connect({ ...KEYS, HW_PROJECT_ID: "0123456789abcdef0123456789abcdef" }, { clockOffsetMs });
    expect((await errorOf(ask())).message).toMatch(/clock is 20 minutes (ahead of|behind) the server's/);
  });

  it("a clock that is off by days harms no password", async () => {
    const { ask, pass, kinds } = await connect(USER, { clockOffsetMs: -72 * HOUR });
    for (let step = 0; step < 5; step++) {
      expect((await ask()).status).toBe(200);
      await pass(HOUR);
    }
    expect(kinds()).toEqual(["token 201", ...Array(5).fill("status 200")]);
  });

  it("every path and query that can be written is signed as the server reads it", () => {
    const { clock } = manualClock();
    const cloud = createCloud({ now: () => clock.date().getTime() });
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(text, fc.array(fc.tuple(text, text)), fc.boolean(), (name, query, plus) => {
        const url = new URL(`${ADDRESS}/v1/${cloud.projectId}/instances/x${encodeURIComponent(name)}/status`);
        const written = new URLSearchParams(query.filter(([key]) => key !== "")).toString();
        url.search = plus ? written : written.replaceAll("+", "%20");
        const keys = { accessKey: KEYS.HW_ACCESS_KEY, secretKey: KEYS.HW_SECRET_KEY };
        const signed = Object.entries({ ...sign({ method: "GET", url }, keys, clock.date()), host: url.host });
        const headers = Object.fromEntries(signed.map(([header, value]) => [header.toLowerCase(), value]));
        const answer = cloud.answer({ method: "GET", url: url.pathname + url.search, headers, body: "" });
        expect([answer.status, answer.body]).toEqual([404, expect.anything()]); // signed in, and there is no such instance
      }),
    );
  });
});
