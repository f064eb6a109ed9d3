import { describe, expect, it } from "@jest/globals";
import { bodyOf, PROJECT, signed, virtualCloud } from "../../../support/virtual-cloud";

const KEYS = "/openstack/latest/securitykey";
const SESSION = "/meta-data/latest/api/token";

const setUp = (options: Parameters<typeof virtualCloud>[0] = {}) => {
  const virtual = virtualCloud({ instances: { web: "running" }, ...options });
  const openSession = (seconds: string) => virtual.ask("PUT", SESSION, { "x-metadata-token-ttl-seconds": seconds });
  const keysWith = (session: string) => virtual.ask("GET", KEYS, { "x-metadata-token": session });
  return { ...virtual, openSession, keysWith };
};

describe("the metadata service", () => {
  it("gives temporary keys that sign requests until they expire", () => {
    const { openSession, keysWith, status, now, advance } = setUp({ metadataKeyLifetimeMs: 60_000 });
    const { credential } = bodyOf(keysWith(openSession("21600").body));
    expect(credential.expires_at).toBe("2026-01-02T03:05:05.000000Z");
    const ask = () =>
      status(
        "web",
        signed({
          path: `/v1/${PROJECT}/instances/web/status`,
          time: now(),
          accessKey: credential.access,
          secretKey: credential.secret,
          headers: { "x-security-token": credential.securitytoken },
        }),
      );
    expect(ask().status).toBe(200);
    advance(60_000);
    expect(bodyOf(ask()).error_msg).toContain("ak not exist");
  });

  it("wants a session of its own that has not run out", () => {
    const { ask, openSession, keysWith, advance } = setUp();
    expect(ask("GET", KEYS).status).toBe(401);
    expect(keysWith("guess").status).toBe(401);
    const session = openSession("10").body;
    advance(9_999);
    expect(keysWith(session).status).toBe(200);
    advance(1);
    expect(keysWith(session).status).toBe(401);
  });

  it.each(["0", "21601", "soon"])("opens no session for %s seconds", (seconds) => {
    expect(setUp().openSession(seconds).status).toBe(400);
  });

  it("of version 1 knows no sessions and asks for none", () => {
    const { ask, openSession } = setUp({ metadata: "v1" });
    expect(openSession("60").status).toBe(404);
    expect(bodyOf(ask("GET", KEYS)).credential.access).toBeTruthy();
  });

  it("gives new keys after those given out were revoked, again and again", () => {
    const { cloud, openSession, keysWith, status, now } = setUp();
    const askWith = ({ access, secret, securitytoken }: { access: string; secret: string; securitytoken: string }) =>
      status(
        "web",
        signed({
          path: `/v1/${PROJECT}/instances/web/status`,
          time: now(),
          accessKey: access,
          secretKey: secret,
          headers: { "x-security-token": securitytoken },
        }),
      );
    for (const _round of [1, 2]) {
      const { credential } = bodyOf(keysWith(openSession("60").body));
      expect(askWith(credential).status).toBe(200);
      cloud.revokeKeys();
      expect(bodyOf(askWith(credential)).error_msg).toContain("ak not exist");
    }
    const permanent = signed({ path: `/v1/${PROJECT}/instances/web/status`, time: now() });
    expect(status("web", permanent).status).toBe(200);
  });

  it("gives keys that let in as many requests as they are told to", () => {
    const { openSession, keysWith, status, now } = setUp({ credentialUses: 1 });
    const { credential } = bodyOf(keysWith(openSession("60").body));
    const headers = signed({
      path: `/v1/${PROJECT}/instances/web/status`,
      time: now(),
      accessKey: credential.access,
      secretKey: credential.secret,
      headers: { "x-security-token": credential.securitytoken },
    });
    expect([status("web", headers).status, status("web", headers).status]).toEqual([200, 401]);
  });

  it.each([500, 429, 503])("may answer %i in plain text before it answers well", (fault) => {
    const { cloud, openSession } = setUp();
    cloud.fault({ kind: "metadata", status: fault });
    expect(openSession("60")).toMatchObject({ status: fault, headers: { "content-type": "text/plain" } });
    expect(openSession("60").status).toBe(200);
  });

  it("may answer late, or reset the connection", () => {
    const { cloud, openSession } = setUp();
    cloud.fault({ kind: "metadata", delayMs: 2_000 });
    cloud.fault({ kind: "metadata", reset: true });
    expect(openSession("60")).toMatchObject({ status: 200, delivery: { delayMs: 2_000 } });
    expect(openSession("60").delivery).toEqual({ reset: true });
  });

  it("that is off answers nothing but 404", () => {
    const { openSession, keysWith } = setUp({ metadata: "off" });
    expect([openSession("60").status, keysWith("x").status]).toEqual([404, 404]);
  });
});
