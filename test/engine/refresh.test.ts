/** `pulumi refresh` of a gate: it shows what has become of the instances, waits for nothing, and fails for nothing. */
import { expect, it } from "@jest/globals";
import { gateSteps, said } from "../support/events";
import { describeOnEngine, gate, openCase, succeeds } from "../support/stack";

const error = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };
const ERROR = "error (create_instance_error: iMetal.0301 No server is free.)";

describeOnEngine("a refresh of a gate", () => {
  it("shows drift as the state before and now, and makes the next pulumi up wait again", async () => {
    const stack = await openCase({
      program: gate("web", ["a", "b"], 'timeout: "2m"') + gate("db", ["c", "d"]) + gate("ok", ["e"]),
      cloud: { instances: { a: "running", b: "running", c: "running", d: "running", e: "running" } },
    });
    const { cloud } = stack;
    await succeeds(stack.up());
    await succeeds(stack.refresh("--expect-no-changes"));

    // One in error, two gone.
    cloud.put("b", [{ state: "error", error }]);
    cloud.remove("c");
    cloud.remove("d");
    const opened = await stack.gate("web");
    const preview = await succeeds(stack.run(["refresh", "--preview-only", "--diff"]));
    expect(preview.output).toContain(`~ status      : "running" => "b: ${ERROR}"`);
    expect(preview.output).toContain('~ status      : "running" => "2 × not found"');
    expect(await stack.gate("web")).toEqual(opened);

    const drifted = await succeeds(stack.refresh());
    const failed = `instance b is ${ERROR}, wanted running: pulumi up waits for it again`;
    const gone = "instances c, d are not found, wanted running: pulumi up waits for them again";
    expect(said(drifted, "warning").sort()).toEqual(
      [failed, gone].map((sentence) => `Refreshed resource is in an unhealthy state:\n* ${sentence}`),
    );
    // What Pulumi's provider process prints of it, too, does not read as if the refresh had failed.
    expect(drifted.output).toContain(`a gate is not open: ${failed}`);
    expect(drifted.output).not.toContain("Error:");
    const saved = await stack.gate("web");
    expect(saved?.initErrors).toEqual([failed]);
    expect(saved?.outputs).toMatchObject({ status: `b: ${ERROR}` });
    expect(saved?.inputs).toEqual(opened?.inputs);
    expect((await stack.gate("db"))?.outputs).toMatchObject({ status: "2 × not found" });
    expect((await stack.gate("ok"))?.initErrors).toBeUndefined();

    // One is still busy, the others have come back, and the check alone would see nothing wrong with those.
    cloud.put("b", "running/reboot-processing");
    for (const id of ["c", "d"]) cloud.put(id, "running");
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints(/InstanceGate web updating .* 1\/2 · 1 running \(reboot\)/);
    cloud.put("b", "running");
    const waited = await succeeds(up.done);
    expect(gateSteps(waited).sort()).toEqual(["same ok", "update db", "update web"]);
    expect((await stack.gate("web"))?.outputs).toEqual(opened?.outputs);
  });

  it("with credentials that have expired since keeps the gate shut, until somebody may look again", async () => {
    const stack = await openCase({
      program: gate("web", ["a", "b"]),
      cloud: { instances: { a: "running", b: "running" } },
    });
    await succeeds(stack.up());
    const opened = await stack.gate();

    stack.cloud.expireTokens();
    const expired = await succeeds(stack.refresh("--diff"));
    expect(expired.output).toContain('~ status      : "running" => "2 × not checked (CloudDC answered HTTP 401, ');
    expect(said(expired, "warning")).toEqual([
      expect.stringMatching(
        /\* instances a, b are not checked \(CloudDC .* HTTP 401, .*\(HW_AUTH_TOKEN\) is no longer/,
      ),
    ]);
    expect(expired.output).not.toContain("simulator-token");
    // Nothing was learned of the instances.
    const { observed, openedBy } = (opened?.outputs ?? {}) as Record<string, unknown>;
    expect((await stack.gate())?.outputs).toMatchObject({ observed, openedBy });

    const keys = { HW_AUTH_TOKEN: "", HW_ACCESS_KEY: "SIMULATORACCESSKEY", HW_SECRET_KEY: "simulator-secret-key" };
    const up = await succeeds(stack.run(["up", "--yes", "--skip-preview"], keys));
    expect(gateSteps(up)).toEqual(["update web"]);
    const reopened = await stack.gate();
    expect(reopened?.outputs).toEqual(opened?.outputs);
    expect(reopened?.initErrors).toBeUndefined();
  });
});
