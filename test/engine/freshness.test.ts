/** The gate never lies: whose word opens it, and how old that may be. On the real engine. */
import { expect, it } from "@jest/globals";
import { order } from "../support/events";
import { dependent, describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

const ids = (count: number) => Array.from({ length: count }, (_, index) => `i-${index}`);
const fleet = (count: number, timeline: string) => Object.fromEntries(ids(count).map((id) => [id, timeline]));
const failure = (output: string) => flat(output.slice(output.indexOf("Diagnostics:")));

describeOnEngine("a gate on two instances", () => {
  it("does not open on one that failed after it ran, while the other one was pending", async () => {
    const program = gate("web", ["a", "b"]) + dependent("after", "c", "{ dependsOn: web }");
    const stack = await openCase({
      program,
      cloud: { instances: { a: "running", b: "pending", c: "running" } },
    });
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints(/InstanceGate web creating .* 1\/2 · 1 pending/);
    stack.cloud.put("a", "error");
    const { code, output } = await up.done;
    expect(code).toBe(1);
    expect(failure(output)).toMatch(
      /\* instance a is error \(create_instance_error.*\(running \d+s → error\), wanted running/,
    );
    expect(await stack.resource("InstanceStatus", "after")).toBeUndefined();
  });

  it("waits for one that was ready and is not any more, and says so in its progress", async () => {
    const stack = await openCase({
      program: gate("web", ["a", "b"]),
      cloud: { instances: { a: "running", b: "pending" } },
    });
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints(/InstanceGate web creating .* 1\/2 · 1 pending/);
    stack.cloud.put("a", "stopped/reboot-processing");
    await up.prints(/InstanceGate web creating .* 0\/2 · /);
    stack.cloud.put("b", "running");
    await up.prints(/InstanceGate web creating .* 1\/2 · 1 stopped \(reboot\)/);
    stack.cloud.put("a", "running");
    const { output } = await succeeds(up.done);
    expect(flat(output)).toMatch(/2\/2 · running after \d+s/);
  });
});

/** A record that has looked at `web` for the first time, and a resource that reinstalls it after that whenever its round changes. */
const reinstalling = (endpoint: string, round: number) => `
const before = new clouddc.InstanceStatus("before", { instanceId: "web" });
const reinstall = async () => {
  const answer = await fetch("${endpoint}/_simulator/instances/web/reinstall", { method: "POST" });
  if (!answer.ok) throw new Error(await answer.text());
};
class Reinstallation extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    super({
      create: async (inputs) => ({ id: "one", outs: inputs }),
      diff: async (_id, olds, news) => ({ changes: olds.round !== news.round }),
      update: async (_id, _olds, news) => {
        await reinstall();
        return { outs: news };
      },
    }, name, args, opts);
  }
}
const reinstallation = new Reinstallation("reinstallation", { round: ${round} }, { dependsOn: before });
${gate("ready", ["web"], "", "{ dependsOn: reinstallation }")}
${dependent("after", `probe-${round}`, "{ dependsOn: ready }")}`;

describeOnEngine("an open gate behind a resource that reinstalls its instance", () => {
  // It took the answer that the record had got a moment earlier, and stayed open.
  it("is looked at after that, and waits", async () => {
    const stack = await openCase({
      program: "",
      cloud: { instances: { web: "running", "probe-1": "running", "probe-2": "running" } },
    });
    stack.program(reinstalling(stack.cloud.endpoint, 1));
    await succeeds(stack.up());
    stack.cloud.operations({ reinstall: "running/reinstall-processing" });
    stack.program(reinstalling(stack.cloud.endpoint, 2));
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints(/InstanceGate ready updating .* 0\/1 · 1 running \(reinstall\)/);
    expect(stack.cloud.requests.filter(({ ids }) => ids.includes("probe-2"))).toEqual([]);
    stack.cloud.put("web", "running");
    await succeeds(up.done);
    expect(stack.cloud.requests.filter(({ ids }) => ids.includes("probe-2"))).not.toEqual([]);
  });
});

describeOnEngine("the list's word", () => {
  it.each([5, 6])("opens no gate on %d instances while the status API says pending", async (count) => {
    const stack = await openCase({
      program: gate("web", ids(count)),
      cloud: { instances: fleet(count, "pending list=running") },
    });
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints(/InstanceGate web creating .* 0\/\d · \d pending/);
    for (const id of ids(count)) stack.cloud.put(id, "running");
    await succeeds(up.done);
    const confirmed = stack.cloud.requests.filter(({ kind, status }) => kind === "status" && status === 200);
    expect(new Set(confirmed.flatMap(({ ids: asked }) => asked))).toEqual(new Set(ids(count)));
  });

  it.each([5, 6])("hides no drift from a preview or a record: %d instances", async (count) => {
    const records = ids(count).map((id) => `new clouddc.InstanceStatus("record-${id}", { instanceId: "${id}" });`);
    const stack = await openCase({
      program: gate("web", ids(count)) + records.join("\n"),
      cloud: { instances: fleet(count, "running") },
    });
    await succeeds(stack.up());
    stack.cloud.put("i-1", "stopped list=running");
    const { output } = await succeeds(stack.preview("--diff"));
    expect(flat(output)).toContain('"running" => "i-1: stopped"');
    await succeeds(stack.up("--target-dependents", "--target", "**record-i-1"));
    expect((await stack.resource("InstanceStatus", "record-i-1"))?.outputs).toMatchObject({ state: "stopped" });
  });
});

describeOnEngine("an instance that runs beside a failed operation and an error object that says nothing", () => {
  it("fails the gate, and shows in the preview's diff", async () => {
    const stack = await openCase({ program: gate("web", ["a"]), cloud: { instances: { a: "running" } } });
    await succeeds(stack.up());
    stack.cloud.put("a", [{ state: "running", operationState: "reinstall-failed", error: {} }]);
    const preview = await succeeds(stack.preview("--diff"));
    expect(flat(preview.output)).toContain('"running" => "running (reinstall-failed)"');
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(failure(output)).toContain("* instance a is running (reinstall-failed)");
    expect(order(await stack.up())).toContain("fail update web");
  });
});
