import { describe, expect, it } from "@jest/globals";
import { bodyOf, PROJECT, START, signed, TOKEN, tokenRequest, virtualCloud } from "../../../support/virtual-cloud";

const HOUR = 3_600_000;
const USER = { id: "user-simulator-user", password: "simulator-password" };

const setUp = (options: Parameters<typeof virtualCloud>[0] = {}) => {
  const virtual = virtualCloud({ instances: { web: "running" }, ...options });
  const signIn = (project: object | undefined = { name: "ap-southeast-3" }, password?: string) =>
    virtual.ask("POST", "/v3/auth/tokens", {}, tokenRequest(project, password));
  const tokenOf = (project?: object) => ({ "x-auth-token": signIn(project).headers["x-subject-token"] ?? "" });
  return { ...virtual, signIn, tokenOf };
};

describe("a request", () => {
  it("without any sign-in is refused by the gateway", () => {
    const answer = setUp().status("web", {});
    expect(answer.status).toBe(401);
    expect(bodyOf(answer)).toEqual({
      error_code: "APIGW.0301",
      error_msg: "Incorrect IAM authentication information: x-auth-token not found",
      request_id: answer.headers["x-request-id"],
    });
  });

  it("with a token of nobody's is refused", () => {
    const answer = setUp().status("web", { "x-auth-token": "guess" });
    expect(bodyOf(answer).error_msg).toBe("Incorrect IAM authentication information: decrypt token fail");
  });

  it("with the token of another simulator is refused", () => {
    const stranger = setUp().tokenOf();
    expect(setUp().status("web", stranger).status).toBe(401);
  });
});

describe("a token from IAM", () => {
  it("opens its project for 24 hours", () => {
    const { tokenOf, status, advance } = setUp();
    const token = tokenOf();
    expect(status("web", token).status).toBe(200);
    advance(24 * HOUR - 1);
    expect(status("web", token).status).toBe(200);
    advance(1);
    const late = status("web", token);
    expect(late.status).toBe(401);
    expect(bodyOf(late).error_msg).toBe(
      "Incorrect IAM authentication information: token expires, expires_at: 2026-01-03T03:04:05.000000Z",
    );
  });

  it.each([
    ["user", { methods: ["password"], password: { user: null } }, undefined, 400],
    [
      "account",
      { methods: ["password"], password: { user: { name: "simulator-user", domain: null } } },
      undefined,
      401,
    ],
    ["project", { methods: ["password"], password: { user: USER } }, { project: null }, 201],
  ])("is asked for with a %s of null, and IAM answers all the same", (_what, identity, scope, status) => {
    const body = JSON.stringify({ auth: { identity, scope } });
    const told: string[] = [];
    const { ask } = setUp({ onNotice: (text) => void told.push(text) });
    expect(ask("POST", "/v3/auth/tokens", {}, body).status).toBe(status);
    expect(told).toEqual([]);
  });

  it("comes in a header, with its times to the microsecond and its project in the body", () => {
    const answer = setUp({ tokenLifetimeMs: HOUR }).signIn({ id: PROJECT });
    expect(answer.status).toBe(201);
    expect(bodyOf(answer).token).toMatchObject({
      issued_at: "2026-01-02T03:04:05.000000Z",
      expires_at: "2026-01-02T04:04:05.000000Z",
      project: { id: PROJECT, name: "ap-southeast-3" },
    });
    expect(answer.body).not.toContain(answer.headers["x-subject-token"]);
  });

  it("is not given for a wrong password", () => {
    const answer = setUp().signIn(undefined, "guess");
    expect(answer.status).toBe(401);
    expect(bodyOf(answer)).toEqual({
      error: { code: 401, message: "The username or password is wrong.", title: "Unauthorized" },
    });
    expect(answer.headers).not.toHaveProperty("x-subject-token");
  });

  it("is not given for a project that does not exist, nor for a body that is none", () => {
    const { signIn, ask } = setUp();
    expect(signIn({ name: "nowhere" }).status).toBe(401);
    expect(ask("POST", "/v3/auth/tokens", {}, "not json").status).toBe(400);
    expect(ask("POST", "/v3/auth/tokens", {}, "null").status).toBe(400);
  });

  it("of another region must be updated", () => {
    const { tokenOf, status } = setUp({ projects: [{ id: "far", name: "cn-east-3" }] });
    const answer = status("web", tokenOf({ name: "cn-east-3" }));
    expect(answer.status).toBe(401);
    expect(bodyOf(answer)).toMatchObject({ error_code: "APIGW.0307", error_msg: "The token must be updated." });
  });

  it("of another project of the region opens only that", () => {
    const { tokenOf, status, ask } = setUp({ projects: [{ id: "team", name: "ap-southeast-3_team" }] });
    const token = tokenOf({ id: "team" });
    expect(status("web", token).status).toBe(403);
    expect(ask("GET", "/v1/team/instances", token).status).toBe(200);
  });

  it("without a project opens none, but shows which there are", () => {
    const { ask, status } = setUp();
    const text = ask("POST", "/v3/auth/tokens", {}, tokenRequest(undefined)).headers["x-subject-token"] ?? "";
    expect(status("web", { "x-auth-token": text }).status).toBe(403);
    expect(ask("GET", "/v3/projects", { "x-auth-token": text }).status).toBe(200);
  });

  it("does not end an older one", () => {
    const { tokenOf, status } = setUp();
    const first = tokenOf();
    tokenOf();
    expect(status("web", first).status).toBe(200);
  });
});

