/** A laptop, a pipeline and a colleague who reach the same instances by other settings have the same resources. */
import { expect, it } from "@jest/globals";
import { gateSteps, order } from "../support/events";
import { describeOnEngine, gate, openCase, succeeds } from "../support/stack";

const SIGNED = { HW_AUTH_TOKEN: "", HW_ACCESS_KEY: "SIMULATORACCESSKEY", HW_SECRET_KEY: "simulator-secret-key" };

describeOnEngine("the same instances, reached by other settings", () => {
  it("are the same gate and the same record: nothing is replaced, and nothing shows as changed", async () => {
    const stack = await openCase({
      program: `${gate("web", ["a"])}new clouddc.InstanceStatus("record", { instanceId: "a" });`,
      env: { ...SIGNED, HW_PROJECT_ID: "" },
      cloud: { instances: { a: "running" } },
    });
    const { cloud } = stack;
    stack.environment.HW_AUTH_URL = `${cloud.endpoint}/v3`;
    // IAM says which project is the region's.
    await succeeds(stack.up());
    expect((await stack.gate())?.inputs).not.toHaveProperty("projectId");

    const elsewhere: Record<string, string>[] = [
      { HW_PROJECT_ID: cloud.projectId },
      { HW_PROJECT_ID: "" },
      { CLOUDDC_ENDPOINT: `${cloud.endpoint}/` },
      { CLOUDDC_ENDPOINT: cloud.endpoint.replace("http:", "HTTP:") },
    ];
    for (const env of elsewhere) {
      const preview = await succeeds(stack.run(["preview", "--diff", "--expect-no-changes"], env));
      expect(preview.output).not.toMatch(/projectId|endpoint/);
      const up = await succeeds(stack.run(["up", "--yes", "--skip-preview"], env));
      expect(order(up).sort()).toEqual(["begin same record", "begin same web", "end same record", "end same web"]);
      await succeeds(stack.run(["refresh", "--yes", "--skip-preview", "--expect-no-changes"], env));
    }

    // Drift shows as such, and as nothing else.
    cloud.put("a", "stopped");
    const drifted = await succeeds(stack.run(["preview", "--diff"], { HW_PROJECT_ID: cloud.projectId }));
    expect(drifted.output).toContain('~ status      : "running" => "stopped"');
    expect(drifted.output).not.toMatch(/projectId|endpoint/);
  });

  it("are another gate in another project", async () => {
    const stack = await openCase({ program: gate("web", ["a"]), cloud: { instances: { a: "running" } } });
    await succeeds(stack.up());
    const preview = await succeeds(stack.run(["preview"], { HW_PROJECT_ID: "fedcba9876543210fedcba9876543210" }));
    expect(gateSteps(preview)).toContain("replace web");
  });
});

describeOnEngine("what depends on a gate by dependsOn", () => {
  it("is not replaced in the preview of a pull request because a machine is down", async () => {
    const ids = JSON.stringify(["a", "b"]);
    const stack = await openCase({
      program: `${gate("web", ["a", "b"])}
clouddc.waitUntilRunning("behind", { instanceIds: ["c"], triggers: ${ids} }, { dependsOn: web });`,
      cloud: { instances: { a: "running", b: "running", c: "running" } },
    });
    await succeeds(stack.up());
    stack.cloud.put("a", "stopped");
    const preview = await succeeds(stack.preview());
    expect(gateSteps(preview).sort()).toEqual(["same behind", "update web"]);

    // By data flow it would be: nothing of a gate that has to wait again is known.
    stack.program(`${gate("web", ["a", "b"])}clouddc.waitUntilRunning("behind", { instanceIds: web.instanceIds });`);
    stack.cloud.put("a", "running");
    await succeeds(stack.up());
    stack.cloud.put("a", "stopped");
    const flow = await succeeds(stack.preview());
    expect(gateSteps(flow)).toContain("replace behind");
  });
});
