/** A gate that cannot open: the exit code, the sentence, what is saved, and what becomes of the rest of the stack. */
import { expect, it } from "@jest/globals";
import { gateSteps, order, said, stacks } from "../support/events";
import { dependent, describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

const error = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };
const ERROR = "error \\(create_instance_error: iMetal\\.0301 No server is free\\.\\)";
const FROM = "\\(request id [0-9a-f]+\\)";

/** What ends each gate, named after it, and the whole sentence. */
const SENTENCES = {
  atOnce: `instance atOnce is ${ERROR} ${FROM} after \\d+s, wanted running: retry its provisioning in the CloudDC console or replace the instance, then run pulumi up again`,
  later: `instance later is ${ERROR} ${FROM} after \\d+s \\(pending \\d+s → error\\), wanted running: retry its provisioning in the CloudDC console or replace the instance, then run pulumi up again`,
  slow: `instance slow was still pending ${FROM} at the timeout of 2s, wanted running: raise "timeout" or check it in the CloudDC console, then run pulumi up again`,
  idle: `instance idle has been stopped ${FROM} for \\d+s with nothing in progress \\(stoppedGrace 1s\\), wanted running: power it on, then run pulumi up again`,
  missing: `instance missing was not found for \\d+s \\(notFoundGrace 1s\\), wanted running: check the id, the region and the project \\[CloudDC answered HTTP 404, iMetal\\.0200: Instances not found: \\[missing\\], request id [0-9a-f]+\\]`,
  gone: `instance gone is shutting-down ${FROM} after \\d+s, wanted running: it cannot come back, so create another one and use its id`,
};
const NAMES = Object.keys(SENTENCES) as (keyof typeof SENTENCES)[];

describeOnEngine("a gate that cannot open", () => {
  it("fails the run with one sentence that says why, and is saved as not initialised: six ways", async () => {
    const stack = await openCase({
      program: NAMES.map(
        (name) =>
          gate(name, [name], `timeout: "${name === "slow" ? "2s" : "2m"}", stoppedGrace: "1s", notFoundGrace: "1s"`) +
          dependent(`after-${name}`, "probe", `{ dependsOn: ${name} }`),
      ).join(""),
      cloud: {
        instances: {
          atOnce: [{ state: "error", error }],
          later: "pending",
          slow: "pending",
          idle: "stopped",
          gone: "shutting-down",
          probe: "running",
        },
      },
    });
    const { cloud } = stack;

    const up = stack.start(["up", "--yes", "--skip-preview", "--continue-on-error"]);
    await up.prints(/InstanceGate later creating .* 0\/1 · 1 pending/);
    cloud.put("later", [{ state: "error", error }]);
    const failed = await up.done;
    expect(failed.code).toBe(1);
    expect(stacks(failed)).toEqual([]);
    expect(order(failed).filter((step) => step.includes(" after-"))).toEqual([]);
    const { deployment } = await stack.export();
    const saved = (name: string) => deployment.resources?.find(({ urn }) => urn.endsWith(`:InstanceGate::${name}`));
    for (const name of NAMES) {
      expect(flat(failed.output)).toMatch(new RegExp(`error: 1 error occurred: \\* ${SENTENCES[name]} `));
      expect(saved(name)).toMatchObject({
        id: expect.stringMatching(/^gate-[0-9a-f]{16}$/),
        initErrors: [expect.stringMatching(new RegExp(`^${SENTENCES[name]}$`))],
      });
    }
    expect(saved("slow")?.outputs).toMatchObject({ status: "pending", observed: [{ status: { state: "pending" } }] });
    expect(saved("missing")?.outputs).toMatchObject({ status: "not found", observed: [{ status: {} }] });
    expect(saved("gone")?.outputs).toMatchObject({ status: "shutting-down" });
  });

  it("leaves another gate to its own fate, and with --continue-on-error what is behind that one too", async () => {
    const stack = await openCase({
      program:
        gate("bad", ["a"], 'timeout: "2m"') +
        gate("good", ["b"], 'timeout: "2m"') +
        dependent("after-bad", "probe-1", "{ dependsOn: bad }") +
        dependent("after-good", "probe-2", "{ dependsOn: good }"),
      cloud: { instances: { "probe-1": "running", "probe-2": "running" } },
    });
    const { cloud } = stack;
    const failOne = async (...args: string[]) => {
      for (const id of ["a", "b"]) cloud.put(id, "pending");
      const up = stack.start(["up", "--yes", "--skip-preview", ...args]);
      for (const name of ["bad", "good"]) await up.prints(new RegExp(`InstanceGate ${name} \\w+ing .* 0/1 · `));
      cloud.put("a", "error");
      await up.prints(/InstanceGate bad \*\*(creating|updating) failed/);
      cloud.put("b", "running");
      return up.done;
    };

    const stopped = await failOne();
    expect(stopped.code).toBe(1);
    expect(order(stopped).slice(-1)).toEqual(["end create good"]);
    expect(order(stopped)).toContain("fail create bad");
    expect((await stack.gate("good"))?.initErrors).toBeUndefined();
    expect((await stack.gate("bad"))?.initErrors).toHaveLength(1);

    const continued = await failOne("--continue-on-error");
    expect(continued.code).toBe(1);
    expect(order(continued).slice(-3)).toEqual(["end update good", "begin create after-good", "end create after-good"]);
    expect(order(continued)).toContain("fail update bad");
  });

  it("prints one plain sentence and saves nothing when no instance could be looked at", async () => {
    const stack = await openCase({ program: gate("web", ["a", "b"]), cloud: { instances: { a: "running" } } });
    const { cloud } = stack;
    cloud.allowStatus(false);
    const refused = await stack.run(["up", "--yes"]);
    expect(refused.code).toBe(1);
    expect(said(refused, "error")).toEqual([
      expect.stringMatching(
        /^instance a could not be looked up after \d+s, wanted running \[CloudDC answered HTTP 403, .*; grant the permission clouddc:instance:get .*\]$/,
      ),
      "update failed",
    ]);
    expect(refused.output).not.toContain("    at ");
    expect(await stack.gate()).toBeUndefined();

    // What was saved before stays as it was: the run learned nothing.
    cloud.allowStatus(true);
    cloud.put("b", "running");
    await succeeds(stack.up());
    const opened = await stack.gate();
    cloud.allowStatus(false);
    const again = await stack.up();
    expect(again.code).toBe(1);
    expect(gateSteps(again)).toEqual(["update web"]);
    expect(await stack.gate()).toEqual(opened);
  });
});
