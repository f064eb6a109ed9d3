/** Look-ups without state, from programs as people write them. */
import { expect, it } from "@jest/globals";
import { eventually } from "../support/eventually";
import { type Case, describeOnEngine, flat, openCase, succeeds } from "../support/stack";

const failure = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };

/** Which instances have been asked for, in order, each look once. */
const asked = ({ cloud }: Case) => cloud.requests.flatMap(({ ids }) => ids);

describeOnEngine("getInstanceStatus", () => {
  it("gives the status as it is now, in preview and in update, and records nothing", async () => {
    const stack = await openCase({
      program: `module.exports = async () => ({
  web: await clouddc.getInstanceStatus({ instanceId: "web" }),
  db: await clouddc.getInstanceStatus({ instanceId: "db" }),
});`,
      cloud: {
        instances: { web: "running/reinstall-processing", db: [{ state: "error", error: failure }] },
      },
    });
    const preview = await succeeds(stack.preview());
    expect(flat(preview.output)).toContain('state : "running"');
    await succeeds(stack.up());
    expect(await stack.outputs()).toEqual({
      web: { instanceId: "web", state: "running", operationState: "reinstall-processing", phase: "busy" },
      db: {
        instanceId: "db",
        state: "error",
        error: { errorCode: "iMetal.0301", errorMsg: "No server is free.", errorType: "create_instance_error" },
        phase: "failed",
      },
    });
    const { deployment } = await stack.export();
    expect(deployment.resources?.map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
  });

  const missing =
    /instance absent could not be looked up: CloudDC answered HTTP 404, iMetal\.0200: Instances not found/;

  it.each([
    ["an exported one of no instance", 'exports.x = clouddc.getInstanceStatus({ instanceId: "absent" });', {}, missing],
    ["one that nobody awaits", 'clouddc.getInstanceStatus({ instanceId: "absent" });', {}, missing],
    [
      "an awaited one",
      'module.exports = async () => { await clouddc.getInstanceStatus({ instanceId: "absent" }); };',
      {},
      missing,
    ],
    [
      "a malformed id",
      'exports.x = clouddc.getInstanceStatus({ instanceId: "../servers" });',
      {},
      /"instanceId" is "\.\.\/servers": give the instance id exactly as CreateInstance returned it/,
    ],
    [
      "no credentials",
      'exports.x = clouddc.getInstanceStatusOutput({ instanceId: "web" });',
      { HW_AUTH_TOKEN: "" },
      /instance web could not be looked up: .*HW_AUTH_TOKEN/,
    ],
    [
      "no region",
      'exports.x = clouddc.getInstanceStatusOutput({ instanceId: "web" });',
      { HW_REGION_NAME: "", CLOUDDC_ENDPOINT: "" },
      /instance web could not be looked up: "region" is not set: .*HW_REGION_NAME/,
    ],
  ])("that fails, %s, is one sentence without a stack", async (_name, program, env, sentence) => {
    const stack = await openCase({ program, env });
    const { code, output, events } = await stack.preview();
    expect(code).toBe(1);
    const errors = events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent?.severity === "error" ? [flat(diagnosticEvent.message)] : [],
    );
    expect(errors).toEqual([expect.stringMatching(sentence)]);
    expect(output).not.toContain("    at ");
    expect(output).not.toContain("Error:");
  });

  it("that fails, and is looked at long afterwards, is no warning of Node's", async () => {
    const stack = await openCase({
      program: `const failed = clouddc.getInstanceStatusOutput({ instanceId: "absent" });
const promised = clouddc.getInstanceStatus({ instanceId: "absent" });
module.exports = async () => {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return { failed, state: failed.state, promised: await promised };
};`,
    });
    const preview = await stack.preview();
    expect(preview.code).toBe(1);
    expect(flat(preview.output)).toMatch(missing);
    expect(preview.output).not.toContain("PromiseRejectionHandledWarning");
  });

  it("fails with the 429 that holds it, instead of holding a preview", async () => {
    const stack = await openCase({
      program: 'exports.x = clouddc.getInstanceStatus({ instanceId: "web" });',
      cloud: { instances: { web: "running" }, limit: { requests: 0, windowMs: 3_600_000 } },
    });
    const { code, output } = await stack.preview();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(
      /error: instance web could not be looked up: CloudDC answered HTTP 429, APIGW\.0308: The throttling threshold/,
    );
  });
});

