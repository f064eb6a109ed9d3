import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import type { Credentials } from "../../src/api/auth/credentials/credentials";
import { listStatuses, showStatus } from "../../src/api/client/operations";
import { createProjectClient } from "../../src/api/client/project-client";
import { createClients } from "../../src/api/clients";
import { createTransport } from "../../src/api/http/transport";
import type { Settings } from "../../src/api/settings";
import { systemClock } from "../../src/clock";
import { type SimulatorOptions, startSimulator } from "../../src/simulator";
import { signedIn } from "../support/credentials-fakes";
import { eventually } from "../support/eventually";
import { onTestFinished } from "../support/on-test-finished";

const TOKEN: Credentials = { kind: "token", token: "simulator-token", source: "a test" };
const KEYS: Credentials = {
  kind: "keys",
  accessKey: "SIMULATORACCESSKEY",
  secretKey: "simulator-secret-key",
  source: "a test",
};
const SETTINGS: Settings = { env: {}, config: () => undefined, home: "/nowhere" };

/** A session with the simulator over a real socket. */
async function open(options: SimulatorOptions = {}, credentials = TOKEN) {
  const cloud = await startSimulator(options);
  onTestFinished(() => cloud.close());
  const { region, projectId, endpoint } = cloud;
  const target = { region, projectId, endpoint, iamEndpoint: endpoint, insecure: false };
  const send = createTransport(target);
  const authenticator = signedIn(credentials, target, { send, clock: systemClock });
  return { cloud, session: createProjectClient(target, authenticator) };
}

const some = (count: number) => Array.from({ length: count }, (_, index) => `i-${index}`);

describe("the status of one instance", () => {
  it("comes with everything that the API says, and with the request's id", async () => {
    const error = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };
    const { cloud, session } = await open();
    cloud.put("a", [{ state: "error", operationState: "install-failed", error }]);
    expect(await showStatus(session, "a")).toEqual({
      status: {
        state: "error",
        operationState: "install-failed",
        error: { errorCode: "iMetal.0301", errorMsg: "No server is free.", errorType: "create_instance_error" },
      },
      requestId: cloud.requests[0]?.requestId,
    });
  });

  it.each([
    ["a token", TOKEN, "token"],
    ["a signature", KEYS, "signature"],
  ])("is asked for with %s", async (_name, credentials, authorization) => {
    const { cloud, session } = await open({ instances: { "a~(b)*'!": "running" } }, credentials);
    expect((await showStatus(session, "a~(b)*'!")).status).toEqual({ state: "running" });
    expect(cloud.requests).toMatchObject([{ authorization, status: 200 }]);
  });

  it("of an instance that there is not is a refusal of its own", async () => {
    const { session } = await open();
    await expect(showStatus(session, "a")).rejects.toMatchObject({
      code: "INSTANCE_NOT_FOUND",
      errorCode: "iMetal.0200",
    });
  });
});

describe("the list", () => {
  it.each([
    ["a token", TOKEN],
    ["a signature over the ids", KEYS],
  ])("tells of a hundred instances in one request, with %s", async (_name, credentials) => {
    const { cloud, session } = await open(
      { instances: Object.fromEntries(some(100).map((id) => [id, "running"])) },
      credentials,
    );
    const { readings } = await listStatuses(session, some(100));
    expect([...readings.keys()].sort()).toEqual(some(100).sort());
    expect([...readings.values()].every(({ status }) => status.state === "running")).toBe(true);
    expect(cloud.requests).toMatchObject([{ kind: "list", status: 200 }]);
  });

  it("leaves out what it does not know", async () => {
    const { cloud, session } = await open({ instances: { a: "running" } });
    cloud.put("b", [{ state: "running", unlisted: true }]);
    expect([...(await listStatuses(session, ["a", "b", "c"])).readings.keys()]).toEqual(["a"]);
  });

  it("speaks older words for the same states", async () => {
    const { session } = await open({ instances: { a: "error", b: "running" }, oldListVocabulary: true });
    const { readings } = await listStatuses(session, ["a", "b"]);
    expect([readings.get("a")?.status.state, readings.get("b")?.status.state]).toEqual(["failed", "running"]);
  });
});

describe("an answer that is none", () => {
  const faults: [string, Parameters<Awaited<ReturnType<typeof startSimulator>>["fault"]>[0], string][] = [
    ["a reset connection", { reset: true }, "CONNECTION_FAILED"],
    ["half a body", { cut: true }, "CONNECTION_FAILED"],
    ["a page of a proxy", { body: "<html>login</html>" }, "MALFORMED_ANSWER"],
    ["no body", { body: "" }, "MALFORMED_ANSWER"],
    ["a 500", { status: 500 }, "SERVER_ERROR"],
    ["a 502 without a body", { status: 502 }, "SERVER_ERROR"],
    ["a 400", { status: 400 }, "BAD_REQUEST"],
    ["a redirect", { status: 302, headers: { location: "http://127.0.0.1:1/" } }, "UNEXPECTED_ANSWER"],
  ];

  it.each(faults)("is %s", async (_name, fault, code) => {
    const { cloud, session } = await open({ instances: { a: "running" } });
    cloud.fault({ ...fault, times: 2 });
    await expect(showStatus(session, "a")).rejects.toMatchObject({ code });
    await expect(listStatuses(session, ["a"])).rejects.toMatchObject({ code });
    expect((await showStatus(session, "a")).status.state).toBe("running");
  });
});

