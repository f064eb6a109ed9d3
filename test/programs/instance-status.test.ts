/** The recorded look-up: what each state leaves in state, how drift shows, and `.get`. */
import { expect, it } from "@jest/globals";
import { describeOnEngine, flat, openCase, succeeds } from "../support/stack";

const failure = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };
const seenFailure = { errorCode: "iMetal.0301", errorMsg: "No server is free.", errorType: "create_instance_error" };

/** A record of the instance that has the same name. */
const records = (...names: string[]) =>
  names.map((name) => `const ${name} = new clouddc.InstanceStatus("${name}", { instanceId: "${name}" });\n`).join("");

/** What a record says, without its arguments. */
function seen(resource: Record<string, unknown> | undefined) {
  const { state, operationState, error, phase } = (resource?.outputs ?? {}) as Record<string, unknown>;
  return JSON.parse(JSON.stringify({ state, operationState, error, phase }));
}

describeOnEngine("InstanceStatus", () => {
  it("records each state as it is, also that there is no such instance, and neither waits nor fails", async () => {
    const timelines = {
      pending: "pending",
      running: "running",
      busy: "running/reinstall-processing",
      stopped: "stopped",
      installing: "stopped/install-processing",
      leaving: "shutting-down",
      gone: "terminated",
      broken: [{ state: "error", error: failure }],
      halfway: "running/reboot-failed",
      novel: "hibernating",
      silent: [{}],
    };
    const names = [...Object.keys(timelines), "absent"];
    const stack = await openCase({ program: records(...names), cloud: { instances: timelines } });
    await succeeds(stack.up());

    const { deployment } = await stack.export();
    const recorded = Object.fromEntries(
      (deployment.resources ?? [])
        .filter(({ type }) => type.endsWith(":InstanceStatus"))
        .map((resource) => [resource.id, seen(resource)]),
    );
    expect(recorded).toEqual({
      pending: { state: "pending", phase: "busy" },
      running: { state: "running", phase: "ready" },
      busy: { state: "running", operationState: "reinstall-processing", phase: "busy" },
      stopped: { state: "stopped", phase: "idle" },
      installing: { state: "stopped", operationState: "install-processing", phase: "busy" },
      leaving: { state: "shutting-down", phase: "gone" },
      gone: { state: "terminated", phase: "gone" },
      broken: { state: "error", error: seenFailure, phase: "failed" },
      halfway: { state: "running", operationState: "reboot-failed", phase: "failed" },
      novel: { state: "hibernating", phase: "busy" },
      silent: { phase: "busy" },
      absent: { phase: "missing" },
    });
    await succeeds(stack.up("--expect-no-changes"));
  });

  it("shows drift in a preview, records it, keeps nothing of an error that is over, and what is not seen", async () => {
    const stack = await openCase({ program: records("web"), cloud: { instances: { web: "running" } } });
    await succeeds(stack.up());

    stack.cloud.put("web", [{ state: "error", error: failure }]);
    const preview = await succeeds(stack.preview("--diff"));
    expect(preview.output).toContain('~ state     : "running" => "error"');
    expect(preview.output).toContain('~ phase     : "ready" => "failed"');
    expect(preview.output).toContain('errorMsg : "No server is free."');
    expect(seen(await stack.resource("InstanceStatus"))).toEqual({ state: "running", phase: "ready" });
    await succeeds(stack.up());
    expect(seen(await stack.resource("InstanceStatus"))).toEqual({
      state: "error",
      error: seenFailure,
      phase: "failed",
    });

    stack.cloud.put("web", "running");
    await succeeds(stack.up());
    expect(seen(await stack.resource("InstanceStatus"))).toEqual({ state: "running", phase: "ready" });

    // What cannot be looked at has not drifted: a warning on the resource, and no change.
    stack.cloud.fault({ kind: "status", status: 403, times: Number.POSITIVE_INFINITY });
    const unseen = await succeeds(stack.up("--expect-no-changes"));
    const warning = unseen.events.find(({ diagnosticEvent }) => diagnosticEvent?.severity === "warning");
    expect(warning?.diagnosticEvent.urn).toBe((await stack.resource("InstanceStatus"))?.urn);
    expect(flat(warning?.diagnosticEvent.message)).toMatch(
      /instance web is not checked \(CloudDC answered HTTP 403.*clouddc:instance:get.*\); the recorded status is kept/,
    );
  });

  it("fails with one sentence where a new one cannot be looked at, and saves nothing", async () => {
    const stack = await openCase({ program: records("web"), cloud: { instances: { web: "running" } } });
    stack.cloud.fault({ kind: "status", status: 403, times: Number.POSITIVE_INFINITY });
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(
      /error: instance web could not be looked up, wanted its status: CloudDC answered HTTP 403.*grant the permission clouddc:instance:get/,
    );
    expect(output).not.toContain("    at ");
    expect(await stack.resource("InstanceStatus")).toBeUndefined();
  });

  it("belongs to a component like any resource, follows its id, and lets two records share an instance", async () => {
    const component = `
class Rack extends pulumi.ComponentResource {
  constructor(name, ids) {
    super("test:index:Rack", name);
    this.records = ids.map((id, n) => new clouddc.InstanceStatus(name + "-" + n, { instanceId: id }, { parent: this }));
    this.states = pulumi.all(this.records.map((one) => one.state));
    this.registerOutputs({});
  }
}
`;
    const stack = await openCase({
      program: `${component}const rack = new Rack("rack", ["web", "web"]);\nexports.states = rack.states;
exports.after = new clouddc.InstanceStatus("after", { instanceId: rack.records[0].instanceId }, { dependsOn: rack }).state;`,
      cloud: { instances: { web: "running", db: "stopped" } },
    });
    await succeeds(stack.up());
    expect(await stack.outputs()).toEqual({ states: ["running", "running"], after: "running" });
    const first = await stack.resource("InstanceStatus", "rack-0");
    expect(first?.parent).toMatch(/::test:index:Rack::rack$/);
    // Lines about a resource find it by this name.
    expect(first?.inputs).toMatchObject({ __urn: first?.urn });
    await succeeds(stack.up("--expect-no-changes"));

    // Another id is another record; a refused request shows whose warning it is.
    stack.program(`${component}const rack = new Rack("rack", ["web", "db"]);\nexports.states = rack.states;`);
    const moved = await stack.preview("--diff");
    expect(moved.output).toMatch(/~ instanceId: "web" => "db"/);
    await succeeds(stack.up());
    expect((await stack.resource("InstanceStatus", "rack-1"))?.id).toBe("db");
    expect(await stack.outputs()).toEqual({ states: ["running", "stopped"] });
    const before = stack.cloud.requests.length;
    await succeeds(stack.destroy());
    expect(stack.cloud.requests.length).toBe(before);
  });
});

