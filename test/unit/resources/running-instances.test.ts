import { beforeEach, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { RunningInstances, type RunningInstancesArgs, waitUntilRunning } from "../../../src";
import { GATE_OPTIONS } from "../../../src/provider/gate-inputs";
import { serializedProvider } from "../../../src/resources/dynamic";
import { beginProgram, failureOf, isKnown, settled, unknown } from "../../support/pulumi-program";

const GATE = "pulumi-nodejs:dynamic/clouddc:InstanceGate";
const COMPONENT = "clouddc:index:RunningInstances";

type Registered = Awaited<ReturnType<typeof beginProgram>>;
let registered: Registered;

/** Resolves when the gate is registered, with its inputs. */
async function inputsOf(gate: RunningInstances): Promise<Record<string, unknown>> {
  await settled(gate.statuses).catch(() => undefined);
  return registered.find(({ type }) => type === GATE)?.inputs;
}

const observing = (observed: unknown) => ({
  outputs: ({ type }: { type: string }) => (type === GATE ? { observed } : {}),
});
const allRunning = observing([{ status: { state: "running" } }]);

describe("a gate in a program", () => {
  beforeEach(async () => {
    registered = await beginProgram(allRunning);
  });

  it("is a component with one resource for all of its instances", async () => {
    await inputsOf(new RunningInstances("web", { instanceIds: ["a", "b", "c"] }));
    expect(registered.map(({ type, name, custom }) => [type, name, custom])).toEqual([
      [COMPONENT, "web", false],
      [GATE, "web", true],
    ]);
    expect(registered[0]?.inputs).toEqual({});
  });

  it("passes its arguments, and what its hooks need besides", async () => {
    const args = {
      instanceIds: ["a", "b"],
      timeout: "45m",
      pollInterval: 10,
      initialDelay: "1m",
      settle: 2,
      notFoundGrace: "1m",
      stoppedGrace: "5m",
      tolerateError: true,
      skipWait: false,
      triggers: ["v1", 2],
      region: "ap-southeast-3",
      projectId: "p-1",
      endpoint: "https://clouddc.example",
    };
    expect(await inputsOf(new RunningInstances("web", args))).toEqual({
      ...args,
      status: "running",
      __provider: serializedProvider("instanceGate"),
      __urn: `urn:pulumi:stack::project::${COMPONENT}$${GATE}::web`,
    });
  });

  it("takes its arguments as outputs, too", async () => {
    const ids = pulumi.output(["a", "b"]);
    const args = { instanceIds: ids, timeout: pulumi.output("45m"), triggers: [pulumi.output("v1")] };
    expect(await inputsOf(new RunningInstances("web", args))).toMatchObject({
      instanceIds: ["a", "b"],
      timeout: "45m",
      triggers: ["v1"],
    });
  });

  it.each([true, false])("says so to its hooks when it is of a preview: %s", async (preview) => {
    registered = await beginProgram({ ...allRunning, preview, disguised: true });
    expect(await inputsOf(new RunningInstances("web", { instanceIds: ["a"] }))).toMatchObject({
      __run: { pid: process.pid, preview },
    });
  });

  it("is the same in each run of a unit test, so that a snapshot of its inputs is", async () => {
    expect(JSON.stringify(await inputsOf(new RunningInstances("web", { instanceIds: ["a"] })))).not.toContain(
      String(process.pid),
    );
  });

  it.each([
    [{ create: "1h" }, { create: "1h" }],
    [{ update: "2h" }, { update: "2h" }],
    [{ create: "1h", update: "" }, { create: "1h" }],
    [
      { create: "1h", update: "2h", delete: "3h" },
      { create: "1h", update: "2h" },
    ],
  ])("passes customTimeouts %j, which reach no hook by themselves", async (customTimeouts, passed) => {
    const inputs = await inputsOf(new RunningInstances("web", { instanceIds: ["a"] }, { customTimeouts }));
    expect(inputs.__customTimeouts).toEqual(passed);
  });

  it("passes no customTimeouts where there are none for a wait", async () => {
    const inputs = await inputsOf(
      new RunningInstances("web", { instanceIds: ["a"] }, { customTimeouts: { delete: "1h" } }),
    );
    expect(inputs).not.toHaveProperty("__customTimeouts");
  });

  it("is the child of its component, and has of its options what is meant for the wait", async () => {
    const given: Record<string, pulumi.CustomResourceOptions> = {};
    const note: pulumi.ResourceTransformation = ({ type, opts }) => {
      given[type] = { ...opts };
      return undefined;
    };
    const parent = new RunningInstances("parent", { instanceIds: ["p"] });
    const opts: pulumi.ComponentResourceOptions = {
      parent,
      dependsOn: [],
      protect: true,
      ignoreChanges: ["triggers"],
      retainOnDelete: true,
      customTimeouts: { create: "1h" },
      transformations: [note],
    };
    const gate = new RunningInstances("web", { instanceIds: ["a"] }, opts);
    await settled(gate.statuses);
    expect(given[COMPONENT]?.parent).toBe(parent);
    const { parent: of, protect, ignoreChanges, retainOnDelete, customTimeouts } = given[GATE] ?? {};
    expect(of).toBe(gate);
    expect({ protect, ignoreChanges, retainOnDelete, customTimeouts }).toEqual({
      protect: true,
      ignoreChanges: ["triggers"],
      retainOnDelete: true,
      customTimeouts: { create: "1h" },
    });
    expect(given[GATE]).not.toHaveProperty("dependsOn");
  });

  it("tells Pulumi by name of what it ignores the changes, and not of which run it is", async () => {
    let ignored: string[] | undefined;
    const note: pulumi.ResourceTransformation = ({ type, opts }) => {
      if (type === GATE) ignored = (opts as pulumi.CustomResourceOptions).ignoreChanges;
      return undefined;
    };
    const opts = { ignoreChanges: ["*"], transformations: [note] };
    await settled(new RunningInstances("web", { instanceIds: ["a"] }, opts).statuses);
    expect(["instanceId", ...(ignored ?? [])].sort()).toEqual([...GATE_OPTIONS].sort());
  });
});

describe("waitUntilRunning", () => {
  beforeEach(async () => {
    registered = await beginProgram(allRunning);
  });

  it("takes one instance", async () => {
    const ready = waitUntilRunning("web", { instanceId: pulumi.output("a"), timeout: "45m" });
    const inputs = await inputsOf(ready);
    expect(ready).toBeInstanceOf(RunningInstances);
    expect(inputs).toMatchObject({ instanceIds: ["a"], timeout: "45m" });
    expect(inputs).not.toHaveProperty("instanceId");
    expect(await settled(ready.instanceIds)).toEqual(["a"]);
  });

  it.each([
    ["waitUntilRunning", (...none: unknown[]) => waitUntilRunning("web", ...(none as [never]))],
    ["RunningInstances", (...none: unknown[]) => new RunningInstances("web", ...(none as [never]))],
  ])("%s without arguments fails with a sentence", (_name, call) => {
    const sentence = 'the gate "web" names no instance: pass { instanceIds: ["…"] } or { instanceId: "…" }';
    for (const args of [[], [undefined], [null], ["a"]]) expect(() => call(...args)).toThrow(sentence);
  });

  it("passes one id and several on together, which check refuses", async () => {
    const both = { instanceId: "a", instanceIds: ["b"] } as unknown as RunningInstancesArgs;
    expect(await inputsOf(waitUntilRunning("web", both))).toMatchObject({ instanceId: "a", instanceIds: ["b"] });
  });

  it("takes null and undefined, also of an output, for what is not given", async () => {
    const inputs = await inputsOf(
      waitUntilRunning("web", {
        instanceIds: ["a"],
        timeout: pulumi.output<string | undefined>(undefined),
        region: pulumi.output<string | undefined>("cn-east-3"),
        pollInterval: undefined,
        settle: null,
        skipWait: pulumi.output<boolean | null>(null),
      }),
    );
    expect(inputs).toMatchObject({ instanceIds: ["a"], region: "cn-east-3" });
    for (const name of ["timeout", "pollInterval"]) expect(inputs).not.toHaveProperty(name);
  });

  it("lets no compiler pass one id and several together, nor none", () => {
    const never = () => {
      // @ts-expect-error: one or several
      waitUntilRunning("web", { instanceId: "a", instanceIds: ["b"] });
      // @ts-expect-error: one or several
      new RunningInstances("web", { instanceId: pulumi.output("a"), instanceIds: ["b"] });
      // @ts-expect-error: at least one
      waitUntilRunning("web", { timeout: "45m" });
      // @ts-expect-error: a typing error
      waitUntilRunning("web", { instanceId: "a", timeOut: "45m" });
    };
    expect(never).toBeInstanceOf(Function);
  });

  it("takes several, with options", async () => {
    const opts = { customTimeouts: { create: "1h" } };
    expect(await inputsOf(waitUntilRunning("web", { instanceIds: ["a", "b"] }, opts))).toMatchObject({
      instanceIds: ["a", "b"],
      __customTimeouts: { create: "1h" },
    });
  });
});

describe("the outputs of a gate", () => {
  const gate = async (args: RunningInstancesArgs, observed: unknown, preview = false) => {
    registered = await beginProgram(observed === undefined ? { preview } : { ...observing(observed), preview });
    return new RunningInstances("web", args);
  };

  it("say of each instance what was seen of it", async () => {
    const { instanceIds, statuses } = await gate({ instanceIds: ["a", "b", "c"] }, [
      { status: { state: "running", operationState: "install-succeed" }, places: [0, 2] },
      { status: { state: "running" }, places: [1] },
    ]);
    expect(await settled(instanceIds)).toEqual(["a", "b", "c"]);
    expect(await settled(statuses)).toEqual({
      a: { instanceId: "a", state: "running", operationState: "install-succeed", phase: "ready" },
      b: { instanceId: "b", state: "running", phase: "ready" },
      c: { instanceId: "c", state: "running", operationState: "install-succeed", phase: "ready" },
    });
  });

  it("say it of all where it is the same of all", async () => {
    const { statuses } = await gate({ instanceIds: ["a", "b"] }, [{ status: { state: "running" } }]);
    expect(await settled(statuses)).toEqual({
      a: { instanceId: "a", state: "running", phase: "ready" },
      b: { instanceId: "b", state: "running", phase: "ready" },
    });
  });

  it("say nothing of anybody where nobody was looked at", async () => {
    const { instanceIds, statuses } = await gate({ instanceIds: ["a"], skipWait: true }, []);
    expect(await settled(instanceIds)).toEqual(["a"]);
    expect(await settled(statuses)).toEqual({});
  });

  it("no longer break a user's unit test whose mock says nothing of what was observed", async () => {
    const { instanceIds, statuses } = await gate({ instanceIds: ["a"] }, undefined);
    expect(await settled(instanceIds)).toEqual(["a"]);
    expect(await settled(statuses)).toEqual({});
  });

  it.each([
    ["failed, and the engine says what was seen", { observed: [{ status: { state: "error" } }] }, false],
    [
      "was left out of a run with --target, after it had failed",
      { observed: [{ status: { state: "running" } }] },
      false,
    ],
    ["has opened", { observed: [{ status: { state: "running" } }], openedBy: "wait" }, true],
    ["was not to wait", { observed: [], openedBy: "skipWait" }, true],
  ])("are known of a gate that %s: only where it has opened", async (_name, outputs, known) => {
    registered = await beginProgram({ disguised: true, outputs: ({ type }) => (type === GATE ? outputs : {}) });
    const { instanceIds, statuses } = new RunningInstances("web", { instanceIds: ["a"] });
    expect([await isKnown(instanceIds), await isKnown(statuses)]).toEqual([known, known]);
  });

  it.each([
    ["null", null],
    ["a number", 7],
    ["a text", "x"],
    ["an object", {}],
    ["null in a list", [null]],
    ["no status", [{}]],
    ["null for a status", [{ status: null }]],
    ["a status that is in no group", [{ state: "running" }]],
    ["null for places", [{ status: { state: "running" }, places: null }]],
    ["places of nobody", [{ status: { state: "running" }, places: [1] }]],
  ])("say nothing of anybody where somebody put into the state, as what was observed, %s", async (_name, observed) => {
    const outputs = { observed, openedBy: "wait" };
    registered = await beginProgram({ disguised: true, outputs: ({ type }) => (type === GATE ? outputs : {}) });
    expect(await settled(new RunningInstances("web", { instanceIds: ["a"] }).statuses)).toEqual({});
  });

  it.each([
    [null],
    [7],
    [{}],
    [[null]],
    [[]],
  ])("say nothing of anybody where the state's ids are %j", async (instanceIds) => {
    const outputs = { instanceIds, observed: [{ status: { state: "running" } }], openedBy: "wait" };
    registered = await beginProgram({ disguised: true, outputs: ({ type }) => (type === GATE ? outputs : {}) });
    expect(await settled(new RunningInstances("web", { instanceIds: ["a"] }).statuses)).toEqual({});
  });

  it.each([
    null,
    "",
    "someone",
    true,
  ])("are not known where the state says that it was opened by %j", async (openedBy) => {
    const outputs = { observed: [{ status: { state: "running" } }], openedBy };
    registered = await beginProgram({ disguised: true, outputs: ({ type }) => (type === GATE ? outputs : {}) });
    const { instanceIds, statuses } = new RunningInstances("web", { instanceIds: ["a"] });
    expect([await isKnown(instanceIds), await isKnown(statuses)]).toEqual([false, false]);
  });

  it.each([
    ["a text", "running"],
    ["a status that is in no group", [{ state: "running" }]],
    ["a group of one status, not in a list", { status: { state: "running" } }],
    ["places that are none", [{ places: ["a"], status: { state: "running" } }]],
  ])("fail with a sentence where the mock says of what was observed %s", async (_name, observed) => {
    const { statuses } = await gate({ instanceIds: ["a"] }, observed);
    expect((await failureOf(statuses)).message).toBe(
      `the mock of the gate "web" returned ${JSON.stringify(observed)} as "observed": return a list such as [{ status: { state: "running" } }], with "places" where a status is not of all instances`,
    );
  });

  it("are not known in the preview of a wait, so that what uses them waits, too", async () => {
    const { instanceIds, statuses } = await gate({ instanceIds: ["a"] }, undefined, true);
    expect(await isKnown(instanceIds)).toBe(false);
    expect(await isKnown(statuses)).toBe(false);
  });

  it("of ids that are not known yet are not known either, and neither is what check fills in", async () => {
    const { instanceIds } = await gate({ instanceIds: [unknown<string>()] }, undefined, true);
    expect(await isKnown(instanceIds)).toBe(false);
    expect(registered.find(({ type }) => type === GATE)?.inputs.status).not.toBe("running");
  });

  it("of ids that are no secret are none", async () => {
    const { instanceIds, statuses } = await gate({ instanceIds: ["a"] }, [{ status: { state: "running" } }]);
    expect([await pulumi.isSecret(instanceIds), await pulumi.isSecret(statuses)]).toEqual([false, false]);
    expect(registered[1]?.inputs).not.toHaveProperty("__secret");
  });

  it.each([
    ["all of them", pulumi.secret(["a", "b"])],
    ["one of them", ["a", pulumi.secret("b")]],
  ])("of ids that are a secret (%s) are secrets, and hooks know that no text may show one", async (_name, ids) => {
    const { instanceIds, statuses } = await gate({ instanceIds: ids as pulumi.Input<string>[] }, [
      { status: { state: "running" } },
    ]);
    expect([await pulumi.isSecret(instanceIds), await pulumi.isSecret(statuses)]).toEqual([true, true]);
    // What check fills in may name them: it is a secret as well.
    expect(registered[1]?.inputs).toMatchObject({ __secret: true, status: { value: "running" } });
  });
});
