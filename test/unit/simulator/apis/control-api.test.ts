import { describe, expect, it } from "@jest/globals";
import { answerControl } from "../../../../src/simulator/apis/control-api";
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
    ["PUT", "instances/web", { timeline: [null] }, "not an object"],
    ["POST", "faults", [], "not a JSON object"],
    ["POST", "faults", { status: "500" }, "from 200 to 599"],
    ["PUT", "instances/web", { timeline: "running", start: "now" }, 'start must be "first-look-up" or "at-once"'],
    ["PUT", "limit", { requests: 5 }, "a window longer than zero"],
    ["PUT", "list-lag", {}, 'needs "lagMs", a number'],
    ["PUT", "permissions", { list: "no" }, '"list" must be true or false'],
    ["DELETE", "tokens/guess", {}, "never accepted"],
    ["PUT", "operations", { explode: "error" }, '"explode" is not an operation'],
    ["PUT", "operations", { create: null }, "A timeline must be a text or a list of steps."],
    ["POST", "faults", { status: 500, tmes: 3 }, 'A fault has no "tmes"; it takes status, body,'],
    ["POST", "faults", { status: 500, kind: "sttus" }, "A fault's kind must be one of status, list,"],
    ["POST", "faults", { delayMs: "30" }, `A fault's delayMs must be of type number, not "30".`],
    ["POST", "faults", { delayMs: 1e12 }, "A fault's delayMs must be a number of milliseconds up to 2147483647"],
    ["POST", "faults", { reset: "yes" }, "A fault's reset must be of type boolean"],
    ["POST", "faults", { headers: { "x-y": "a\nb" } }, "A fault's headers cannot be sent: Invalid character"],
    [
      "POST",
      "faults",
      { status: 503, retryAfterMs: 1, retryAfterAs: "soon" },
      'retryAfterAs must be "seconds" or "date"',
    ],
    ["PUT", "instances/web", { timeline: "running", strat: "at-once" }, 'The body has no "strat"'],
    ["PUT", "instances/web", { timeline: [{ sate: "running" }] }, 'Timeline step 1 has no "sate"'],
    ["PUT", "instances/web", { timeline: [{ state: 5 }] }, "Timeline step 1's state must be of type string"],
    ["PUT", "limit", { requests: 5, window: "5m" }, 'A limit has no "window"; it takes requests, windowMs'],
    ["PUT", "limit", { requests: "5", windowMs: 60_000 }, "A limit's requests must be of type number"],
    ["PUT", "permissions", { lists: false }, 'The body has no "lists"'],
    ["PUT", "list-lag", { lagMs: 1, unit: "s" }, 'The body has no "unit"'],
    ["PUT", "clock-offset", { offsetMs: 1e300 }, "The offset of the clock must be a number of milliseconds"],
    ["POST", "instances/nobody/powerOff", {}, "There is no instance nobody."],
  ])("refuse %s %s with %j and say why", (method, path, body, reason) => {
    const answer = setUp().control(method, path, body);
    expect(answer.status).toBe(400);
    expect(bodyOf(answer).error).toContain(reason);
  });

  it("are all that a program has", () => {
    const { cloud, control } = setUp();
    const sent: [method: string, path: string, body?: object][] = [
      ["PUT", "instances/web", { timeline: "running" }],
      ["POST", "instances/web/reboot"],
      ["DELETE", "instances/web"],
      ["PUT", "operations", {}],
      ["POST", "faults", { status: 500 }],
      ["DELETE", "faults"],
      ["PUT", "limit", { requests: 1, windowMs: 1 }],
      ["PUT", "list-lag", { lagMs: 0 }],
      ["PUT", "permissions", { list: true, status: true, agency: true }],
      ["DELETE", "tokens/simulator-token"],
      ["DELETE", "tokens"],
      ["DELETE", "keys"],
      ["POST", "expire-tokens"],
      ["PUT", "clock-offset", { offsetMs: 0 }],
      ["GET", "requests"],
      ["GET", "state"],
      ["POST", "reset"],
    ];
    const used = new Set<string | symbol>();
    const watched = new Proxy(cloud, {
      get(target, name) {
        used.add(name);
        return Reflect.get(target, name);
      },
    });
    for (const [method, path, body] of sent) {
      const request = { method, url: `/_simulator/${path}`, headers: {}, body: JSON.stringify(body ?? {}) };
      expect([path, answerControl(request, watched).status < 300]).toEqual([path, true]);
    }
    // Where it plays is in the snapshot.
    const controls = Object.keys(cloud).filter((name) => !["answer", "region", "projectId"].includes(name));
    expect([...used].sort()).toEqual(controls.sort());
    expect(control("GET", "state").body).toContain(cloud.projectId);
  });

  it("know no other paths", () => {
    expect(setUp().control("GET", "secrets").status).toBe(404);
  });
});
