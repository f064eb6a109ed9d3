/** What a program gives that cannot be meant: nothing is ignored in silence, and nothing is a stack trace. */
import { expect, it } from "@jest/globals";
import { said } from "../support/events";
import { describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

describeOnEngine("arguments", () => {
  it("that nobody knows are warned of, in preview and in up, with the one that was meant", async () => {
    const stack = await openCase({
      program: `${gate("web", ["a"], 'timeOut: "45m"')}
new clouddc.InstanceStatus("record", { instanceId: "a", regoin: "x" });
clouddc.getInstanceStatusOutput({ instanceId: "a", endPoint: "x" });`,
      cloud: { instances: { a: "running" } },
    });
    const warnings = [
      '"regoin" is not an option and is ignored: did you mean "region"?',
      '"timeOut" is not an option and is ignored: did you mean "timeout"?',
      'the look-up of instance a: "endPoint" is not an option and is ignored: did you mean "endpoint"?',
    ];
    for (const run of [() => stack.preview("--diff"), () => stack.up()]) {
      const result = await succeeds(run());
      expect(said(result, "warning").sort()).toEqual(warnings);
      expect(result.output).not.toContain("timeOut  ");
    }
    expect((await stack.gate())?.inputs).not.toHaveProperty("timeOut");
    await succeeds(stack.preview("--expect-no-changes"));
  });

  it.each([
    [
      "one id beside several",
      'clouddc.waitUntilRunning("web", { instanceId: "bad", instanceIds: ["a"] });',
      '"instanceId" is "bad": give either instanceId or instanceIds, not both',
    ],
    [
      "a wrong element",
      'clouddc.waitUntilRunning("web", { instanceIds: ["a", pulumi.output(7)] });',
      '"instanceIds[1]" is 7: give the instance id exactly as CreateInstance returned it',
    ],
    [
      "half of a surrogate pair",
      'exports.x = clouddc.getInstanceStatus({ instanceId: "\\ud83d" });',
      '"instanceId" is "\\ud83d": give the instance id exactly as CreateInstance returned it',
    ],
    [
      "no arguments",
      'clouddc.waitUntilRunning("web");',
      'the gate "web" names no instance: pass { instanceIds: ["…"] }',
    ],
    ["no arguments of a look-up", "exports.x = clouddc.getInstanceStatus();", "a look-up names no instance: pass {"],
    ["no arguments of a record", 'new clouddc.InstanceStatus("web");', 'the record "web" names no instance: pass {'],
    [
      "no id to adopt",
      'clouddc.InstanceStatus.get("web", undefined);',
      `InstanceStatus.get("web") names no instance: pass the instance's id`,
    ],
  ])("fail the preview with one sentence: %s", async (_name, program, sentence) => {
    const stack = await openCase({ program, cloud: { instances: { a: "running" } } });
    const { code, output } = await stack.preview();
    expect(code).toBe(1);
    expect(flat(output)).toContain(sentence);
    expect(output).not.toContain("    at ");
    expect(stack.cloud.requests).toEqual([]);
  });

  it("from a stack's configuration are texts: a number is one of seconds, a switch is true or false", async () => {
    const stack = await openCase({
      program: gate("web", ["a"], 'timeout: new pulumi.Config().get("timeout")'),
      config: { timeout: "2", "clouddc:skipWait": "yes" },
      cloud: { instances: { a: "pending" } },
    });
    const refused = await stack.preview();
    expect(refused.code).toBe(1);
    expect(flat(refused.output)).toContain('"clouddc:skipWait" is "yes": write true or false');

    await succeeds(stack.run(["config", "set", "clouddc:skipWait", "0"]));
    const late = await stack.up();
    expect(late.code).toBe(1);
    expect(flat(late.output)).toContain("at the timeout of 2s");

    await succeeds(stack.run(["config", "set", "clouddc:skipWait", "1"]));
    await succeeds(stack.up());
  });
});