describeOnEngine("getInstanceStatusOutput", () => {
  it("of an unknown id stays unknown and asks nobody, of a secret one stays secret", async () => {
    const stack = await openCase({
      program: `
const first = new clouddc.InstanceStatus("first", { instanceId: "web" });
exports.later = clouddc.getInstanceStatusOutput({ instanceId: first.id });
exports.secret = clouddc.getInstanceStatusOutput({ instanceId: pulumi.secret("vault-7") }).state;`,
      cloud: { instances: { web: "running", "vault-7": "stopped" } },
    });
    const preview = await succeeds(stack.preview("--diff"));
    expect(preview.output).toMatch(/later +: \[unknown\]/);
    expect(preview.output).toMatch(/secret *: \[secret\]/);
    // Once for each of the two: nobody has asked for the one that is to come.
    expect(asked(stack).sort()).toEqual(["vault-7", "web"]);

    const up = await succeeds(stack.up());
    expect(up.output).toMatch(/secret *: \[secret\]/);
    expect(await stack.outputs()).toEqual({
      later: { instanceId: "web", state: "running", phase: "ready" },
      secret: "stopped",
    });
    expect(JSON.stringify(await stack.export())).not.toMatch(/vault-7|stopped/);
  });

  it("waits out the time in which an instance that was just made is not known, in up and not in a preview", async () => {
    const stack = await openCase({
      program: `const made = new clouddc.InstanceStatus("made", { instanceId: "new" });
exports.later = clouddc.getInstanceStatusOutput({ instanceId: made.instanceId }).phase;`,
    });
    const preview = await stack.preview();
    expect(preview.code).toBe(1);
    expect(flat(preview.output)).toContain("instance new could not be looked up: CloudDC answered HTTP 404");

    const before = stack.cloud.requests.length;
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    // The record asks twice, for its check and for itself; the look-up again and again.
    await eventually(() => expect(stack.cloud.requests.length).toBeGreaterThan(before + 3));
    stack.cloud.put("new", "running");
    await succeeds(up.done);
    expect(await stack.outputs()).toEqual({ later: "ready" });

    stack.program('exports.later = clouddc.getInstanceStatusOutput({ instanceId: "never", notFoundGrace: "1s" });');
    const never = await stack.up();
    expect(never.code).toBe(1);
    expect(flat(never.output)).toMatch(
      /instance never could not be looked up: not found for 1s \(notFoundGrace\): CloudDC answered HTTP 404/,
    );
  });

  it.each([
    ["a gate", "ready"],
    ["a component that holds a gate", "[site]"],
    ["an output of a component", "pulumi.output(site)"],
  ])("with dependsOn of %s looks only when all of its instances run", async (_name, dependsOn) => {
    const stack = await openCase({
      program: `
class Target extends pulumi.ComponentResource {
  constructor(name) {
    super("test:index:Target", name);
    this.ready = clouddc.waitUntilRunning(name, { instanceIds: ["web"], pollInterval: "200ms" }, { parent: this });
    this.registerOutputs({});
  }
}
const site = new Target("site");
const { ready } = site;
exports.after = clouddc.getInstanceStatusOutput({ instanceId: "after" }, { dependsOn: ${dependsOn} });`,
      cloud: { instances: { web: "pending", after: "running" } },
    });
    const preview = await succeeds(stack.preview("--diff"));
    expect(preview.output).toMatch(/after: \[unknown\]/);
    expect(asked(stack)).not.toContain("after");

    stack.cloud.put("web", "pending 4s, running");
    await succeeds(stack.up());
    expect(await stack.outputs()).toEqual({ after: { instanceId: "after", state: "running", phase: "ready" } });
    const order = asked(stack);
    expect(order.lastIndexOf("web")).toBeLessThan(order.indexOf("after"));
  });
});
