/** Whatever interrupts a run: the wait ends, nothing of the run stays behind, and the next `pulumi up` goes on. */
import { expect, it } from "@jest/globals";
import { eventually } from "../support/eventually";
import { type Process, processesOf, providerOf, stillRunning } from "../support/processes";
import { type Case, describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

/** Longer than any test: a wait that ends was ended. */
const LONG = 'timeout: "30m"';
const TWENTY = Array.from({ length: 20 }, (_, n) => `web-${n + 1}`);
/** A gate for each instance. */
const gates = (ids: readonly string[]) => ids.map((id, n) => gate(`gate${n}`, [id], LONG)).join("");
const UP = ["up", "--yes", "--skip-preview"];

type Running = ReturnType<Case["start"]>;

/** An `up` in the middle of its waits, and the processes that run this package's code for it. */
async function waiting(stack: Case, progress = "0/1 · 1 pending"): Promise<{ up: Running; processes: Process[] }> {
  const up = stack.start(UP);
  await up.prints(progress);
  const processes = processesOf(up.pid);
  expect(processes.length).toBeGreaterThanOrEqual(2);
  return { up, processes };
}

const nothingIsLeftOf = (processes: readonly Process[]) =>
  eventually(() => expect(stillRunning(processes)).toEqual([]));

const interrupted = (id: string) =>
  new RegExp(
    `instance ${id} was pending \\(request id [0-9a-f]+\\) when the deployment was interrupted after .*, wanted running: run pulumi up again to go on waiting`,
  );

/** As in Pulumi's state: what a killed run was doing. */
async function pendingOperations(stack: Case): Promise<string[]> {
  const { deployment } = (await stack.export()) as { deployment: { pending_operations?: { type: string }[] } };
  return (deployment.pending_operations ?? []).map(({ type }) => type);
}

describeOnEngine("a wait that is interrupted", () => {
  it.each([
    "SIGINT",
    "SIGTERM",
  ] as const)("by %s ends, first while a gate is created, then while it is updated; each next up goes on", async (signal) => {
    const stack = await openCase({
      program: gate("web", ["web-1"], LONG),
      cloud: { instances: { "web-1": "pending" } },
    });
    const created = await waiting(stack);
    created.up.signal(signal);
    const first = await created.up.done;
    expect(first.code).toBe(1);
    expect(flat(first.output)).toMatch(interrupted("web-1"));
    expect((await stack.gate())?.initErrors).toEqual([expect.stringMatching(interrupted("web-1"))]);
    await nothingIsLeftOf(created.processes);

    stack.cloud.put("web-1", "running");
    await succeeds(stack.up());
    expect((await stack.gate())?.initErrors).toBeUndefined();

    stack.cloud.put("web-1", "pending");
    const updated = await waiting(stack);
    updated.up.signal(signal);
    const second = await updated.up.done;
    expect(second.code).toBe(1);
    expect(flat(second.output)).toMatch(interrupted("web-1"));
    expect((await stack.gate())?.initErrors).toEqual([expect.stringMatching(interrupted("web-1"))]);
    await nothingIsLeftOf(updated.processes);

    stack.cloud.put("web-1", "running");
    await succeeds(stack.up());
    await succeeds(stack.up("--expect-no-changes"));
    expect(await pendingOperations(stack)).toEqual([]);
  });

  it("of 20 gates, of which as many wait as Pulumi does at once: all end, no other one begins, at their creation and later", async () => {
    const stack = await openCase({
      program: gates(TWENTY),
      cloud: { instances: Object.fromEntries(TWENTY.map((id) => [id, "pending"])) },
    });
    const interrupts = async () => {
      const { up, processes } = await waiting(stack);
      up.signal("SIGINT");
      const { code, output } = await up.done;
      expect(code).toBe(1);
      const { deployment } = await stack.export();
      const saved = (deployment.resources ?? []).filter(({ type }) => type.endsWith(":InstanceGate"));
      const shut = saved.filter(({ initErrors }) => initErrors);
      expect(shut.length).toBeGreaterThan(0);
      for (const { initErrors } of shut)
        expect(initErrors).toEqual([
          expect.stringMatching(/^instance web-\d+ was .* when the deployment was interrupted/),
        ]);
      const sentences = /\* instance web-\d+ was \S+ .*? when the deployment was interrupted/g;
      expect(flat(output).match(sentences)).toHaveLength(shut.length);
      await nothingIsLeftOf(processes);
      return saved;
    };
    const goesOn = async () => {
      for (const id of TWENTY) stack.cloud.put(id, "running");
      await succeeds(stack.up());
      await succeeds(stack.up("--expect-no-changes"));
    };
    const created = await interrupts();
    expect(created.every(({ initErrors }) => initErrors)).toBe(true);
    await goesOn();

    for (const id of TWENTY) stack.cloud.put(id, "pending");
    expect(await interrupts()).toHaveLength(TWENTY.length);
    await goesOn();
  });

  it.each([
    ["one gate", ["web-1"], / 2 unchanged/],
    // How many of the components have come so far is for Pulumi to say.
    ["20 gates", TWENTY, / \d+ unchanged/],
  ])("while check asks an API that does not answer ends without a change: %s and a record", async (_name, ids, end) => {
    const record = 'new clouddc.InstanceStatus("record", { instanceId: "web-1" });';
    const stack = await openCase({
      program: gates(ids) + record,
      cloud: { instances: Object.fromEntries(ids.map((id) => [id, "running"])) },
    });
    await succeeds(stack.up());

    stack.cloud.fault({ delayMs: 600_000, times: Number.POSITIVE_INFINITY });
    const before = stack.cloud.requests.length;
    const up = stack.start(UP);
    await eventually(() => expect(stack.cloud.requests.length).toBeGreaterThan(before));
    const processes = processesOf(up.pid);
    up.signal("SIGINT");
    const { code, output } = await up.done;
    expect(code).toBe(1);
    expect(flat(output)).toMatch(new RegExp(`\\^C received; cancelling.*${end.source}`));
    expect(flat(output)).not.toMatch(/\d (updated|created|replaced|deleted)/);
    // Check was ended, not left to its patience.
    expect(output).not.toContain("no answer within");
    await nothingIsLeftOf(processes);

    stack.cloud.clearFaults();
    await succeeds(stack.up("--expect-no-changes"));
  });
});

describeOnEngine("a run whose CLI is killed", () => {
  it("leaves a lock that names its remedy and a pending operation, but no process; cancel and up go on", async () => {
    const stack = await openCase({
      program: gate("web", ["web-1"], LONG),
      cloud: { instances: { "web-1": "pending" } },
    });
    const created = await waiting(stack);
    created.up.signal("SIGKILL");
    await created.up.done;
    await nothingIsLeftOf(created.processes);
    const asked = stack.cloud.requests.length;
    expect(await pendingOperations(stack)).toEqual(["creating"]);

    stack.cloud.put("web-1", "running");
    const locked = await stack.up();
    expect(locked.code).toBe(1);
    expect(flat(locked.output)).toMatch(
      /error: the stack is currently locked by 1 lock\(s\)\. Either wait for the other process\(es\) to end or delete the lock file with `pulumi cancel`/,
    );
    expect(stack.cloud.requests.length).toBe(asked);
    await succeeds(stack.run(["cancel", "--yes"]));
    const resumed = await succeeds(stack.up());
    expect(flat(resumed.output)).toContain("InstanceGate::web, interrupted while creating");
    expect((await stack.gate())?.initErrors).toBeUndefined();
    // The warning stays until somebody says that nothing was created that Pulumi does not know of.
    expect(await pendingOperations(stack)).toEqual(["creating"]);
    await succeeds(stack.refresh("--clear-pending-creates"));
    expect(await pendingOperations(stack)).toEqual([]);

    // The same while a gate is updated: a plain refresh clears it.
    stack.cloud.put("web-1", "pending");
    const updated = await waiting(stack);
    updated.up.signal("SIGKILL");
    await updated.up.done;
    await nothingIsLeftOf(updated.processes);
    await succeeds(stack.run(["cancel", "--yes"]));
    expect(await pendingOperations(stack)).toEqual(["updating"]);
    stack.cloud.put("web-1", "running");
    await succeeds(stack.refresh());
    expect(await pendingOperations(stack)).toEqual([]);
    await succeeds(stack.up());
    await succeeds(stack.up("--expect-no-changes"));
  });
});

describeOnEngine("a run whose provider process is killed", () => {
  it("fails, saves nothing new, leaves no process, and the next up goes on", async () => {
    const stack = await openCase({
      program: gate("web", ["web-1"], LONG),
      cloud: { instances: { "web-1": "pending" } },
    });
    const created = await waiting(stack);
    process.kill(providerOf(created.up.pid).pid, "SIGKILL");
    const first = await created.up.done;
    expect(first.code).toBe(1);
    expect(flat(first.output)).toMatch(/InstanceGate \(web\): error: error reading from server: EOF/);
    expect(await stack.gate()).toBeUndefined();
    await nothingIsLeftOf(created.processes);

    stack.cloud.put("web-1", "running");
    await succeeds(stack.up());
    const open = await stack.gate();

    stack.cloud.put("web-1", "pending");
    const updated = await waiting(stack);
    process.kill(providerOf(updated.up.pid).pid, "SIGKILL");
    expect((await updated.up.done).code).toBe(1);
    expect((await stack.gate())?.outputs).toEqual(open?.outputs);
    await nothingIsLeftOf(updated.processes);

    // The gate was open when this run began; it is shut as long as its instance does not run.
    stack.cloud.put("web-1", "error");
    expect((await stack.up()).code).toBe(1);
    stack.cloud.put("web-1", "running");
    await succeeds(stack.up());
    expect(await pendingOperations(stack)).toEqual([]);
  });
});
