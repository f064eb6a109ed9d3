import { describe, expect, it } from "@jest/globals";
import type { AuthenticatedSend } from "../../../../src/api/auth/authenticated-send";
import type { PasswordCredentials } from "../../../../src/api/auth/credentials/credentials";
import { findProjectId, signIn } from "../../../../src/api/auth/iam";
import type { Target } from "../../../../src/api/target";
import { CANARY, errorOf, manualClock, type Scripted, scriptedSend } from "../../../support/credentials-fakes";

const { token, password, secretKey } = CANARY;
const TARGET: Target = {
  endpoint: "https://clouddc.example",
  iamEndpoint: "https://iam.example/prefix",
  insecure: false,
};
const USER: PasswordCredentials = {
  kind: "password",
  password,
  user: { name: "alice", domain: { name: "acme" } },
  source: "the environment (HW_USER_PASSWORD)",
};
const ISSUED: Scripted = {
  status: 201,
  headers: { "x-subject-token": token },
  body: {
    token: {
      issued_at: "2020-01-01T00:00:00.000000Z",
      expires_at: "2020-01-02T00:00:00.000000Z",
      project: { id: "p1", name: "ap-1" },
    },
  },
};

describe("signing in with a password", () => {
  const ask = (reply: Scripted, user = USER, site = TARGET) => {
    const { send, sent } = scriptedSend(reply);
    const { clock } = manualClock();
    return { issued: signIn(site, user, { project: { name: "ap-1" } }, { send, clock }), sent, clock };
  };

  it.each([
    "",
    "a b",
    "p\r\nX: y",
    7,
    null,
    { id: "p1" },
  ])("takes no id of a project that cannot be sent: %j", async (id) => {
    const token = { issued_at: "2020-01-01T00:00:00Z", expires_at: "2020-01-02T00:00:00Z", project: { id } };
    expect(await ask({ ...ISSUED, body: { token } }).issued).not.toHaveProperty("projectId");
  });

  it.each([
    ["ended before it began", "2020-01-02T00:00:00Z", "2020-01-01T00:00:00Z"],
    ["says no times", 7, { toString: 1 }],
  ])("knows no end of a token that %s", async (_what, issued_at, expires_at) => {
    expect(await ask({ ...ISSUED, body: { token: { issued_at, expires_at } } }).issued).toEqual({ token });
  });

  it("asks for a token of the project", async () => {
    const { issued, sent } = ask(ISSUED);
    await issued;
    expect(sent).toMatchObject([
      {
        method: "POST",
        url: new URL("https://iam.example/prefix/v3/auth/tokens"),
        headers: { "Content-Type": "application/json;charset=utf8" },
        options: { secrets: [password] },
      },
    ]);
    expect(JSON.parse(sent[0]?.body ?? "")).toEqual({
      auth: {
        identity: { methods: ["password"], password: { user: { name: "alice", password, domain: { name: "acme" } } } },
        scope: { project: { name: "ap-1" } },
      },
    });
  });

  it("names the user by id where that is given", async () => {
    const { issued, sent } = ask(ISSUED, { ...USER, user: { id: "u1" } });
    await issued;
    expect(JSON.parse(sent[0]?.body ?? "").auth.identity.password.user).toEqual({ id: "u1", password });
  });

  it("gives token, project, and the end on this machine's clock, however wrong that is", async () => {
    const { issued, clock } = ask(ISSUED);
    expect(await issued).toEqual({ token, projectId: "p1", expiresAt: clock.date().getTime() + 86_400_000 });
  });

  it.each([
    [{}],
    [{ token: {} }],
    [{ token: { expires_at: "soon" } }],
    ["nonsense"],
  ])("does without an end: %j", async (body) => {
    expect(await ask({ ...ISSUED, body }).issued).toEqual({ token });
  });

  it.each([
    [
      401,
      { error: { code: 401, message: `The password ${password} is wrong.` } },
      "BAD_CREDENTIALS",
      "HW_USER_PASSWORD",
    ],
    [403, { error_code: "IAM.0061", error_msg: "locked" }, "BAD_CREDENTIALS", "IAM.0061: locked"],
    [400, { error: { message: "bad" } }, "BAD_CREDENTIALS", "HUAWEI ID"],
    [404, { error: { code: 404, message: "no" } }, "WRONG_ENDPOINT", "HW_AUTH_URL"],
    [404, "<html>", "UNEXPECTED_ANSWER", "HW_AUTH_URL"],
    [302, "", "UNEXPECTED_ANSWER", "HW_AUTH_URL"],
    [204, "", "UNEXPECTED_ANSWER", "HW_AUTH_URL"],
    [429, {}, "SERVER_ERROR", "HTTP 429"],
    [503, "busy", "SERVER_ERROR", "HTTP 503, busy"],
  ] as const)("answered by %i is a sentence about IAM", async (status, body, code, expected) => {
    const error = await errorOf(ask({ status, body, headers: { "x-request-id": "r1" } }).issued);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^IAM at iam\.example refused to sign in /);
    expect(error.message).toContain("request id r1");
    expect(error.message).toContain(expected);
  });

  it("answered without a token is malformed", async () => {
    const { issued } = ask({ status: 201, body: {}, headers: { "x-request-id": "r1" } });
    expect(await errorOf(issued)).toMatchObject({
      code: "MALFORMED_ANSWER",
      message: "IAM at iam.example answered with no token (HTTP 201, request id r1)",
    });
  });

  it("answered by something that may be the keys does not show it", async () => {
    const { issued } = ask({ status: 201, body: ["a-key-of-somebody"] });
    expect((await errorOf(issued)).message).toBe("IAM at iam.example answered with no token (HTTP 201)");
  });

  it("answered by a token that no header can hold shows nothing of it", async () => {
    const { issued } = ask({
      status: 201,
      body: {},
      headers: { "x-subject-token": "tökén", "x-request-id": "r-tökén" },
    });
    expect((await errorOf(issued)).message).toBe(
      "IAM at iam.example answered with a token that no header can hold (HTTP 201, request id r-[redacted])",
    );
  });

  it("answered by an error in a good answer is that error, with its message", async () => {
    const { issued } = ask({ status: 201, body: { error_code: "IAM.0099", error_msg: "Internal error" } });
    expect(await errorOf(issued)).toMatchObject({
      code: "UNEXPECTED_ANSWER",
      message: "IAM at iam.example answered with no token (HTTP 201, IAM.0099: Internal error)",
    });
  });

  it("needs to know where IAM is", async () => {
    const error = await errorOf(ask(ISSUED, USER, { endpoint: "http://127.0.0.1:1", insecure: false }).issued);
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", argument: "region" });
    expect(error.message).toContain("HW_AUTH_URL");
  });
});