describeOnEngine("InstanceStatus.get", () => {
  it("asks nobody while its place is not known, and not the usual place instead", async () => {
    const stack = await openCase({
      program: `const made = new clouddc.InstanceStatus("made", { instanceId: "made" });
const where = { endpoint: made.id.apply(() => process.env.CLOUDDC_ENDPOINT) };
exports.state = clouddc.InstanceStatus.get("adopted", "adopted", where).state;`,
      cloud: { instances: { made: "running", adopted: "stopped" } },
    });
    const preview = await succeeds(stack.preview());
    expect(preview.output).toMatch(/state: \[unknown\]/);
    expect(stack.cloud.requests.flatMap(({ ids }) => ids)).not.toContain("adopted");
    await succeeds(stack.up());
    expect(await stack.outputs()).toEqual({ state: "stopped" });
  });

  it("reads in preview and in update, shows what is new, and leaves nothing of the run in its outputs", async () => {
    const stack = await openCase({
      program:
        'const web = clouddc.InstanceStatus.get("web", "web");\nexports.web = { id: web.instanceId, state: web.state };',
      cloud: { instances: { web: "running" } },
    });
    const preview = await succeeds(stack.preview());
    expect(flat(preview.output)).toContain('web: { id : "web" state: "running" }');
    await succeeds(stack.up());
    expect(await stack.outputs()).toEqual({ web: { id: "web", state: "running" } });
    const resource = await stack.resource("InstanceStatus");
    expect(resource).toMatchObject({ id: "web", external: true });
    expect(resource?.outputs).not.toHaveProperty("__run");
    await succeeds(stack.refresh("--expect-no-changes"));

    stack.cloud.put("web", "stopped");
    const drift = await stack.preview("--diff");
    expect(drift.output).toContain('~ state     : "running" => "stopped"');
  });

  it.each([
    [
      "there is no such instance",
      "absent",
      "instance absent was not found, wanted its status: check the id, the region and the project",
    ],
    [
      "the id is malformed",
      "../servers",
      '"instanceId" is "../servers": give the instance id exactly as CreateInstance returned it',
    ],
  ])("fails with one sentence in preview and in update where %s", async (_name, id, sentence) => {
    const stack = await openCase({ program: `clouddc.InstanceStatus.get("web", "${id}");` });
    for (const { code, output, events } of [await stack.preview(), await stack.up()]) {
      expect(code).toBe(1);
      expect(output).not.toContain("    at ");
      const told = events.flatMap(({ diagnosticEvent }) =>
        diagnosticEvent?.severity === "error" && diagnosticEvent.urn?.endsWith("InstanceStatus::web")
          ? [flat(diagnosticEvent.message).replace("Preview failed: ", "").trim()]
          : [],
      );
      expect(told).toEqual([expect.stringContaining(sentence)]);
    }
    expect(await stack.resource("InstanceStatus")).toBeUndefined();
    expect(stack.cloud.requests.map(({ ids }) => ids)).toEqual(id === "absent" ? [["absent"], ["absent"]] : []);
  });

  it("asks nobody while its id is not known", async () => {
    const stack = await openCase({
      program: `${records("web")}exports.state = clouddc.InstanceStatus.get("adopted", web.id).state;`,
      cloud: { instances: { web: "running" } },
    });
    await succeeds(stack.preview());
    expect(stack.cloud.requests.map(({ ids }) => ids)).toEqual([["web"]]);
    await succeeds(stack.up());
    expect(await stack.outputs()).toEqual({ state: "running" });
  });
});
