/** From the HTTP request to the dependent resource, on the real engine: the demo's scenes as assertions. */
import { expect, it } from "@jest/globals";
import { dependent, describeOnEngine, flat, gate, openCase } from "../support/stack";

const ids = ["web-1", "web-2", "web-3"];
const failure = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };

describeOnEngine("a stack that waits for three instances", () => {
  it("creates the dependent only when all run, sees drift, fails fast, resumes, and is destroyed", async () => {
    const stack = await openCase({
      program:
        gate("web", ids, 'timeout: "2m"') +
        dependent("after", "probe", "{ dependsOn: web }") +
        "exports.ids = web.instanceIds;",
      cloud: { instances: { probe: "running" } },
    });
    const { cloud } = stack;

    // (a) up waits, with progress, and then creates the dependent.
    for (const id of ids) cloud.put(id, "pending");
    const first = stack.start(["up", "--yes", "--skip-preview"]);
    await first.prints("0/3 · ");
    cloud.put("web-1", "running");
    await first.prints(/1\/3 · .* · \d+s\/2m/);
    cloud.put("web-2", "stopped/install-processing 1s, running");
    cloud.put("web-3", "running");
    const up = await first.done;
    expect(up).toExitWith(0);
    const created = cloud.requests.filter(({ ids: asked }) => asked.includes("probe")).at(-1);
    const ready = cloud.requests.filter(({ ids: asked }) => asked.includes("web-2")).at(-1);
    expect(created?.at).toBeGreaterThanOrEqual(ready?.at ?? Number.POSITIVE_INFINITY);

    // (b) nothing has changed, in whatever order the ids are.
    const preview = await stack.preview("--expect-no-changes");
    expect(preview).toExitWith(0);
    const again = await stack.up("--expect-no-changes");
    expect(again).toExitWith(0);

    // (c) one goes to error: preview shows it, up fails at once and says what to do.
    cloud.put("web-2", [{ state: "error", error: failure }]);
    const drift = await stack.preview("--diff");
    expect(drift).toExitWith(0);
    expect(drift.output).toContain(
      '~ status      : "running" => "web-2: error (create_instance_error: iMetal.0301 No server is free.)"',
    );
    expect(drift.output).toContain("warning: pulumi up would fail on: web-2: error (create_instance_error");
    const asked = cloud.requests.length;
    const failed = await stack.up();
    expect(failed.code).toBe(1);
    expect(flat(failed.output)).toMatch(
      /\* instance web-2 is error \(create_instance_error: iMetal\.0301 No server is free\.\) \(request id [0-9a-f]+\) after \d+s, wanted running: retry .* run pulumi up again/,
    );
    expect(cloud.requests.length - asked).toBeLessThan(12);
    const saved = await stack.gate();
    expect(JSON.stringify(saved?.initErrors)).toContain("instance web-2 is error");
    expect(JSON.stringify(await stack.export("--show-secrets"))).not.toContain("simulator-token");

    // (d) it recovers: the next up resumes, without any change in the program.
    cloud.put("web-2", "pending 1s, running");
    const resumed = await stack.up();
    expect(resumed).toExitWith(0);
    expect((await stack.gate())?.initErrors).toBeUndefined();
    expect((await stack.up("--expect-no-changes")).code).toBe(0);

    // (e) destroy asks nobody.
    const before = cloud.requests.length;
    const destroyed = await stack.destroy();
    expect(destroyed).toExitWith(0);
    expect(cloud.requests.length).toBe(before);
    expect((await stack.export()).deployment.resources ?? []).toEqual([]);
  });

  it("ends a wait of half an hour on Ctrl-C, and goes on with the next up", async () => {
    const stack = await openCase({ program: gate("web", ["web-1"], 'timeout: "30m"') });
    stack.cloud.put("web-1", "pending");
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints("0/1 · 1 pending");
    up.signal("SIGINT");
    const { code, output } = await up.done;
    expect(code).not.toBe(0);
    expect(flat(output)).toMatch(/instance web-1 was pending .* when the deployment was interrupted after/);
    expect((await stack.gate())?.initErrors).toHaveLength(1);

    stack.cloud.put("web-1", "running");
    const resumed = await stack.up();
    expect(resumed).toExitWith(0);
  });
});

describeOnEngine("bad input", () => {
  it.each([
    ["an empty id", gate("web", [""]), /instanceIds.* is "": give the instance id/],
    ["an id that leaves its path", gate("web", ["../servers"]), /"\.\.\/servers": give the instance id/],
    ["no id at all", gate("web", []), /name at least one instance/],
    ["a malformed duration", gate("web", ["a"], 'timeout: "30 minuts"'), /"timeout" is "30 minuts": write a duration/],
    ["a malformed settle", gate("web", ["a"], "settle: 0"), /"settle" is 0/],
  ])("%s is a check failure, and no request is sent", async (_name, program, sentence) => {
    const stack = await openCase({ program });
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(sentence);
    expect(output).not.toContain("    at ");
    expect(stack.cloud.requests).toEqual([]);
    expect(await stack.gate()).toBeUndefined();
  });

  it.each([
    [
      "no endpoint and no region",
      { HW_REGION_NAME: "", CLOUDDC_ENDPOINT: "" },
      /"region" is not set: .*HW_REGION_NAME/,
    ],
    ["no credentials", { HW_AUTH_TOKEN: "" }, /HW_AUTH_TOKEN/],
    ["no project", { HW_PROJECT_ID: "", HW_REGION_NAME: "" }, /project/i],
  ])("%s: one sentence that says what to set, nothing saved, no request to CloudDC", async (_name, env, sentence) => {
    const stack = await openCase({ program: gate("web", ["web-1"]), env });
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(sentence);
    expect(output).not.toContain("    at ");
    expect(stack.cloud.requests.filter(({ kind }) => kind === "status")).toEqual([]);
    expect(await stack.gate()).toBeUndefined();
  });
});
