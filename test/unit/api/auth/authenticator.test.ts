import { describe, expect, it } from "@jest/globals";
import { type Authenticator, createAuthenticator } from "../../../../src/api/auth/authenticator";
import type { Credentials, KeyCredentials } from "../../../../src/api/auth/credentials/credentials";
import { signInWith } from "../../../../src/api/auth/sign-in";
import type { Request } from "../../../../src/api/http/transport";
import type { Target } from "../../../../src/api/target";
import { CredentialsError } from "../../../../src/errors";
import {
  CANARY,
  errorOf,
  manualClock,
  type Scripted,
  scriptedSend,
  signedIn,
  unreachable,
} from "../../../support/credentials-fakes";

const projectOf = async (authenticator: Authenticator) => (await authenticator.project()).value;
const { token, secretKey, securityToken, password, newToken, newSecretKey } = CANARY;
const TARGET: Target = {
  region: "ap-1",
  endpoint: "https://clouddc.example",
  iamEndpoint: "https://iam.example",
  insecure: false,
};
const REQUEST: Request = { method: "GET", url: new URL("https://clouddc.example/v1/p1/instances/a/status") };
const TOKEN: Credentials = { kind: "token", token, source: "the environment (HW_AUTH_TOKEN)" };
const KEYS: Credentials = { kind: "keys", accessKey: "AK", secretKey, source: "the profile file x (ak)" };
const PASSWORD: Credentials = {
  kind: "password",
  password,
  user: { id: "u1" },
  source: "the environment (HW_USER_ID)",
};
const MINUTE = 60_000;

const issued = (text: string, projectId = "p-of-token"): Scripted => ({
  status: 201,
  headers: { "x-subject-token": text },
  body: {
    token: {
      issued_at: "2026-01-02T00:00:00.000000Z",
      expires_at: "2026-01-03T00:00:00.000000Z",
      project: { id: projectId },
    },
  },
});
const projects = (id: string, name = "ap-1"): Scripted => ({ body: { projects: [{ id, name }] } });

const refusal = () => new CredentialsError("BAD_CREDENTIALS", "refused");

function setUp(
  credentials: Credentials,
  options: { target?: Partial<Target>; env?: Record<string, string> } = {},
  ...replies: Parameters<typeof scriptedSend>
) {
  const { send, sent } = scriptedSend(...replies);
  const { clock, pass } = manualClock();
  const projectName = options.env?.HW_PROJECT_NAME ?? options.env?.OS_PROJECT_NAME;
  const named = { ...TARGET, ...(projectName && { projectName }), ...options.target };
  const projectId = named.projectId ?? credentials.projectId;
  const target = projectId === undefined ? named : { ...named, projectId };
  const { scheme, guard } = signInWith(credentials, { send, clock, guards: new Map() })(target);
  const authenticator = createAuthenticator(scheme, target, { send, iam: send, guard });
  const authorize = () => scheme.headers(REQUEST, projectId);
  return { authenticator, authorize, scheme, sent, clock, pass };
}

describe("a token that somebody else got", () => {
  it("is sent as it is, and cannot be renewed", async () => {
    const { authenticator, authorize, scheme, sent } = setUp(TOKEN);
    const headers = await authorize();
    expect(headers).toEqual({ "X-Auth-Token": token });
    expect(await scheme.renew(headers)).toBe(false);
    expect(authenticator.secrets()).toEqual([token]);
    expect(sent).toEqual([]);
  });

  it("that is refused is said to have ended, with its place", () => {
    const { scheme } = setUp(TOKEN);
    expect(scheme.hintFor401({})).toContain("HW_AUTH_TOKEN");
    expect(scheme.hintFor401({})).toContain("24 hours");
  });
});

describe("an access key", () => {
  it("signs each attempt afresh", async () => {
    const { authorize, pass } = setUp(KEYS, { target: { projectId: "p1" } });
    const first = await authorize();
    expect(first).toMatchObject({ "X-Sdk-Date": "20260102T030405Z", "X-Project-Id": "p1" });
    expect(first.Authorization).toContain("Access=AK, SignedHeaders=host;x-project-id;x-sdk-date,");
    await pass(5_000);
    const second = await authorize();
    expect(second["X-Sdk-Date"]).toBe("20260102T030410Z");
    expect(second.Authorization).not.toBe(first.Authorization);
  });

  it("cannot be renewed, not even a temporary one", async () => {
    for (const credentials of [KEYS, { ...KEYS, securityToken } as Credentials]) {
      const { authorize, scheme } = setUp(credentials);
      expect(await scheme.renew(await authorize())).toBe(false);
    }
  });

  it("that is refused is explained, with its place and the lock", () => {
    const why = setUp(KEYS).scheme.hintFor401({});
    expect(why).toContain("the profile file x (ak)");
    expect(why).toContain("lock");
    expect(why).not.toContain("temporary");
    expect(setUp({ ...KEYS, securityToken }).scheme.hintFor401({})).toContain("temporary");
  });

  it.each([
    [20 * MINUTE, "20 minutes behind"],
    [-90 * MINUTE, "90 minutes ahead of"],
  ])("with a clock that is %i ms off is refused because of that", (offMs, expected) => {
    const { clock, scheme } = setUp(KEYS);
    const date = new Date(clock.date().getTime() + offMs).toUTCString();
    expect(scheme.hintFor401({ date })).toContain(expected);
  });

  it.each([14 * MINUTE, -14 * MINUTE])("with a clock that is %i ms off is not", (offMs) => {
    const { clock, scheme } = setUp(KEYS);
    const date = new Date(clock.date().getTime() + offMs).toUTCString();
    expect(scheme.hintFor401({ date })).not.toContain("clock");
    expect(scheme.hintFor401({ date: "nonsense" })).not.toContain("clock");
  });
});

