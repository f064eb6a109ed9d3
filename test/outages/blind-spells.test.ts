/** A time in which nobody could look: how a gate goes on after it, and how it ends where nobody will ever be able to say. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { providerOf } from "../support/processes";
import { describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

const failure = (output: string) => flat(output.slice(output.indexOf("Diagnostics:")));

describeOnEngine("a provider process that was stopped over the deadline", () => {
  it("looks once more when it wakes, and opens the gate for an instance that runs by then", async () => {
    const stack = await openCase({
      program: gate("web", ["a"], 'timeout: "20s"'),
      cloud: { instances: { a: "pending" } },
    });
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints(/InstanceGate web creating .* 0\/1 · 1 pending/);
    const { pid } = providerOf(up.pid);
    process.kill(pid, "SIGSTOP");
    stack.cloud.put("a", "running");
    // The deadline has to pass in earnest: it is another process's.
    await sleep(22_000);
    process.kill(pid, "SIGCONT");
    await succeeds(up.done);
  });
});

describeOnEngine("what cannot pass", () => {
  it("ends the wait after a minute, with its cause, and not with advice to raise the timeout", async () => {
    const stack = await openCase({
      program: gate("web", ["a"], 'timeout: "30m"'),
      env: { CLOUDDC_ENDPOINT: "https://clouddc.ap-suotheast-3.invalid" },
    });
    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints(/InstanceGate web creating .* 0\/1 · 1 no answer · .*clouddc\.ap-suotheast-3\.invalid/);
    const { code, output } = await up.done;
    expect(code).toBe(1);
    const said = failure(output);
    expect(said).toMatch(
      /instance a could not be looked up after 1m.*, wanted running \[.*clouddc\.ap-suotheast-3\.invalid/,
    );
    expect(said).toMatch(/warning: .*clouddc\.ap-suotheast-3\.invalid/);
    expect(said).not.toContain('raise "timeout"');
  });
});
