/** What a preview says an up would do is what it does, at once, and for the same reason. */
import { expect, it } from "@jest/globals";
import { gateSteps, said } from "../support/events";
import { type Case, describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

/** What keeps a gate shut, how that comes about, and what is said of it before and after. */
const SITUATIONS: Record<
  string,
  { more?: string; env?: Record<string, string>; set?(stack: Case): void; why: RegExp }
> = {
  "no permission": {
    set: ({ cloud }) => cloud.allowStatus(false),
    why: /HTTP 403, .*grant the permission clouddc:instance:get/,
  },
  "wrong credentials": { env: { HW_AUTH_TOKEN: "of-nobody" }, why: /HTTP 401/ },
  "no credentials": { env: { HW_AUTH_TOKEN: "" }, why: /no credentials were found/ },
  "an instance stopped beyond a grace of zero": {
    more: "stoppedGrace: 0",
    set: ({ cloud }) => cloud.put("a", "stopped"),
    why: /stopped/,
  },
  "an instance missing beyond a grace of zero": {
    more: "notFoundGrace: 0",
    set: ({ cloud }) => cloud.remove("a"),
    why: /not found/,
  },
  "a wrong endpoint": { env: { CLOUDDC_ENDPOINT: "" }, why: /HTTP 404/ },
};

describeOnEngine("a preview promises what up does", () => {
  it.each(Object.entries(SITUATIONS))("that it fails at once: %s", async (name, { more, env = {}, set, why }) => {
    const stack = await openCase({ program: gate("web", ["a"], more), cloud: { instances: { a: "running" } } });
    set?.(stack);
    const there = name === "a wrong endpoint" ? { CLOUDDC_ENDPOINT: `${stack.cloud.endpoint}/nowhere` } : env;
    const preview = await succeeds(stack.run(["preview"], there));
    expect(said(preview, "warning")).toEqual([
      expect.stringMatching(/^pulumi up would fail as long as this is so: a: /),
    ]);
    expect(said(preview, "warning")[0]).toMatch(why);

    const up = await stack.run(["up", "--yes", "--skip-preview"], there);
    expect(up.code).toBe(1);
    expect(flat(up.output)).toMatch(why);
    expect(flat(up.output)).toMatch(/after \d+s|for \d+s|no credentials were found/);
  });

  it("how long it waits: the grace where that ends before the timeout", async () => {
    const stack = await openCase({
      program: gate("web", ["a", "b"], 'stoppedGrace: "2s", notFoundGrace: "1m", timeout: "90s"'),
      cloud: { instances: { a: "stopped" } },
    });
    const preview = await succeeds(stack.preview());
    expect(said(preview, "info").sort()).toEqual([
      "pulumi up would wait up to 1m for: b: not found",
      "pulumi up would wait up to 2s for: a: stopped",
    ]);
    const up = await stack.up();
    expect(up.code).toBe(1);
    expect(flat(up.output)).toMatch(/instance a has been stopped .* for \d+s with nothing in progress/);
  });
});

describeOnEngine("an update plan", () => {
  const PLAN = ["--save-plan", "plan.json"];
  const plan = (stack: Case) => succeeds(stack.preview(...PLAN));
  const apply = (stack: Case) => stack.up("--plan", "plan.json");
  const EXPERIMENTAL = { PULUMI_EXPERIMENTAL: "true" };
  const record = 'new clouddc.InstanceStatus("record", { instanceId: "b" });\n';

  it("holds for a new gate, however far its instance has come since, for a healthy one, and for a drifted one", async () => {
    const stack = await openCase({
      program: gate("web", ["a"]) + record,
      env: EXPERIMENTAL,
      cloud: { instances: { a: "pending", b: "running" } },
    });
    const { cloud } = stack;
    await plan(stack);
    cloud.put("a", "stopped/install-processing 2s, running");
    await succeeds(apply(stack));

    await plan(stack);
    expect(gateSteps(await succeeds(apply(stack)))).toEqual(["same web"]);

    cloud.put("a", "stopped");
    cloud.put("b", "stopped");
    await plan(stack);
    const up = stack.start(["up", "--yes", "--skip-preview", "--plan", "plan.json"]);
    await up.prints(/InstanceGate web updating .* 1 stopped/);
    cloud.put("a", "running");
    await succeeds(up.done);
    expect((await stack.resource("InstanceStatus"))?.outputs).toMatchObject({ state: "stopped" });
    await succeeds(stack.preview("--expect-no-changes"));
  });

  it.each([
    ["a gate", gate("web", ["a"]), "a"],
    ["a record", record, "b"],
  ])("of %s that has drifted further since is refused by Pulumi, with these words", async (_name, program, id) => {
    const stack = await openCase({
      program,
      env: EXPERIMENTAL,
      cloud: { instances: { a: "running", b: "running" } },
    });
    await succeeds(stack.up());
    stack.cloud.put(id, "stopped");
    await plan(stack);
    stack.cloud.put(id, "pending");
    const refused = await apply(stack);
    expect(refused.code).toBe(1);
    expect(flat(refused.output)).toMatch(/violates plan: properties changed: /);
  });
});
