/** What depends on how each SDK of Pulumi tells a program, and its hooks, what became of a resource. */
import { expect, it } from "@jest/globals";
import { stacks } from "../support/events";
import { installProject } from "../support/installed-project";
import { describeOnEngine, flat, gate, HEADER, succeeds } from "../support/stack";
import { leaks, NO_LEAKS, OTHERS, usesOfAGate } from "../support/uses-of-a-gate";

const SDKS = ["3.216.0", "3.248.0", "3.270.0"];

const install = async (sdk: string, program: string, instances: Record<string, string>) => {
  const project = await installProject({
    manager: "npm",
    node: 20,
    dependencies: { "@pulumi/pulumi": sdk },
    manifest: { main: "index.js" },
    files: { "index.js": HEADER + program },
    cloud: { instances },
  });
  await project.stack.init();
  return project;
};

describeOnEngine("the outputs of a gate", () => {
  it.each(SDKS)("are not known while it is shut, whatever --continue-on-error goes on with: SDK %s", async (sdk) => {
    const { stack, cloud } = await install(sdk, usesOfAGate(), { ...OTHERS, a: "error" });
    const run = async () => {
      const since = cloud.requests.length;
      const up = await stack.up("--continue-on-error");
      const { output } = await succeeds(stack.run(["stack", "output", "--json"]));
      expect(stacks(up)).toEqual([]);
      return { code: up.code, leaks: leaks(up.output, cloud, since, JSON.parse(output)) };
    };
    expect(await run()).toEqual({ code: 1, leaks: NO_LEAKS });
    cloud.put("a", "running");
    expect(await run()).toMatchObject({ code: 0, leaks: { outputs: { behind: "running", named: "running" } } });
    cloud.put("a", "error");
    expect(await run()).toMatchObject({ code: 1, leaks: { applied: [] } });
  });
});

/** Says when a hook is called, and what it sees. */
const HOOK = `
const hook = (name) => new pulumi.ResourceHook(name, async ({ newOutputs }) => {
  console.log("HOOK " + name + " sees " + newOutputs?.openedBy);
});
`;

describeOnEngine("the options of a gate", () => {
  it.each(
    SDKS,
  )("reach its wait: hooks, customTimeouts of a transform, and a run that runs the program: SDK %s", async (sdk) => {
    const hooks = '{ hooks: { beforeCreate: [hook("before")], afterCreate: [hook("after")] } }';
    const slow =
      '{ transforms: [({ type, props, opts }) => type.endsWith(":InstanceGate") ? { props, opts: { ...opts, customTimeouts: { create: "1s" } } } : undefined] }';
    const record = 'new clouddc.InstanceStatus("record", { instanceId: "a" }, { ignoreChanges: ["*"] });\n';
    const { stack, cloud } = await install(sdk, HOOK + gate("web", ["a"], "", hooks) + record, { a: "pending" });
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints("0/1");
    expect(up.output()).toContain("HOOK before sees undefined");
    expect(up.output()).not.toContain("HOOK after");
    cloud.put("a", "running");
    expect((await succeeds(up.done)).output).toContain("HOOK after sees wait");

    for (const args of [
      ["refresh", "--yes", "--run-program"],
      ["destroy", "--preview-only", "--run-program"],
    ])
      expect((await succeeds(stack.run(args))).output).not.toMatch(/InstanceGate .*\[diff: /);

    // What is ignored of the record is no change; what nobody ignores of the gate is one.
    cloud.put("a", "stopped");
    stack.write({ "index.js": HEADER + record });
    await succeeds(stack.up("--target", "**record", "--expect-no-changes"));

    stack.write({ "index.js": HEADER + gate("late", ["b"], "", slow) });
    cloud.put("b", "pending");
    const late = await stack.up();
    expect(late.code).toBe(1);
    expect(flat(late.output)).toContain("at the timeout of 1s");
  });
});
