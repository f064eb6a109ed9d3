import { describe, expect, it } from "@jest/globals";
import { bodyOf, PROJECT, signed, TOKEN, virtualCloud } from "../../../support/virtual-cloud";

const PATH = "/v3.0/OS-CREDENTIAL/securitytokens";
const AGENCY = { agency_name: "simulator-agency", domain_name: "simulator-domain" };

const setUp = (options: Parameters<typeof virtualCloud>[0] = {}) => {
  const virtual = virtualCloud({ instances: { web: "running" }, ...options });
  const assume = (role: object, headers: Record<string, string> = TOKEN, methods = ["assume_role"]) =>
    virtual.ask("POST", PATH, headers, JSON.stringify({ auth: { identity: { methods, assume_role: role } } }));
  const askWith = (credential: { access: string; secret: string; securitytoken: string }) =>
    virtual.status(
      "web",
      signed({
        path: `/v1/${PROJECT}/instances/web/status`,
        time: virtual.now(),
        accessKey: credential.access,
        secretKey: credential.secret,
        headers: { "x-security-token": credential.securitytoken },
      }),
    );
  return { ...virtual, assume, askWith };
};

describe("an agency", () => {
  it("gives temporary keys, in the shape of the metadata service, that sign until they expire", () => {
    const { assume, askWith, advance, cloud } = setUp();
    const answer = assume({ ...AGENCY, duration_seconds: 900 });
    expect(answer.status).toBe(201);
    expect(answer.headers["x-iam-trace-id"]).toBeTruthy();
    const { credential } = bodyOf(answer);
    expect(credential).toEqual({
      access: expect.any(String),
      secret: expect.any(String),
      securitytoken: expect.any(String),
      expires_at: "2026-01-02T03:19:05.000000Z",
    });
    expect(cloud.requests).toMatchObject([{ kind: "agency", status: 201, authorization: "token" }]);
    advance(899_999);
    expect(askWith(credential).status).toBe(200);
    advance(1);
    expect(askWith(credential).status).toBe(401);
  });

  it("lasts a quarter of an hour where nothing is said", () => {
    expect(bodyOf(setUp().assume(AGENCY)).credential.expires_at).toBe("2026-01-02T03:19:05.000000Z");
  });

  it("takes a signature as well as a token", () => {
    const { assume, ask, now } = setUp();
    const body = JSON.stringify({ auth: { identity: { methods: ["assume_role"], assume_role: AGENCY } } });
    const headers = signed({ path: PATH, time: now(), body, method: "POST", headers: { "x-domain-id": "d-1" } });
    expect(ask("POST", PATH, headers, body).status).toBe(201);
    expect(assume(AGENCY, {}).status).toBe(401);
  });

  it("is found by the name or the id of its account", () => {
    const { assume } = setUp({ agencies: [{ name: "ops", domain: "acme", domainId: "d-1" }] });
    expect(assume({ agency_name: "ops", domain_name: "acme" }).status).toBe(201);
    expect(assume({ agency_name: "ops", domain_id: "d-1" }).status).toBe(201);
    const unknown = assume({ agency_name: "ops", domain_id: "acme" });
    expect(unknown.status).toBe(404);
    expect(bodyOf(unknown)).toEqual({
      error: { code: 404, message: "Could not find agency: ops.", title: "Not Found" },
    });
  });

  it("may refuse, and take it back", () => {
    const { cloud, assume } = setUp();
    cloud.allowAgency(false);
    const refused = assume(AGENCY);
    expect(refused.status).toBe(403);
    expect(bodyOf(refused).error.message).toBe("You are not authorized to perform the requested action.");
    cloud.allowAgency(true);
    expect(assume(AGENCY).status).toBe(201);
  });

  it.each([
    [{}, "agency_name"],
    [{ agency_name: "simulator-agency" }, "domain_name or a domain_id"],
    [{ ...AGENCY, duration_seconds: 899 }, "from 900 to 86400"],
    [{ ...AGENCY, duration_seconds: 86_401 }, "from 900 to 86400"],
    [{ ...AGENCY, duration_seconds: "1h" }, "from 900 to 86400"],
  ])("refuses %j and says why", (role, reason) => {
    const answer = setUp().assume(role);
    expect(answer.status).toBe(400);
    expect(bodyOf(answer).error.message).toContain(reason);
  });

  it("knows no other method, and no other verb", () => {
    const { assume, ask } = setUp();
    expect(assume(AGENCY, TOKEN, ["token"]).status).toBe(400);
    expect(ask("POST", PATH, TOKEN, "not json").status).toBe(400);
    expect(ask("GET", PATH, TOKEN).status).toBe(405);
  });

  it("loses the keys that were revoked, and gives new ones", () => {
    const { cloud, assume, askWith } = setUp();
    const { credential } = bodyOf(assume(AGENCY));
    cloud.revokeKeys();
    expect(askWith(credential).status).toBe(401);
    expect(askWith(bodyOf(assume(AGENCY)).credential).status).toBe(200);
  });
});
