/** What comes after a gate comes after all of its instances run, whichever way it is written. */
import { expect, it } from "@jest/globals";
import type { Result } from "../../scripts/stack";
import { order } from "../support/events";
import { type Case, dependent, describeOnEngine, gate, openCase, succeeds } from "../support/stack";

/** What a dependent is called, and the gate that it is behind. */
const BEHIND = { dependsOn: "web", dataFlow: "web", apply: "web", child: "inner" } as const;
const WAYS = Object.keys(BEHIND) as (keyof typeof BEHIND)[];

/** The gate `web`, the gate `inner` in a component, and a dependent for each way; another `round` changes the dependents. */
const program = (round: string) =>
  gate("web", ["a", "b"], 'timeout: "2m"') +
  `class Cluster extends pulumi.ComponentResource {
    constructor(name) {
      super("test:index:Cluster", name);
      ${gate("inner", ["a", "b"], 'timeout: "2m"', "{ parent: this }")}
      this.registerOutputs({});
    }
  }
  const cluster = new Cluster("cluster");
  ${dependent("dependsOn", `${round}-dependsOn`, "{ dependsOn: web }")}
  new clouddc.InstanceStatus("dataFlow", { instanceId: web.instanceIds.apply(() => "${round}-dataFlow") });
  web.statuses.apply(() => { ${dependent("apply", `${round}-apply`, "{}")} });
  ${dependent("child", `${round}-child`, "{ dependsOn: cluster }")}`;

const bothPrint = async (up: ReturnType<Case["start"]>, line: string) => {
  for (const name of ["web", "inner"]) await up.prints(new RegExp(`InstanceGate ${name} (creat|updat)ing .* ${line}`));
};

describeOnEngine("what comes after a gate", () => {
  it("is created and changed only while all instances run, on the first pulumi up and on later ones", async () => {
    const stack = await openCase({ program: program("first"), cloud: { instances: { a: "pending", b: "pending" } } });
    const { cloud } = stack;
    for (const round of ["first", "second", "third"]) for (const way of WAYS) cloud.put(`${round}-${way}`, "running");
    const looksAtDependents = () => cloud.requests.filter(({ ids }) => ids.some((id) => /-/.test(id)));

    const first = stack.start(["up", "--yes", "--skip-preview"]);
    await bothPrint(first, "0/2 · ");
    expect(looksAtDependents()).toEqual([]);
    cloud.put("a", "running");
    await bothPrint(first, "1/2 · ");
    expect(looksAtDependents()).toEqual([]);
    cloud.put("b", "running");
    const created = await succeeds(first.done);
    for (const way of WAYS) expectAfter(order(created), `end create ${BEHIND[way]}`, `begin create ${way}`);
    for (const name of ["web", "inner"]) expectAfter(linesAndEnd(created, name), "2/2 · running", "created");

    // Later an instance is rebooted: the gate waits again, and what has to change behind it waits with it.
    stack.program(program("second"));
    cloud.put("b", "running/reboot-processing");
    const second = stack.start(["up", "--yes"]);
    await bothPrint(second, "1/2 · ");
    cloud.put("b", "running");
    const changed = await succeeds(second.done);
    for (const way of WAYS) expectAfter(order(changed), `end update ${BEHIND[way]}`, `begin create-replacement ${way}`);

    // Nothing is touched behind a gate that fails.
    stack.program(program("third"));
    cloud.put("b", "error");
    const failed = await stack.up();
    expect(failed.code).toBe(1);
    expect(order(failed).filter((step) => WAYS.some((way) => step.endsWith(` ${way}`)))).toEqual([]);
    expect(cloud.requests.filter(({ ids }) => ids.some((id) => id.startsWith("third")))).toEqual([]);
  });
});

/** What a gate says of its wait, and that it is created. */
const linesAndEnd = ({ events }: Pick<Result, "events">, name: string): string[] =>
  events.flatMap(({ diagnosticEvent: line, resOutputsEvent: end }) => {
    if (end?.metadata.urn.endsWith(`:InstanceGate::${name}`)) return ["created"];
    return line?.urn?.endsWith(`:InstanceGate::${name}`) ? [line.message.trim().replace(/ after .*/, "")] : [];
  });

function expectAfter(steps: readonly string[], earlier: string, later: string): void {
  expect(steps).toContain(earlier);
  expect(steps).toContain(later);
  expect(steps.slice(0, steps.indexOf(earlier))).not.toContain(later);
}