describe("finding a project by its name", () => {
  const ask = (reply: Scripted, name = "ap-1") => {
    const { send, sent } = scriptedSend(reply);
    const ask: AuthenticatedSend = async (request, { refusal }) => {
      const response = await send(request);
      if (response.status === 401) throw refusal(response, "check the key");
      return response;
    };
    return { found: findProjectId(TARGET, name, ask, () => [secretKey]), sent };
  };

  it("asks IAM, and creates nothing", async () => {
    const { found, sent } = ask({ body: { projects: [{ id: "p1", name: "ap-1" }] } });
    expect(await found).toBe("p1");
    expect(sent).toMatchObject([{ method: "GET", url: new URL("https://iam.example/prefix/v3/projects?name=ap-1") }]);
  });

  it("takes the one of exactly that name", async () => {
    const projects = [{ id: "p2", name: "ap-1_web" }, null, { name: "ap-1" }, { id: "p1", name: "ap-1" }];
    expect(await ask({ body: { projects } }).found).toBe("p1");
  });

  it("that does not exist, or not once, is an argument that is missing", async () => {
    const none = await errorOf(ask({ body: { projects: [] } }).found);
    expect(none).toMatchObject({ code: "INVALID_ARGUMENT", argument: "projectId" });
    expect(none.message).toContain("no project named ap-1");
    const projects = [
      { id: "p1", name: "ap-1" },
      { id: "p2", name: "ap-1" },
    ];
    expect((await errorOf(ask({ body: { projects } }).found)).message).toContain("(p1, p2)");
  });

  it.each([
    [401, `refused ${secretKey}`, "BAD_CREDENTIALS", "check the key"],
    [403, "", "BAD_CREDENTIALS", "HW_PROJECT_ID"],
    [500, "", "SERVER_ERROR", "HTTP 500"],
    [200, "nonsense", "MALFORMED_ANSWER", "a list without projects"],
    [
      200,
      `{"error":{"code":"IAM.0099","message":"${secretKey}"}}`,
      "UNEXPECTED_ANSWER",
      "(HTTP 200, IAM.0099: [redacted])",
    ],
  ] as const)("answered by %i is a sentence about IAM", async (status, body, code, expected) => {
    const error = await errorOf(ask({ status, body }).found);
    expect(error.code).toBe(code);
    expect(error.message).toContain("IAM at iam.example ");
    expect(error.message).toContain(expected);
  });
});
