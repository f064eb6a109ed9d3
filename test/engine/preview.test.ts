/** `pulumi preview` of a gate: it ends soon whatever the API does, says what it knows, and changes nothing. */
import { expect, it } from "@jest/globals";
import { gateSteps, said } from "../support/events";
import { describeOnEngine, gate, openCase, succeeds } from "../support/stack";

const error = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };
const ERROR = "error (create_instance_error: iMetal.0301 No server is free.)";
const SIGNED_OUT = { HW_AUTH_TOKEN: "" };
/** So late that a preview which waits for the answer is one that hangs. */
const LATE = { delayMs: 20_000, times: Number.POSITIVE_INFINITY };

const notKnown = (what: string) => `the live state is unknown; pulumi up would look again and wait: ${what}`;

/** The gate's status in a preview's JSON, before and after. */
function statusIn(json: string) {
  const { steps } = JSON.parse(json) as { steps: { op: string; urn: string; oldState?: State; newState?: State }[] };
  const step = steps.find(({ urn }) => urn.includes(":InstanceGate::"));
  return { op: step?.op, before: step?.oldState?.inputs.status, after: step?.newState?.inputs.status };
}
interface State {
  inputs: Record<string, unknown>;
}

describeOnEngine("a preview of a new gate", () => {
  it("shows the live states, and says what pulumi up would wait for and fail on", async () => {
    const fleet = Array.from({ length: 7 }, (_, at) => `fleet-${at + 1}`);
    const stack = await openCase({
      program: gate("web", ["up", "new", "broken", "lost"], "timeout: 90") + gate("many", fleet),
      cloud: {
        instances: {
          up: "running",
          new: "pending",
          broken: [{ state: "error", error }],
          ...Object.fromEntries(fleet.map((id) => [id, "stopped/install-processing"])),
        },
      },
    });
    const preview = await succeeds(stack.preview("--diff"));
    // The diff says what the gate leads to; what is seen today may be something else when a plan is carried out.
    expect(preview.output.match(/status +: "running"/g)).toHaveLength(2);
    expect(said(preview, "warning")).toEqual([`pulumi up would fail on: broken: ${ERROR}`]);
    expect(said(preview, "info").sort()).toEqual([
      "pulumi up would wait up to 1m30s for: new: pending; lost: not found",
      "pulumi up would wait up to 30m for: fleet-1, fleet-2, fleet-3, fleet-4, fleet-5 and 2 more: stopped (install-processing)",
    ]);
    expect(await stack.gate()).toBeUndefined();
  });

  it("of what is not known yet asks nobody, and finds nothing wrong with it", async () => {
    const stack = await openCase({
      program: `const server = new clouddc.InstanceStatus("server", { instanceId: "seen" });
        const later = (value) => server.id.apply(() => value);
        clouddc.waitUntilRunning("ids", { instanceIds: ["unasked", server.id] });
        clouddc.waitUntilRunning("all", { instanceIds: later(["unasked"]) });
        clouddc.waitUntilRunning("place", {
          instanceIds: ["unasked"], projectId: server.id, region: server.id, endpoint: server.id });
        clouddc.waitUntilRunning("options", { instanceIds: ["broken"], timeout: later("1m"), pollInterval: later("1s"),
          initialDelay: later(0), settle: later(2), tolerateError: later(false), skipWait: later(false) });`,
      cloud: { instances: { seen: "running", unasked: "error", broken: [{ state: "error", error }] } },
    });
    const { output, ...preview } = await succeeds(stack.preview("--diff"));
    expect(stack.cloud.requests.map(({ ids }) => ids.join()).sort()).toEqual(["broken", "seen"]);
    expect(said(preview, "warning")).toEqual([
      `unless skipWait or tolerateError turns out to be true, pulumi up would fail on: broken: ${ERROR}`,
    ]);
    const shown = (name: string) => output.slice(output.indexOf(`:InstanceGate::${name}]`)).split("\n        + ")[0];
    expect(shown("ids")).toMatch(/\[0\]: "unasked"\n\s+\[1\]: \[unknown\]/);
    expect(shown("ids")).toMatch(/status +: \[unknown\]/);
    expect(shown("all")).toMatch(/instanceIds *: \[unknown\]/);
    expect(shown("place")).toMatch(/projectId *: \[unknown\]/);
    expect(shown("place")).toMatch(/status *: \[unknown\]/);
    expect(shown("options")).toMatch(/timeout *: \[unknown\]/);
  });

  it("ends with one warning when nobody answers, nobody may ask, or the answers take 20 seconds", async () => {
    const stack = await openCase({
      program: gate("web", ["a", "b"]) + gate("db", ["c"]),
      cloud: { instances: { a: "running", b: "running", c: "running" } },
    });
    const { cloud } = stack;

    const signedOut = await succeeds(stack.run(["preview"], SIGNED_OUT));
    expect(said(signedOut, "warning").sort()).toEqual([
      expect.stringMatching(/: a, b: not checked \(no credentials were found: set HW_ACCESS_KEY/),
      expect.stringMatching(/: c: not checked \(no credentials were found: set HW_ACCESS_KEY/),
    ]);
    expect(cloud.requests.filter(({ kind }) => kind === "status")).toEqual([]);

    const before = cloud.requests.length;
    cloud.fault(LATE);
    const slow = await succeeds(stack.preview());
    expect(Date.now()).toBeLessThan((cloud.requests[before]?.at ?? 0) + LATE.delayMs);
    expect(said(slow, "warning").sort()).toEqual([
      notKnown("a, b: not checked (no answer within 5s)"),
      notKnown("c: not checked (no answer within 5s)"),
    ]);

    await cloud.close();
    const down = await succeeds(stack.preview());
    const refused = "not checked \\(127\\.0\\.0\\.1:\\d+ could not be reached \\(ECONNREFUSED\\)\\)";
    expect(said(down, "warning").sort()).toEqual([
      expect.stringMatching(new RegExp(`: a, b: ${refused}$`)),
      expect.stringMatching(new RegExp(`: c: ${refused}$`)),
    ]);
    expect(await stack.gate()).toBeUndefined();
  });
});

describeOnEngine("a preview of a gate that was opened", () => {
  it("shows nothing of healthy instances, and drift as the state before and now", async () => {
    const stack = await openCase({ program: gate("web", ["a", "b"], 'timeout: "10m"') });
    const { cloud } = stack;
    cloud.put("a", "running");
    cloud.put("b", "pending");
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints("1/2 · ");
    cloud.put("b", "running");
    await succeeds(up.done);

    // What the wait began with is no drift, and is not what drift is compared with.
    const healthy = await succeeds(stack.preview("--expect-no-changes"));
    expect(said(healthy, "warning")).toEqual([]);

    cloud.put("b", "stopped");
    const drifted = await succeeds(stack.preview("--diff"));
    expect(drifted.output).toContain('~ status      : "running" => "b: stopped"');
    expect(said(drifted, "warning")).toEqual(["pulumi up would wait up to 10m for: b: stopped"]);

    cloud.put("b", [{ state: "error", error }]);
    const failed = await succeeds(stack.preview("--json"));
    expect(statusIn(failed.output)).toEqual({ op: "update", before: "running", after: `b: ${ERROR}` });
    expect(failed.output).toContain(`"message": "warning: pulumi up would fail on: b: ${ERROR}\\n"`);

    // The gate that would be replaced is checked as the old and as the new one: that is one warning, not two.
    stack.program(gate("web", ["b"], 'timeout: "10m"'));
    const replaced = await succeeds(stack.preview());
    expect(gateSteps(replaced)).toContain("replace web");
    expect(said(replaced, "warning")).toEqual([`pulumi up would fail on: b: ${ERROR}`]);
  });

  it("shows what could not be looked up as a change, and never as running", async () => {
    const stack = await openCase({
      program: gate("web", ["a", "b"]),
      cloud: { instances: { a: "running", b: "running" } },
    });
    const { cloud } = stack;
    await succeeds(stack.up());

    const signedOut = await succeeds(stack.run(["preview", "--diff"], SIGNED_OUT));
    expect(gateSteps(signedOut)).toEqual(["update web"]);
    expect(signedOut.output).toContain('~ status      : "running" => "2 × not checked (no credentials were found: ');

    const before = cloud.requests.length;
    cloud.fault(LATE);
    const slow = await succeeds(stack.preview());
    expect(Date.now()).toBeLessThan((cloud.requests[before]?.at ?? 0) + LATE.delayMs);
    expect(gateSteps(slow)).toEqual(["update web"]);

    await cloud.close();
    const down = await succeeds(stack.preview("--json"));
    expect(statusIn(down.output)).toEqual({
      op: "update",
      before: "running",
      after: expect.stringMatching(/^2 × not checked \(127\.0\.0\.1:\d+ could not be reached \(ECONNREFUSED\)\)$/),
    });
  });
});