describe("a refusal", () => {
  it("of the permission names it", async () => {
    const { cloud, session } = await open({ instances: { a: "running" } });
    cloud.allowStatus(false);
    await expect(showStatus(session, "a")).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringMatching(
        /iMetal\.0004.*grant the permission clouddc:instance:get.*encoded_authorization_message/,
      ),
    });
    cloud.allowList(false);
    await expect(listStatuses(session, ["a"])).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("grant the permission clouddc:instance:list"),
    });
  });

  it("of another project is not that the instance is missing", async () => {
    const { cloud } = await open({ instances: { a: "running" } });
    const target = { projectId: "p-2", endpoint: `${cloud.endpoint}/elsewhere`, insecure: false };
    const send = createTransport(target);
    const authenticator = signedIn(TOKEN, target, { send, clock: systemClock });
    const session = createProjectClient(target, authenticator);
    await expect(showStatus(session, "a")).rejects.toMatchObject({ code: "WRONG_ENDPOINT", errorCode: "APIGW.0101" });
  });

  it("of the gateway says how long to stay away", async () => {
    const { cloud, session } = await open({ instances: { a: "running" }, limit: { requests: 1, windowMs: 300_000 } });
    await showStatus(session, "a");
    await expect(showStatus(session, "a")).rejects.toMatchObject({
      code: "THROTTLED",
      limit: { requests: 1, windowMs: 300_000 },
      retryAfterMs: undefined,
    });
    cloud.limit({ requests: 0, windowMs: 60_000, retryAfter: true });
    await expect(showStatus(session, "a")).rejects.toMatchObject({ code: "THROTTLED", retryAfterMs: 60_000 });
  });

  it.each([
    ["token", { ...TOKEN, token: "a-token-that-is-wrong" } as Credentials],
    ["secret key", { ...KEYS, secretKey: "a-key-that-is-wrong" } as Credentials],
  ])("of a wrong %s shows none of it, and is not asked for again", async (_name, credentials) => {
    const { cloud, session } = await open({ instances: { a: "running" } }, credentials);
    const errors = [
      await showStatus(session, "a").catch((error) => error),
      await showStatus(session, "a").catch((error) => error),
    ];
    expect(errors[0]).toMatchObject({ code: "UNAUTHENTICATED", status: 401 });
    expect(errors[1]).toBe(errors[0]);
    expect(cloud.requests).toHaveLength(1);
    expect(inspect(errors[0], { depth: 10, showHidden: true })).not.toContain("that-is-wrong");
  });
});

describe("a line to a project", () => {
  it("asks for a fleet in lists, and for what they leave out one by one", async () => {
    const cloud = await startSimulator({ instances: Object.fromEntries(some(240).map((id) => [id, "running"])) });
    onTestFinished(() => cloud.close());
    cloud.put("i-7", [{ state: "running", unlisted: true }]);
    const settings: Settings = { ...SETTINGS, env: { HW_AUTH_TOKEN: "simulator-token" } };
    const { projectId, endpoint } = cloud;
    const inquiries = await createClients(settings, systemClock, () => {})({ projectId, endpoint });
    const sightings = await Promise.all(some(240).map((id) => inquiries.get(id, { owner: "gate" })));
    expect(sightings.every(({ status }) => status.state === "running")).toBe(true);
    expect(cloud.requests.map(({ kind, ids }) => (kind === "list" ? ids.length : ids[0])).sort()).toEqual([
      100,
      100,
      40,
      "i-7",
    ]);
  });
});

describe("the rate limit", () => {
  it("is the endpoint's: a 429 to one project holds the others there too, and nobody elsewhere", async () => {
    const cloud = await startSimulator({ instances: { a: "running" } });
    onTestFinished(() => cloud.close());
    cloud.fault({ status: 429, headers: { "retry-after": "3600" } });
    const settings: Settings = { ...SETTINGS, env: { HW_AUTH_TOKEN: "simulator-token" } };
    const connect = createClients(settings, systemClock, () => {});
    const { projectId, endpoint } = cloud;
    const here = await connect({ projectId, endpoint });
    const gone = new AbortController();
    here.look(["a"], { owner: "gate", signal: gone.signal }, () => {});
    await eventually(() => expect(here.heldMs()).toBeGreaterThan(0));
    gone.abort();
    expect((await connect({ projectId: "another", endpoint })).heldMs()).toBeGreaterThan(3_000_000);
    expect((await connect({ projectId, endpoint: "https://elsewhere.example" })).heldMs()).toBe(0);
  });
});
