/** One gate on very many instances, on the real engine. */
import { expect, it } from "@jest/globals";
import { describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

const fleet = (size: number, timeline = "running") =>
  Object.fromEntries(Array.from({ length: size }, (_, index) => [`i-${index}`, timeline]));

describeOnEngine("a gate on a fleet", () => {
  it("asks for a hundred at a time, for one that is named twice once, and opens by the status API's word", async () => {
    const instances = fleet(250);
    const ids = Object.keys(instances);
    const stack = await openCase({ program: gate("web", [...ids, ...ids.slice(0, 50)]), cloud: { instances } });
    await succeeds(stack.up());
    const asked = (kind: string) => stack.cloud.requests.filter((one) => one.kind === kind).map((one) => one.ids);
    expect(asked("list").every((some) => some.length <= 100)).toBe(true);
    const confirmed = asked("status").flat();
    expect(new Set(confirmed)).toEqual(new Set(ids));
    // That all have been ready at once is the status API's word as well: each is asked about before that moment and after it.
    expect(confirmed.length).toBeLessThan(2.2 * ids.length);
    const inputs = (await stack.gate())?.inputs as { instanceIds: string[] };
    expect(inputs.instanceIds).toEqual(ids);
    await succeeds(stack.up("--expect-no-changes"));
  });

  it("names the one id that no instance has among hundreds that run", async () => {
    const instances = fleet(250);
    const stack = await openCase({
      program: gate("web", [...Object.keys(instances), "i-nobody"], 'notFoundGrace: "1s"'),
      cloud: { instances },
    });
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(
      /\* instance i-nobody was not found for \d+s \(notFoundGrace 1s\), wanted running: check the id/,
    );
    expect(output).not.toMatch(/instance i-\d+ /);
    expect((await stack.gate())?.initErrors).toHaveLength(1);
  });

  it("without the permission to list works one by one, and says once which permission would help", async () => {
    const instances = fleet(20);
    const stack = await openCase({ program: gate("web", Object.keys(instances)), cloud: { instances } });
    stack.cloud.allowList(false);
    for (const id of Object.keys(instances)) stack.cloud.put(id, "pending 4s, running");
    const { output } = await succeeds(stack.up());
    expect(output.split("instances are looked up one by one, which is slower").length).toBeGreaterThan(1);
    expect(flat(output)).toContain("grant the permission clouddc:instance:list");
    const diagnostics = output.slice(output.indexOf("Diagnostics:"));
    expect(diagnostics.split("looked up one by one").length).toBe(2);
    expect(stack.cloud.requests.filter(({ kind }) => kind === "list").map(({ status }) => status)).toEqual([403]);
  });

  it("asks the status API before it fails on what an older list calls failed", async () => {
    const instances = fleet(20);
    const stack = await openCase({
      program: gate("web", Object.keys(instances)),
      cloud: { instances, oldListVocabulary: true },
    });
    stack.cloud.put("i-7", "error");
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(/\* instance i-7 is error \(create_instance_error/);
    const sure = stack.cloud.requests.filter(({ kind }) => kind === "status");
    expect(sure.map(({ ids }) => ids)).toContainEqual(["i-7"]);
  });

  it("waits out a 429 for the window that its message names, and goes on", async () => {
    const instances = fleet(8, "pending 3s, running");
    const stack = await openCase({ program: gate("web", Object.keys(instances)), cloud: { instances } });
    stack.cloud.limit({ requests: 1, windowMs: 1_000 });
    await succeeds(stack.up());
    // A limit of one a second is learned from the first refusals, not run into again and again.
    const refused = stack.cloud.requests.filter(({ status }) => status === 429);
    expect(refused.length).toBeLessThanOrEqual(4);
  });

  it("of ten thousand works, and says what lag to expect", async () => {
    const instances = fleet(10_000);
    const stack = await openCase({ program: gate("web", Object.keys(instances)), cloud: { instances } });
    const { output } = await succeeds(stack.up());
    expect(flat(output)).toMatch(
      /Polling all 10000 instances takes about \d+s under the API's rate limit; changes may be seen up to \d+s late/,
    );
  });
});
