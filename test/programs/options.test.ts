/** Resource options of a gate and of a record: whatever Pulumi offers reaches what it is meant for. */
import { expect, it } from "@jest/globals";
import { gateSteps, order, said } from "../support/events";
import { describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

/** Hooks that say when they are called, and with what. */
const HOOKS = `
const hook = (name) => new pulumi.ResourceHook(name, async ({ urn, newOutputs }) => {
  console.log("HOOK " + name + " of " + urn.split("::")[2].split("$").at(-1) + " sees " + newOutputs?.status);
});
let asked = 0;
const onError = new pulumi.ErrorHook("onError", async ({ failedOperation, errors }) => {
  console.log("HOOK onError after " + failedOperation + ": " + errors[0].split(" after ")[0]);
  return ++asked < 2;
});
`;
const GATE = "pulumi-nodejs:dynamic/clouddc:InstanceGate";

describeOnEngine("hooks of a gate", () => {
  it("are called around its wait: afterCreate when all run, and not when the component is registered", async () => {
    const stack = await openCase({
      program:
        HOOKS +
        gate(
          "web",
          ["a"],
          "",
          '{ hooks: { beforeCreate: [hook("before")], afterCreate: [hook("after")], onError: [onError] } }',
        ),
      cloud: { instances: { a: "pending" } },
    });
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints("0/1");
    expect(up.output()).toContain(`HOOK before of ${GATE}`);
    expect(up.output()).not.toContain("HOOK after");
    stack.cloud.put("a", "running");
    const { output } = await succeeds(up.done);
    // The engine shows them while the run goes on, and again at its end.
    expect([...new Set(output.match(/HOOK .*/g))]).toEqual([
      `HOOK before of ${GATE} sees undefined`,
      `HOOK after of ${GATE} sees running`,
    ]);
    expect(output).not.toContain("HOOK onError");
  });

  it("hear of a wait that fails, and their answer is obeyed: once more, and then no more", async () => {
    const stack = await openCase({
      program: HOOKS + gate("web", ["a"], 'timeout: "1s"', "{ hooks: { onError: [onError] } }"),
      cloud: { instances: { a: "pending" } },
    });
    const failed = await stack.up();
    expect(failed.code).toBe(1);
    const calls = new Set(failed.output.match(/HOOK onError after .*/g));
    expect([...calls]).toEqual([expect.stringMatching(/^HOOK onError after create: /)]);
    expect(said(failed, "warning")).toEqual([expect.stringMatching(/retrying create due to on-error hook request/)]);

    stack.cloud.put("a", "pending 3s, running");
    const opened = await succeeds(stack.up());
    expect(gateSteps(opened)).toEqual(["update web"]);
  });
});

describeOnEngine("customTimeouts that a transform sets", () => {
  const slow =
    '({ type, props, opts }) => type.endsWith(":InstanceGate") ? { props, opts: { ...opts, customTimeouts: { create: "1s" } } } : undefined';

  it.each([
    ["of the gate", gate("web", ["a"], "", `{ transforms: [${slow}] }`)],
    ["of the stack", `pulumi.runtime.registerResourceTransform(${slow});\n${gate("web", ["a"])}`],
    [
      "of a component around it",
      `class Site extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("test:index:Site", name, {}, opts);
    clouddc.waitUntilRunning("web", { instanceIds: ["a"] }, { parent: this });
    this.registerOutputs({});
  }
}
new Site("site", { transforms: [${slow}] });`,
    ],
    ["of the gate, the old way", gate("web", ["a"], "", `{ transformations: [${slow}] }`)],
  ])("end its wait: a transform %s", async (_name, program) => {
    const stack = await openCase({ program, cloud: { instances: { a: "pending" } } });
    const late = await stack.up();
    expect(late.code).toBe(1);
    expect(flat(late.output)).toContain("at the timeout of 1s");
  });
});

describeOnEngine("ignoreChanges of a record", () => {
  it("leaves what it names as it was, in previews and in up, until it is gone", async () => {
    const record = (opts: string) => `new clouddc.InstanceStatus("record", { instanceId: "a" }, ${opts});`;
    const stack = await openCase({
      program: record('{ ignoreChanges: ["state", "phase"] }'),
      cloud: { instances: { a: "running" } },
    });
    await succeeds(stack.up());
    stack.cloud.put("a", "stopped");
    await succeeds(stack.preview("--expect-no-changes"));
    await succeeds(stack.up("--expect-no-changes"));
    stack.program(record('{ ignoreChanges: ["*"] }'));
    stack.cloud.put("a", "stopped/start-processing");
    await succeeds(stack.preview("--expect-no-changes"));
    stack.program(record("{}"));
    expect(order(await succeeds(stack.up()))).toContain("end update record");
  });
});

describeOnEngine("a run that runs the program, of what did not change", () => {
  it("shows no difference: refresh, up and destroy of a gate, and of a record", async () => {
    const stack = await openCase({
      program: `${gate("web", ["a"])}${gate("skipped", ["b"], "skipWait: true")}
new clouddc.InstanceStatus("record", { instanceId: "a" });`,
      cloud: { instances: { a: "running" } },
    });
    await succeeds(stack.up());
    const runs = [
      ["refresh", "--yes", "--run-program"],
      ["up", "--yes", "--refresh", "--run-program"],
      ["destroy", "--preview-only", "--run-program"],
    ];
    for (const args of runs) {
      const { output } = await succeeds(stack.run(args));
      // Before a refresh has read a record, Pulumi compares it with what the program says, and that is nothing of its state.
      expect(output.replaceAll(/ record refreshing .*\[diff: -phase,state\]/g, "")).not.toMatch(/\[diff: /);
    }
  });
});

describeOnEngine("skipWait of a gate that was open", () => {
  it("no longer says of instances that nobody looked at what was seen before, and warns", async () => {
    const web = (more = "") => `${gate("web", ["a"], more)}exports.statuses = web.statuses;`;
    const stack = await openCase({ program: web(), cloud: { instances: { a: "running" } } });
    await succeeds(stack.up());
    expect(await stack.outputs()).toEqual({ statuses: { a: { instanceId: "a", state: "running", phase: "ready" } } });

    stack.program(web("skipWait: true"));
    const skipped = await succeeds(stack.up());
    expect(gateSteps(skipped)).toEqual(["update web"]);
    expect(said(skipped, "warning")).toEqual(["skipWait: no instance was looked at, and dependents start immediately"]);
    expect(await stack.outputs()).toEqual({ statuses: {} });
    await succeeds(stack.up("--expect-no-changes"));
  });
});