describe("keys of the metadata service", () => {
  const keysOf = (accessKey: string, expiresAt: number, again: () => Promise<KeyCredentials>): KeyCredentials => ({
    kind: "keys",
    accessKey,
    secretKey: accessKey === "AK" ? secretKey : newSecretKey,
    securityToken,
    expiresAt,
    source: "the server's metadata service",
    again,
  });

  function rotating(lastsMs: number) {
    const end = manualClock().clock.date().getTime();
    let asked = 0;
    const again = async (): Promise<KeyCredentials> => {
      asked++;
      return keysOf(`AK${asked + 1}`, end + (asked + 1) * lastsMs, again);
    };
    return { keys: keysOf("AK", end + lastsMs, again), asked: () => asked };
  }

  it("are fetched again before they end", async () => {
    const { keys, asked } = rotating(60 * MINUTE);
    const { authenticator, authorize, pass } = setUp(keys);
    expect((await authorize()).Authorization).toContain("Access=AK,");
    await pass(49 * MINUTE);
    expect((await authorize()).Authorization).toContain("Access=AK,");
    await pass(2 * MINUTE);
    const all = await Promise.all(Array.from({ length: 9 }, () => authorize()));
    for (const { Authorization } of all) expect(Authorization).toContain("Access=AK2,");
    expect(asked()).toBe(1);
    expect(authenticator.secrets()).toEqual(expect.arrayContaining([secretKey, newSecretKey, "AK", "AK2"]));
  });

  it("are fetched again once after a 401", async () => {
    const { keys, asked } = rotating(60 * MINUTE);
    const { authorize, scheme } = setUp(keys);
    const first = await authorize();
    expect(await Promise.all([scheme.renew(first), scheme.renew(first)])).toEqual([true, true]);
    const second = await authorize();
    expect(await scheme.renew(second)).toBe(false);
    expect(asked()).toBe(1);
  });

  it("that cannot be fetched again leave the 401 as it is", async () => {
    const keys = keysOf("AK", Number.MAX_SAFE_INTEGER, () => Promise.reject(unreachable()));
    const { authorize, scheme } = setUp(keys);
    expect(await scheme.renew(await authorize())).toBe(false);
  });
});

describe("a password", () => {
  it("gets one token, however many wait", async () => {
    const { authenticator, authorize, sent } = setUp(PASSWORD, {}, issued(token));
    const all = await Promise.all(Array.from({ length: 30 }, () => authorize()));
    for (const headers of all) expect(headers).toEqual({ "X-Auth-Token": token });
    expect(sent).toHaveLength(1);
    expect(authenticator.secrets()).toEqual([password, token]);
  });

  it.each([
    [{ target: { projectId: "p1" } }, { id: "p1" }],
    [{}, { name: "ap-1" }],
    [{ env: { HW_PROJECT_NAME: "ap-1_web" } }, { name: "ap-1_web" }],
  ])("signs in to the project: %j", async (options, project) => {
    const { authorize, sent } = setUp(PASSWORD, options, issued(token));
    await authorize();
    expect(JSON.parse(sent[0]?.body ?? "").auth.scope).toEqual({ project });
  });

  it("signs in again before the token ends", async () => {
    const { authorize, sent, pass } = setUp(PASSWORD, {}, issued(token), issued(newToken));
    await authorize();
    await pass(24 * 60 * MINUTE - 5 * MINUTE);
    expect(await authorize()).toEqual({ "X-Auth-Token": newToken });
    expect(sent).toHaveLength(2);
  });

  it("signs in again once after a 401, for all together, and never loops", async () => {
    const { authorize, scheme, sent } = setUp(PASSWORD, {}, issued(token), issued(newToken));
    const first = await authorize();
    expect(await Promise.all(Array.from({ length: 9 }, () => scheme.renew(first)))).toEqual(Array(9).fill(true));
    const second = await authorize();
    expect(second).toEqual({ "X-Auth-Token": newToken });
    for (let refusal = 0; refusal < 10; refusal++) expect(await scheme.renew(second)).toBe(false);
    expect(sent).toHaveLength(2);
    expect(scheme.hintFor401({})).toContain("HW_USER_ID");
  });

  it("that is wrong is tried once, and everybody gets the same sentence", async () => {
    const wrong = { status: 401, body: { error: { message: `wrong: ${password}` } } };
    const { authenticator, authorize, sent } = setUp(PASSWORD, {}, wrong);
    const errors = await Promise.all([
      ...Array.from({ length: 9 }, () => errorOf(authorize())),
      errorOf(projectOf(authenticator)),
    ]);
    errors.push(await errorOf(authorize()), await errorOf(projectOf(authenticator)));
    expect(new Set(errors.map(({ message }) => message)).size).toBe(1);
    expect(errors[0]).toMatchObject({ code: "BAD_CREDENTIALS" });
    expect(sent).toHaveLength(1);
  });

  it("is tried again when IAM could not be reached", async () => {
    const { authorize } = setUp(PASSWORD, {}, unreachable(), { status: 503 }, issued(token));
    expect(await errorOf(authorize())).toMatchObject({ code: "CONNECTION_FAILED" });
    expect(await errorOf(authorize())).toMatchObject({ code: "SERVER_ERROR" });
    expect(await authorize()).toEqual({ "X-Auth-Token": token });
  });

  it("without project and region is told what is missing", async () => {
    const { region: _region, ...target } = TARGET;
    const { send, sent } = scriptedSend();
    const authenticator = signedIn(PASSWORD, target, { send, clock: manualClock().clock });
    expect(await errorOf(authenticator.send(REQUEST, { refusal }))).toMatchObject({ argument: "projectId" });
    expect(sent).toEqual([]);
  });
});

