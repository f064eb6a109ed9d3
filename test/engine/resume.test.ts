/** After a failure the next `pulumi up` goes on where the last one stopped, without any change in the program. */
import { expect, it } from "@jest/globals";
import { gateSteps, order } from "../support/events";
import { dependent, describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

/** What becomes of the instance of each gate. */
const FAILURES = {
  error: "error",
  idle: "stopped",
  missing: "missing",
  gone: "terminated",
  timeout: "pending",
  replaced: "error",
} as const;
const NAMES = Object.keys(FAILURES) as (keyof typeof FAILURES)[];
const OPTS = { replaced: '{ replaceOnChanges: ["#initerror"] }' } as Partial<Record<string, string>>;

describeOnEngine("pulumi up after a failure", () => {
  it("waits again and opens the gate, whatever it failed with", async () => {
    const stack = await openCase({
      program: NAMES.map(
        (name) =>
          gate(
            name,
            [name],
            `timeout: "${name === "timeout" ? "1s" : "2m"}", stoppedGrace: 0, notFoundGrace: 0`,
            OPTS[name],
          ) + dependent(`after-${name}`, "probe", `{ dependsOn: ${name} }`),
      ).join(""),
      cloud: { instances: { ...FAILURES, probe: "running" } },
    });
    const failed = await stack.up("--continue-on-error");
    expect(failed.code).toBe(1);
    expect(
      order(failed)
        .filter((step) => step.startsWith("fail "))
        .sort(),
    ).toEqual(NAMES.map((name) => `fail create ${name}`).sort());

    // The one whose time is short has come up in the meantime; the others are waited for.
    stack.cloud.put("timeout", "running");
    const slow = NAMES.filter((name) => name !== "timeout");
    for (const name of slow) stack.cloud.put(name, "stopped/install-processing");
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    for (const name of slow)
      await up.prints(
        new RegExp(`InstanceGate ${name} (updating|creating replacement) .* 0/1 · 1 stopped \\(install\\) · \\d+s/2m`),
      );
    for (const name of slow) stack.cloud.put(name, "running");
    const resumed = await succeeds(up.done);

    const updated = NAMES.filter((name) => name !== "replaced").map((name) => `update ${name}`);
    expect(gateSteps(resumed).sort()).toEqual(
      [...updated, "create-replacement replaced", "replace replaced", "delete-replaced replaced"].sort(),
    );
    for (const name of NAMES) expect(order(resumed)).toContain(`end create after-${name}`);
    expect(JSON.stringify(await stack.export())).not.toContain("initErrors");
  });

  it("with --target goes on with that gate alone", async () => {
    const stack = await openCase({
      program: gate("one", ["a"]) + gate("two", ["b"]) + dependent("after", "probe", "{ dependsOn: [one, two] }"),
      cloud: { instances: { a: "error", b: "error", probe: "running" } },
    });
    expect((await stack.up("--continue-on-error")).code).toBe(1);
    const [one, two] = [await stack.gate("one"), await stack.gate("two")];
    expect(two?.initErrors).toHaveLength(1);

    stack.cloud.put("a", "running");
    const targeted = await succeeds(stack.up("--target", String(one?.urn)));
    expect(order(targeted).filter((step) => !step.includes(" same "))).toEqual(["begin update one", "end update one"]);
    expect((await stack.gate("one"))?.initErrors).toBeUndefined();

    // The other one still has its failure: the next run without a target waits for it.
    expect((await stack.gate("two"))?.initErrors).toEqual(two?.initErrors);
    stack.cloud.put("b", "running");
    const rest = await succeeds(stack.up());
    expect(order(rest).filter((step) => !step.includes(" same "))).toEqual([
      "begin update two",
      "end update two",
      "begin create after",
      "end create after",
    ]);
  });

  it("with --refresh waits for what the refresh finds wrong, and opens what has come up by a look of its own", async () => {
    const stack = await openCase({
      program:
        gate("late", ["a"], 'timeout: "2m"') +
        gate("up", ["b"]) +
        dependent("after-late", "probe", "{ dependsOn: late }") +
        dependent("after-up", "probe", "{ dependsOn: up }"),
      cloud: { instances: { a: "error", b: "error", probe: "running" } },
    });
    expect((await stack.up("--continue-on-error")).code).toBe(1);

    stack.cloud.put("a", "pending");
    stack.cloud.put("b", "running");
    const up = stack.start(["up", "--yes", "--skip-preview", "--refresh"]);
    await up.prints(/InstanceGate late updating .* 0\/1 · 1 pending/);
    stack.cloud.put("a", "running");
    const resumed = await succeeds(up.done);
    expect(flat(resumed.output)).toContain(
      "warning: Refreshed resource is in an unhealthy state: * instance a is pending, wanted running: pulumi up waits for it again",
    );
    // Nothing in a run that succeeds reads as an error.
    expect(resumed.output).not.toMatch(/error/i);
    expect(gateSteps(resumed).sort()).toEqual(["refresh late", "refresh up", "update late", "update up"]);
    for (const name of ["late", "up"]) expect(order(resumed)).toContain(`end create after-${name}`);
    expect(JSON.stringify(await stack.export())).not.toContain("initErrors");
  });
});
