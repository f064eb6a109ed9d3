import { describe, expect, it } from "@jest/globals";
import { bodyOf, PROJECT, START, signed, TOKEN, virtualCloud } from "../../../support/virtual-cloud";

const setUp = () => {
  const virtual = virtualCloud();
  const control = (method: string, path: string, body?: object) =>
    virtual.ask(method, `/_simulator/${path}`, {}, body === undefined ? "" : JSON.stringify(body));
  return { ...virtual, control };
};

describe("the controls over HTTP", () => {
  it("put and remove an instance", () => {
    const { control, status, advance } = setUp();
    expect(control("PUT", "instances/a%20b", { timeline: "pending 3s, running" }).status).toBe(204);
    advance(3_000);
    expect(bodyOf(status("a%20b")).state).toBe("running");
    expect(control("DELETE", "instances/a%20b").status).toBe(204);
    expect(status("a%20b").status).toBe(404);
  });

  it("take a timeline as steps, too", () => {
    const { control, status } = setUp();
    control("PUT", "instances/web", { timeline: [{ state: "running", listState: "pending" }] });
    expect(bodyOf(status("web")).state).toBe("running");
  });

  it("order faults, for ever as well", () => {
    const { control, status } = setUp();
    expect(control("POST", "faults", { status: 500, times: "Infinity" }).status).toBe(204);
    expect([status("a").status, status("a").status]).toEqual([500, 500]);
  });

  it("take faults back", () => {
    const { control, status } = setUp();
    control("POST", "faults", { status: 500, times: "always" });
    expect(control("DELETE", "faults").status).toBe(204);
    expect(status("a").status).toBe(404);
  });

  it("let an instance wait for its first look-up", () => {
    const { control, status, advance } = setUp();
    control("PUT", "instances/web", { timeline: "pending 3s, running", start: "first-look-up" });
    advance(60_000);
    expect(bodyOf(status("web")).state).toBe("pending");
  });

  it("perform operations, and say what they lead to", () => {
    const { control, status } = setUp();
    control("PUT", "instances/web", { timeline: "running" });
    expect(control("PUT", "operations", { powerOff: "stopped" }).status).toBe(204);
    expect(control("POST", "instances/web/powerOff").status).toBe(204);
    expect(bodyOf(status("web")).state).toBe("stopped");
    const refused = control("POST", "instances/web/powerOff");
    expect(refused.status).toBe(400);
    expect(bodyOf(refused).error).toBe("Instance web is stopped, which allows no powerOff.");
  });

  it("set a limit and lift it", () => {
    const { control, status } = setUp();
    expect(control("PUT", "limit", { requests: 0, windowMs: 60_000 }).status).toBe(204);
    expect(status("a").status).toBe(429);
    expect(control("DELETE", "limit").status).toBe(204);
    expect(status("a").status).toBe(404);
  });

  it("let the list lag", () => {
    const { control, list } = setUp();
    control("PUT", "list-lag", { lagMs: 1_000 });
    control("PUT", "instances/web", { timeline: "running" });
    expect(bodyOf(list()).instances).toEqual([]);
    control("PUT", "list-lag", { lagMs: 0 });
    expect(bodyOf(list()).instances).toHaveLength(1);
  });

  it("take permissions away and give them back", () => {
    const { control, status, list } = setUp();
    control("PUT", "permissions", { status: false, list: false, agency: false });
    expect([status("a").status, list().status]).toEqual([403, 403]);
    control("PUT", "permissions", { list: true });
    expect([status("a").status, list().status]).toEqual([403, 200]);
  });

  it("revoke tokens, one or all, and let them expire", () => {
    for (const path of ["tokens/simulator-token", "tokens"]) {
      const { control, status } = setUp();
      expect(control("DELETE", path).status).toBe(204);
      expect(bodyOf(status("a")).error_code).toBe("APIGW.0307");
    }
    const { control, status } = setUp();
    expect(control("POST", "expire-tokens").status).toBe(204);
    expect(bodyOf(status("a")).error_msg).toContain("token expires");
  });

  it("revoke temporary keys", () => {
    const { control, ask, status } = setUp();
    const session = ask("PUT", "/meta-data/latest/api/token", { "x-metadata-token-ttl-seconds": "60" }).body;
    const { credential } = bodyOf(ask("GET", "/openstack/latest/securitykey", { "x-metadata-token": session }));
    const headers = signed({
      path: `/v1/${PROJECT}/instances/a/status`,
      time: START,
      accessKey: credential.access,
      secretKey: credential.secret,
      headers: { "x-security-token": credential.securitytoken },
    });
    expect(status("a", headers).status).toBe(404);
    expect(control("DELETE", "keys").status).toBe(204);
    expect(status("a", headers).status).toBe(401);
  });

  it("move the server's clock, and take everything back", () => {
    const { control, status } = setUp();
    control("PUT", "instances/web", { timeline: "running" });
    control("PUT", "clock-offset", { offsetMs: 3_600_000 });
    expect(status("web").headers.date).toBe(new Date(START + 3_600_000).toUTCString());
    expect(control("POST", "reset").status).toBe(204);
    const answer = status("web", TOKEN);
    expect([answer.status, answer.headers.date]).toEqual([404, new Date(START).toUTCString()]);
  });

  it("tell what the page shows", () => {
    const { cloud, control } = setUp();
    control("PUT", "instances/web", { timeline: "running" });
    expect(bodyOf(control("GET", "state"))).toEqual(JSON.parse(JSON.stringify(cloud.snapshot())));
  });

  it("show the log, in which they do not stand themselves", () => {
    const { control, status } = setUp();
    status("a");
    expect(bodyOf(control("GET", "requests")).requests).toMatchObject([{ kind: "status", ids: ["a"] }]);
  });

  it.each([
    ["PUT", "instances/web", {}, "needs a timeline"],
    ["PUT", "instances/web", { timeline: "pending soon" }, "Timeline step"],
    ["PUT", "instances/web", { timeline: [null] }, "no object"],
    ["POST", "faults", [], "no JSON object"],
    ["POST", "faults", { status: "500" }, "from 200 to 599"],
    ["PUT", "instances/web", { timeline: "running", start: "now" }, 'start is "first-look-up" or "at-once"'],
    ["PUT", "limit", { requests: 5 }, "a window longer than nothing"],
    ["PUT", "list-lag", {}, 'needs "lagMs", a number'],
    ["PUT", "permissions", { list: "no" }, '"list" is true or false'],
    ["DELETE", "tokens/guess", {}, "never accepted"],
    ["PUT", "operations", { explode: "error" }, '"explode" is no operation'],
  ])("refuse %s %s with %j and say why", (method, path, body, reason) => {
    const answer = setUp().control(method, path, body);
    expect(answer.status).toBe(400);
    expect(bodyOf(answer).error).toContain(reason);
  });

  it("know no other paths", () => {
    expect(setUp().control("GET", "secrets").status).toBe(404);
  });
});
