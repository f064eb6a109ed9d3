import { describe, expect, it } from "@jest/globals";
import { CredentialsError } from "../../../src/errors";
import { failureOf } from "../../support/engine-rpc";
import { missing, seen, unanswered, WHERE } from "../../support/fake-context";
import { gateHooks, gateInputs, PROVIDER, thrownBy, URN } from "../../support/gate-hooks";

/** What a gate that was opened has in state. */
const outputs = (more: object = {}) =>
  gateInputs({ status: "running", observed: [{ status: { state: "running" } }], openedBy: "wait", ...more });

/** What the engine learns of what read throws. */
const told = async (read: Promise<unknown>) => failureOf((await thrownBy(read)) as never);

describe("read of a gate", () => {
  it("whose instances all run is what it was", async () => {
    const { read, snapshots } = gateHooks({ live: () => seen("running", "install-succeed") });
    expect(await read(outputs({ status: "a: pending" }))).toEqual({
      id: "gate-1",
      props: outputs({ observed: [{ status: { state: "running", operationState: "install-succeed" } }] }),
    });
    expect(snapshots).toEqual([{ ids: ["a", "b"], where: WHERE, owner: URN }]);
  });

  it("goes on with an id that an older version let into its state, and none may be given any more", async () => {
    const { read, snapshots, hooks } = gateHooks({ live: () => seen("running") });
    const old = outputs({ instanceIds: ["web\u200b-1", "x".repeat(300), "a b"] });
    expect(await read(old)).toMatchObject({ id: "gate-1", props: { status: "running" } });
    expect(snapshots.map(({ ids }) => ids)).toEqual([old.instanceIds]);
    await expect(hooks.delete("gate-1", old)).resolves.toBeUndefined();
  });

  it("asks nobody with skipWait", async () => {
    const { read, connected } = gateHooks();
    const skipped = outputs({ skipWait: true, observed: [] });
    expect(await read(skipped)).toEqual({ id: "gate-1", props: skipped });
    expect(connected).toEqual([]);
  });

  it("of which one drifted is a resource that is not healthy, so that the next up waits", async () => {
    const { read } = gateHooks({ live: (id) => seen(id === "b" ? "stopped" : "running") });
    expect(await told(read(outputs()))).toEqual({
      code: 2,
      message: "instance b is stopped, wanted running: pulumi up waits for it again",
      initFailed: {
        id: "gate-1",
        reasons: ["instance b is stopped, wanted running: pulumi up waits for it again"],
        properties: {
          ...gateInputs(),
          wasOpen: true,
          status: "b: stopped",
          observed: [
            { status: { state: "running" }, places: [0] },
            { status: { state: "stopped" }, places: [1] },
          ],
          __provider: PROVIDER,
        },
        inputs: undefined,
      },
    });
  });

  it("that never opened does not open because its instances run by now: the next up waits, and settles", async () => {
    const { read, diff } = gateHooks({ live: () => seen("running") });
    const { props } = await read(outputs({ openedBy: undefined }));
    expect(props?.openedBy).toBeUndefined();
    expect(await diff(props ?? {}, gateInputs({ status: "running" }))).toEqual({ changes: true, replaces: [] });
  });

  it("returns no inputs, ready or not: what it is given may be older than those in state", async () => {
    expect(await gateHooks({ live: () => seen("running") }).read(outputs())).not.toHaveProperty("inputs");
    expect((await told(gateHooks({ live: () => seen("stopped") }).read(outputs()))).initFailed?.inputs).toBeUndefined();
  });

  it("of which one does not exist is not healthy either", async () => {
    const { read } = gateHooks({ live: missing });
    const { initFailed } = await told(read(outputs({ instanceIds: ["a"] })));
    expect(initFailed?.reasons).toEqual(["instance a is not found, wanted running: pulumi up waits for it again"]);
    expect(initFailed?.properties.observed).toEqual([{ status: {} }]);
  });

  it.each<[string, Parameters<typeof gateHooks>[0], string]>([
    ["no permission", { live: () => unanswered("FORBIDDEN", 403) }, "CloudDC answered HTTP 403"],
    ["no credentials", { noLine: new CredentialsError("NO_CREDENTIALS", "no credentials") }, "no credentials"],
  ])("with %s keeps what the state knows, the mark that it was opened among it, and warns", async (_name, options, why) => {
    const { initFailed } = await told(gateHooks(options).read(outputs({ instanceIds: ["a"] })));
    const status = `not checked (${why})`;
    expect(initFailed?.properties).toEqual(outputs({ instanceIds: ["a"], status }));
    expect(initFailed?.reasons).toEqual([
      `instance a is not checked (${why}), wanted running: pulumi up waits for it again`,
    ]);
  });

  it("of which one drifted and one gave no answer keeps of the latter what the state knows", async () => {
    const { read } = gateHooks({ live: (id) => (id === "a" ? seen("stopped") : unanswered("SERVER_ERROR", 500)) });
    const { initFailed } = await told(read(outputs()));
    expect(initFailed?.properties).toMatchObject({
      status: expect.stringMatching(/^a: stopped; b: not checked \(/),
      observed: [
        { status: { state: "stopped" }, places: [0] },
        { status: { state: "running" }, places: [1] },
      ],
    });
    expect(initFailed?.properties).not.toHaveProperty("openedBy");
    expect(initFailed?.reasons).toHaveLength(2);
  });

  it("of which nothing is known yet says so where nobody answers", async () => {
    const { read } = gateHooks({ live: () => unanswered("FORBIDDEN", 403) });
    const { initFailed } = await told(
      read(outputs({ instanceIds: ["a"], observed: [{ status: {} }], openedBy: undefined })),
    );
    expect(initFailed?.properties).toMatchObject({ status: "not checked (CloudDC answered HTTP 403)" });
  });

  it("of which several are the same says it of them together", async () => {
    const { read } = gateHooks({ live: (id) => (id === "c" ? seen("stopped") : missing(id)) });
    expect((await told(read(outputs({ instanceIds: ["a", "b", "c"] })))).initFailed?.reasons).toEqual([
      "instances a, b are not found, wanted running: pulumi up waits for them again",
      "instance c is stopped, wanted running: pulumi up waits for it again",
    ]);
  });

  it("of a thousand of which each is another has a reader's worth of reasons", async () => {
    const instanceIds = Array.from({ length: 1_000 }, (_, index) => `i-${index}`);
    const { initFailed, message } = await told(
      gateHooks({ live: (id) => seen(`stopped-${id}`) }).read(outputs({ instanceIds })),
    );
    expect(initFailed?.reasons).toHaveLength(21);
    expect(initFailed?.reasons.at(-1)).toBe("and 980 more instances are not running");
    // The message travels in a header, and so does everything else.
    expect(message.length).toBeLessThan(4_000);
  });

  it("of ids that are a secret shows their places only", async () => {
    const { read } = gateHooks({ live: (id) => unanswered("BAD_REQUEST", 400, `invalid value: ${id}`) });
    const { message, initFailed } = await told(
      read(outputs({ instanceIds: ["secret-1", "secret-2"], __secret: true })),
    );
    expect(message).toMatch(/^instances 1 of 2, 2 of 2 are not checked/);
    expect(`${message}${initFailed?.reasons}${initFailed?.properties.status}`).not.toMatch(/secret-\d/);
  });

  it("is judged by diff as a gate that has to wait again", async () => {
    const { read, diff } = gateHooks({ live: () => seen("stopped") });
    const { initFailed } = await told(read(outputs()));
    // A refresh compares what it read with the inputs of before.
    expect(await diff(initFailed?.properties ?? {}, gateInputs({ status: "running" }))).toEqual({
      changes: true,
      replaces: [],
    });
  });
});

describe("the other hooks of a gate", () => {
  it("delete asks nobody, and needs nothing", async () => {
    const { hooks, connected, logged, asked } = gateHooks({ noLine: new Error("no line") });
    await hooks.delete("gate-1", outputs());
    expect([connected, logged, asked]).toEqual([[], [], []]);
  });

  it("configure keeps the stack's configuration", async () => {
    const { hooks, check, snapshots } = gateHooks({ live: () => seen("running") });
    const { region, ...news } = gateInputs();
    await hooks.configure({
      config: {
        get: (key: string) => (key === "huaweicloud:region" ? "cn-east-3" : undefined),
        require: () => "",
      },
    });
    await check({}, news);
    expect(snapshots[0]?.where.region).toBe("cn-east-3");
  });
});
