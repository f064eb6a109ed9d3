/** What changes in the program, and whether the gate waits again, is replaced, or stays as it is. */
import { expect, it } from "@jest/globals";
import { gateSteps, order, said } from "../support/events";
import { dependent, describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

const healthy = { a: "running", b: "running", c: "running" };
const replaced = (name: string) => [`create-replacement ${name}`, `replace ${name}`, `delete-replaced ${name}`];

describeOnEngine("a gate of which the program says something else", () => {
  it("is replaced for other instances and another place, waits again for triggers, and is else left alone", async () => {
    const stack = await openCase({
      program:
        gate("patience", ["a", "b"], 'timeout: "10m"') +
        gate("order", ["a", "b"]) +
        gate("added", ["a"]) +
        gate("removed", ["a", "b"]) +
        gate("region", ["a"]) +
        gate("triggers", ["a"], 'triggers: ["1", { image: "x" }]') +
        gate("ignoring", ["a", "b"], 'timeout: "10m"') +
        gate("before", ["a"]) +
        gate("retained", ["a"], "", "{ retainOnDelete: true }") +
        dependent("after", "probe", "{ dependsOn: added }"),
      cloud: { instances: { ...healthy, probe: "running" } },
    });
    const { cloud } = stack;
    await succeeds(stack.up());

    stack.program(
      // How to wait is of no matter to a wait that is over, and neither is the order or a repetition.
      gate("patience", ["a", "b"], 'timeout: "20m", settle: 3') +
        gate("order", ["b", "a", "b"]) +
        gate("added", ["a", "c"]) +
        gate("removed", ["b"]) +
        // A project of another region has to be named: the environment's counts for its own.
        gate("region", ["a"], `region: "eu-west-101", projectId: "${cloud.projectId}"`) +
        gate("triggers", ["a"], 'triggers: ["1", { image: "y" }]') +
        // It stays with its instances and its timeout.
        gate("ignoring", ["c"], 'timeout: "1s"', '{ ignoreChanges: ["instanceIds", "timeout"] }') +
        gate("renamed", ["a"], "", '{ aliases: [{ name: "before" }] }') +
        dependent("after", "probe-2", "{ dependsOn: added }"),
    );
    cloud.put("probe-2", "running");
    cloud.put("c", "pending");
    const up = stack.start(["up", "--yes"]);
    await up.prints(/InstanceGate added creating replacement .* 1\/2 · 1 pending/);
    cloud.put("c", "running");
    const changed = await succeeds(up.done);
    expect(gateSteps(changed).sort()).toEqual(
      [
        "same patience",
        "same order",
        "same ignoring",
        "same renamed",
        "update triggers",
        ...["added", "removed", "region"].flatMap(replaced),
        "delete retained",
      ].sort(),
    );
    expect(changed.output).toMatch(/InstanceGate retained deleted .*\[retain\]/);
    const steps = order(changed);
    expect(steps.indexOf("begin create-replacement after")).toBeGreaterThan(
      steps.indexOf("end create-replacement added"),
    );

    // A refresh is no way back to the arguments of before.
    await succeeds(stack.refresh("--expect-no-changes"));
    const inputs = async (name: string) => (await stack.gate(name))?.inputs;
    expect(await inputs("patience")).toMatchObject({ timeout: "20m", settle: 3 });
    expect(await inputs("order")).toMatchObject({ instanceIds: ["b", "a"] });
    expect(await inputs("ignoring")).toMatchObject({ instanceIds: ["a", "b"], timeout: "10m" });
    await succeeds(stack.preview("--expect-no-changes"));
  });

  it("is neither replaced nor deleted when it is protected", async () => {
    const guarded = (ids: string[]) => gate("web", ids, "", "{ protect: true }");
    const stack = await openCase({ program: guarded(["a"]), cloud: { instances: healthy } });
    await succeeds(stack.up());

    stack.program(guarded(["a", "b"]));
    const replacing = await stack.up();
    expect(replacing.code).toBe(1);
    expect(flat(replacing.output)).toMatch(
      /unable to replace resource "[^"]*:InstanceGate::web" as it is currently marked for protection/,
    );

    stack.program("");
    const deleting = await stack.up();
    expect(deleting.code).toBe(1);
    expect(flat(deleting.output)).toMatch(/InstanceGate::web" cannot be deleted because it is protected/);
    expect((await stack.gate())?.inputs).toMatchObject({ instanceIds: ["a"] });
  });

  it("opens without a look with skipWait, and is waited for when that is gone again", async () => {
    const web = (more = "") => gate("web", ["a"], more) + dependent("after", "probe", "{ dependsOn: web }");
    const stack = await openCase({
      program: web("skipWait: true"),
      cloud: { instances: { a: "error", probe: "running" } },
    });
    const skipped = await succeeds(stack.run(["up", "--yes"]));
    expect(said(skipped, "warning")).toEqual(["skipWait: no instance was looked at, and dependents start immediately"]);
    expect(order(skipped)).toContain("end create after");
    await succeeds(stack.refresh("--expect-no-changes"));
    expect(stack.cloud.requests.filter(({ ids }) => ids.includes("a"))).toEqual([]);

    stack.program(web());
    const looked = await stack.up();
    expect(looked.code).toBe(1);
    expect(flat(looked.output)).toContain("* instance a is error (create_instance_error: ");

    // The stack's configuration opens it as well, after a failure too; but what the program says counts more.
    await succeeds(stack.run(["config", "set", "clouddc:skipWait", "true"]));
    expect(gateSteps(await succeeds(stack.up()))).toEqual(["update web"]);
    expect((await stack.gate())?.initErrors).toBeUndefined();
    stack.program(web("skipWait: false"));
    expect((await stack.up()).code).toBe(1);
  });
});