describe("the controls over tokens", () => {
  it("end every token there is, and IAM gives new ones", () => {
    const { cloud, tokenOf, status } = setUp();
    const issued = tokenOf();
    cloud.expireTokens();
    for (const token of [TOKEN, issued]) expect(bodyOf(status("web", token)).error_msg).toContain("token expires");
    expect(status("web", tokenOf()).status).toBe(200);
  });

  it("revoke one token and leave the others", () => {
    const { cloud, tokenOf, status } = setUp();
    cloud.revokeToken("simulator-token");
    expect(status("web").status).toBe(401);
    expect(status("web", tokenOf()).status).toBe(200);
    expect(() => cloud.revokeToken("never seen")).toThrow("never accepted");
  });
});

describe("tokens that die early", () => {
  const ALL_USED = { error_code: "APIGW.0307", error_msg: "The token must be updated." };

  it("are revoked again and again, fixed ones included, and IAM gives new ones each time", () => {
    const { cloud, tokenOf, status } = setUp();
    for (const _round of [1, 2, 3]) {
      const token = tokenOf();
      expect(status("web", token).status).toBe(200);
      cloud.revokeTokens();
      expect(bodyOf(status("web", token))).toMatchObject(ALL_USED);
      expect(status("web", TOKEN).status).toBe(401);
    }
    expect(status("web", tokenOf()).status).toBe(200);
  });

  it("let in as many requests as they are told to, except the fixed ones", () => {
    const { tokenOf, status } = setUp({ credentialUses: 2 });
    const token = tokenOf();
    expect([1, 2, 3, 4].map(() => status("web", token).status)).toEqual([200, 200, 401, 401]);
    expect([1, 2, 3].map(() => status("web", TOKEN).status)).toEqual([200, 200, 200]);
  });

  it("never let anybody in where they are told to let in none", () => {
    const { tokenOf, status } = setUp({ credentialUses: 0 });
    expect(status("web", tokenOf()).status).toBe(401);
  });
});

describe("a long token", () => {
  it.each([20_000, 32_768, 102_400])("has %i characters and opens its project", (tokenLength) => {
    const { tokenOf, status } = setUp({ tokenLength });
    const token = tokenOf();
    expect(token["x-auth-token"]).toHaveLength(tokenLength);
    expect(status("web", token).status).toBe(200);
  });
});

describe("a user", () => {
  const users = [{ domain: "acme", domainId: "d-1", name: "ann", id: "u-1", password: "secret" }];
  const signInAs = (user: object) => {
    const { ask } = setUp({ users });
    const body = { auth: { identity: { methods: ["password"], password: { user: { password: "secret", ...user } } } } };
    return ask("POST", "/v3/auth/tokens", {}, JSON.stringify(body));
  };

  it.each([
    { id: "u-1" },
    { name: "ann", domain: { name: "acme" } },
    { name: "ann", domain: { id: "d-1" } },
  ])("signs in as %j", (user) => {
    const answer = signInAs(user);
    expect(answer.status).toBe(201);
    expect(bodyOf(answer).token.user).toEqual({ id: "u-1", name: "ann", domain: { id: "d-1", name: "acme" } });
  });

  it.each([
    { id: "u-2" },
    { id: "ann" },
    { name: "ann", domain: { id: "acme" } },
    { name: "ann" },
    { id: "u-1", password: "guess" },
  ])("is not found as %j", (user) => {
    expect(signInAs(user).status).toBe(401);
  });

  it("has ids that follow from its names unless they are given", () => {
    const { ask } = setUp();
    const user = {
      name: "simulator-user",
      password: "simulator-password",
      domain: { id: "domain-of-simulator-domain" },
    };
    const body = { auth: { identity: { methods: ["password"], password: { user } } } };
    expect(bodyOf(ask("POST", "/v3/auth/tokens", {}, JSON.stringify(body))).token.user.id).toBe("user-simulator-user");
  });
});

describe("every answer of IAM", () => {
  it("carries a trace id, refusals included", () => {
    const { ask } = setUp();
    const answers = [ask("GET", "/v3/projects"), ask("GET", "/v3/projects", TOKEN), ask("GET", "/v3/auth/tokens")];
    for (const { headers } of answers) expect(headers["x-iam-trace-id"]).toBe(`simulator_${headers["x-request-id"]}`);
  });
});

describe("IAM's projects", () => {
  it("are found by name, with a token or a signature", () => {
    const { ask } = setUp({ projects: [{ id: "team", name: "ap-southeast-3_team" }] });
    const main = { id: PROJECT, name: "ap-southeast-3", enabled: true };
    expect(bodyOf(ask("GET", "/v3/projects?name=ap-southeast-3", TOKEN)).projects).toMatchObject([main]);
    const headers = signed({ path: "/v3/projects", canonicalQuery: "name=nowhere", time: START });
    expect(bodyOf(ask("GET", "/v3/projects?name=nowhere", headers))).toEqual({ projects: [] });
    expect(bodyOf(ask("GET", "/v3/projects", TOKEN)).projects).toHaveLength(2);
  });

  it("stay closed without a sign-in, with an error of IAM's shape", () => {
    const answer = setUp().ask("GET", "/v3/projects");
    expect(answer.status).toBe(401);
    expect(bodyOf(answer).error.code).toBe(401);
  });

  it("are never created, and the attempt stands in the log", () => {
    const { cloud, ask } = setUp();
    expect(ask("POST", "/v3/projects", TOKEN, "{}").status).toBe(405);
    expect(cloud.requests).toMatchObject([{ method: "POST", kind: "projects", status: 405 }]);
  });
});
