import { describe, expect, it } from "@jest/globals";
import { bodyOf, TOKEN, virtualCloud } from "../../support/virtual-cloud";

describe("a reset", () => {
  it("takes everything back to the start", () => {
    const { cloud, status, advance, ask } = virtualCloud({
      instances: { web: "pending 5s, running" },
      faults: [{ status: 503, kind: "status" }],
      limit: { requests: 4, windowMs: 60_000 },
    });
    const first = () => [status("web").status, bodyOf(status("web")).state, status("db").status];
    expect(first()).toEqual([503, "pending", 404]);
    advance(60_000);
    cloud.put("web", "error");
    cloud.put("db", "running");
    cloud.fault({ status: 500, times: Number.POSITIVE_INFINITY });
    cloud.limit({ requests: 0, windowMs: 1_000 });
    cloud.revokeTokens();
    cloud.allowStatus(false);
    cloud.listLag(1_000);
    cloud.clockOffset(3_600_000);
    cloud.operations({ create: "error" });
    ask("GET", "/v1/another/instances", TOKEN);

    cloud.reset();
    expect(cloud.requests).toEqual([]);
    expect(cloud.snapshot()).toMatchObject({ notices: [], requests: [], limit: "4 in 60 s" });
    expect(first()).toEqual([503, "pending", 404]);
    expect(cloud.requests).toHaveLength(3);
  });

  it("tells again what was told before", () => {
    const told: string[] = [];
    const { cloud, ask } = virtualCloud({ onNotice: (text) => void told.push(text) });
    const wrong = () => ask("GET", "/v1/another/instances", TOKEN);
    wrong();
    wrong();
    cloud.reset();
    wrong();
    expect(told).toHaveLength(2);
  });
});

describe("an operation on order", () => {
  it("is performed as the API would", () => {
    const { cloud, status, advance } = virtualCloud({ instances: { web: "error" } });
    cloud.perform("web", "retry");
    expect(bodyOf(status("web")).state).toBe("pending");
    advance(4_000);
    expect(bodyOf(status("web")).state).toBe("running");
  });

  it.each([
    ["web", "powerOn", "Instance web is running, which allows no powerOn."],
    ["nobody", "retry", "There is no instance nobody."],
    ["web", "create", "Instance web is running, which allows no create."],
    ["web", "explode", '"explode" is not an operation; the operations are create, delete,'],
  ])("on %s to %s is refused in one sentence", (id, operation, sentence) => {
    const { cloud } = virtualCloud({ instances: { web: "running" } });
    expect(() => cloud.perform(id, operation as "retry")).toThrow(sentence);
  });
});

describe("what is odd", () => {
  const told = (options: Parameters<typeof virtualCloud>[0] = {}) => {
    const texts: string[] = [];
    return { texts, ...virtualCloud({ ...options, onNotice: (text) => void texts.push(text) }) };
  };

  it("is told of a state that Huawei does not name, once", () => {
    const { cloud, texts } = told();
    cloud.put("web", "pending 3s, runing");
    cloud.put("web", "pending 3s, runing");
    cloud.put("web", "modifyIping 3s, running");
    expect(texts).toEqual([
      'The timeline of web has a state that Huawei\'s pages do not name, "runing": a gate waits while it sees it.',
    ]);
  });

  it("moves no cursor of a terminal", () => {
    const { ask, texts } = told();
    ask("GET", "/v1/an%1b%5b2Jother%0a/instances", TOKEN);
    expect(texts[0]).toMatch(/not an\\u\{1b\}\[2Jother\\u\{a\}\.$/);
  });

  it("is answered 500 and told where the simulator itself cannot cope with a request", () => {
    const { ask, texts } = told({ tokenLifetimeMs: Number.MAX_VALUE });
    const user = { id: "user-simulator-user", password: "simulator-password" };
    const auth = { identity: { methods: ["password"], password: { user } } };
    expect(ask("POST", "/v3/auth/tokens", {}, JSON.stringify({ auth })).status).toBe(500);
    expect(texts).toEqual(["The simulator could not answer POST /v3/auth/tokens: Invalid time value."]);
  });

  it.each([
    [{ instnces: {} }, 'The simulator has no "instnces"; it takes port, region,'],
    [{ limit: { requests: 5, window: "5m" } }, 'A limit has no "window"'],
    [{ pageSize: "10" }, "The simulator's pageSize must be of type number"],
    [{ instances: { web: [{ sate: "running" }] } }, 'Timeline step 1 has no "sate"'],
  ])("is refused among the options: %j", (options, sentence) => {
    expect(() => virtualCloud(options as object)).toThrow(sentence);
  });
});

describe("a refused project", () => {
  it("is told with what was meant", () => {
    const told: string[] = [];
    const { ask, tokenFor } = withProjects(told);
    ask("GET", "/v1/team/instances", TOKEN);
    ask("GET", "/v1/team/instances", { ...tokenFor("team"), "x-project-id": "other" });
    ask("GET", "/v1/team/instances", tokenFor(undefined));
    expect(told).toEqual([
      "A request was refused: the token is for project 0123456789abcdef0123456789abcdef, not for team.",
      "A request was refused: the path names project team, and X-Project-Id other.",
      "A request was refused: the token is for no project, not for team.",
    ]);
  });
});

function withProjects(told: string[]) {
  const virtual = virtualCloud({
    projects: [{ id: "team", name: "ap-southeast-3_team" }],
    onNotice: (text) => void told.push(text),
  });
  const tokenFor = (id: string | undefined) => {
    const user = { id: "user-simulator-user", password: "simulator-password" };
    const scope = id === undefined ? {} : { scope: { project: { id } } };
    const body = { auth: { identity: { methods: ["password"], password: { user } }, ...scope } };
    const { headers } = virtual.ask("POST", "/v3/auth/tokens", {}, JSON.stringify(body));
    return { "x-auth-token": headers["x-subject-token"] ?? "" };
  };
  return { ...virtual, tokenFor };
}