describe("the project", () => {
  it("is the target's, else the profile's", async () => {
    const profile: Credentials = { ...KEYS, projectId: "p-of-profile" };
    expect(await projectOf(setUp(profile, { target: { projectId: "p1" } }).authenticator)).toBe("p1");
    const { authenticator, sent } = setUp(profile, {}, {});
    expect(await projectOf(authenticator)).toBe("p-of-profile");
    await authenticator.send(REQUEST, { refusal });
    expect(sent[0]?.headers).toMatchObject({ "X-Project-Id": "p-of-profile" });
  });

  it("is found by the region, once, with the same credentials", async () => {
    const { authenticator, sent } = setUp(KEYS, {}, projects("p1"), {});
    expect(await Promise.all([projectOf(authenticator), projectOf(authenticator)])).toEqual(["p1", "p1"]);
    expect(await authenticator.project()).toEqual({ value: "p1", source: "IAM, by the name ap-1" });
    expect(sent).toMatchObject([{ method: "GET", url: new URL("https://iam.example/v3/projects?name=ap-1") }]);
    expect(sent[0]?.headers?.Authorization).toContain("Access=AK, SignedHeaders=host;x-sdk-date,");
    await authenticator.send(REQUEST, { refusal });
    expect(sent[1]?.headers).toMatchObject({ "X-Project-Id": "p1" });
  });

  it.each([
    [{ HW_PROJECT_NAME: "web" }, "web"],
    [{ OS_PROJECT_NAME: "os" }, "os"],
  ])("may have another name than the region: %j", async (env, name) => {
    const { authenticator, sent } = setUp(TOKEN, { env }, projects("p1", name));
    expect(await projectOf(authenticator)).toBe("p1");
    expect(sent[0]).toMatchObject({ headers: { "X-Auth-Token": token } });
  });

  it("is told by the token that a password gets", async () => {
    const { authenticator, sent } = setUp(PASSWORD, {}, issued(token, "p9"));
    expect(await authenticator.project()).toEqual({ value: "p9", source: "the user's token" });
    expect(sent).toHaveLength(1);
  });

  it("that cannot be found is an argument that is missing, for everybody", async () => {
    const { authenticator, sent } = setUp(KEYS, {}, { body: { projects: [] } });
    expect(await errorOf(projectOf(authenticator))).toMatchObject({ code: "INVALID_ARGUMENT", argument: "projectId" });
    expect(await errorOf(projectOf(authenticator))).toMatchObject({ argument: "projectId" });
    expect(sent).toHaveLength(1);
  });

  it("is asked for again when IAM could not be reached", async () => {
    const { authenticator } = setUp(KEYS, {}, unreachable(), projects("p1"));
    expect(await errorOf(projectOf(authenticator))).toMatchObject({ code: "CONNECTION_FAILED" });
    expect(await projectOf(authenticator)).toBe("p1");
  });

  it("that IAM refuses to tell is a sentence with the reason, and asked for once: a refused key gets locked", async () => {
    const { authenticator, sent, clock } = setUp(KEYS, {}, () => ({
      status: 401,
      headers: { date: new Date(clock.date().getTime() + 60 * MINUTE).toUTCString() },
      body: { error: { message: `verify aksk signature fail ${secretKey}` } },
    }));
    for (let asker = 0; asker < 3; asker++)
      expect((await errorOf(projectOf(authenticator))).message).toContain("60 minutes behind");
    expect(sent).toHaveLength(1);
  });

  it("without any region is an argument that is missing", async () => {
    const { region: _region, iamEndpoint: _iam, ...target } = TARGET;
    const authenticator = signedIn(KEYS, target, { send: scriptedSend().send, clock: manualClock().clock });
    expect(await errorOf(projectOf(authenticator))).toMatchObject({ argument: "projectId" });
  });
});
