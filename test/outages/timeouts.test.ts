/** How long a gate waits: what is said of it, and where. */
import { expect, it } from "@jest/globals";
import { type Case, describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

const inputs = async (stack: Case) => (await stack.gate())?.inputs as Record<string, unknown>;

const timedOut = (timeout: string, seen = "pending") =>
  new RegExp(
    `instance web-1 was still ${seen} (\\(request id [0-9a-f]+\\) )?at the timeout of ${timeout}, wanted running: raise "timeout"`,
  );

describeOnEngine("a gate's timeout", () => {
  it("is customTimeouts.create until it has opened, .update once it has, and timeout before both", async () => {
    const custom = '{ customTimeouts: { create: "1s", update: "2s" } }';
    const stack = await openCase({
      program: gate("web", ["web-1"], "", custom),
      cloud: { instances: { "web-1": "pending" } },
    });
    const preview = await succeeds(stack.preview());
    expect(flat(preview.output)).toContain("pulumi up would wait up to 1s for: web-1: pending");
    const created = await stack.up();
    expect(created.code).toBe(1);
    expect(flat(created.output)).toMatch(timedOut("1s"));
    // It goes on with the time of a new one: it has never been open.
    const resumed = await stack.up();
    expect(resumed.code).toBe(1);
    expect(flat(resumed.output)).toMatch(timedOut("1s"));

    stack.cloud.put("web-1", "running");
    await succeeds(stack.up());
    stack.cloud.put("web-1", "pending");
    const again = await succeeds(stack.preview());
    expect(flat(again.output)).toContain("pulumi up would wait up to 2s for: web-1: pending");
    for (const _run of ["drifted", "resumed"]) {
      const updated = await stack.up();
      expect(updated.code).toBe(1);
      expect(flat(updated.output)).toMatch(timedOut("2s"));
    }
    expect(await inputs(stack)).not.toHaveProperty("customTimeouts");

    stack.program(gate("web", ["web-1"], 'timeout: "3s"', custom));
    const both = await stack.up();
    expect(both.code).toBe(1);
    expect(flat(both.output)).toMatch(timedOut("3s"));
  });

  it("is not that of a component around it, and half an hour where nothing is said", async () => {
    const site = (custom: string) => `
class Target extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("test:index:Target", name, {}, opts);
    clouddc.waitUntilRunning(name, { instanceIds: ["web-1"] }, { parent: this });
    this.registerOutputs({});
  }
}
new Target("site", { customTimeouts: ${custom} });`;
    const stack = await openCase({
      program: site('{ create: "1s", update: "1s" }'),
      cloud: { instances: { "web-1": "pending" } },
    });
    const preview = await succeeds(stack.preview());
    expect(flat(preview.output)).toContain("pulumi up would wait up to 30m for: web-1: pending");
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints(/InstanceGate site creating .*\/30m/);
    stack.cloud.put("web-1", "running");
    await succeeds(up.done);
    expect(await inputs(stack)).not.toHaveProperty("timeout");
  });

  it("of 0 looks once: an open gate opens, a shut one fails", async () => {
    const stack = await openCase({
      program: gate("web", ["web-1"], "timeout: 0"),
      cloud: { instances: { "web-1": "pending" } },
    });
    const shut = await stack.up();
    expect(shut.code).toBe(1);
    expect(flat(shut.output)).toMatch(timedOut("0s"));
    stack.cloud.put("web-1", "running");
    await succeeds(stack.up());
    await succeeds(stack.up("--expect-no-changes"));
  });

  it.each([
    ["after a look", 2, timedOut("2s")],
    ["before any look", 0, timedOut("2s", "not seen")],
  ])("that falls into the window of a 429 ends the wait %s, and names the 429", async (_name, requests, sentence) => {
    const stack = await openCase({
      program: gate("web", ["web-1"], 'timeout: "2s"'),
      cloud: { instances: { "web-1": "pending" }, limit: { requests, windowMs: 3_600_000 } },
    });
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(sentence);
    expect(flat(output)).toMatch(
      /\[CloudDC answered HTTP 429, APIGW\.0308: The throttling threshold has been reached: .*, request id [0-9a-f]+\]/,
    );
    // Nothing is saved of an instance that was never seen.
    expect((await stack.gate()) !== undefined).toBe(requests > 0);

    stack.cloud.limit(undefined);
    stack.cloud.put("web-1", "running");
    await succeeds(stack.up());
  });
});
