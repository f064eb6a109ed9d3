/** An id that is a secret is nowhere in plain text: not in state, not in a message, not in what Pulumi calls the resource. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { type Case, describeOnEngine, flat, openCase, succeeds } from "../support/stack";

/** Written into the program: an id of the stack's configuration would be starred out of everything that the CLI prints. */
const SECRET = "vault-4f1d";
const secret = `pulumi.secret("${SECRET}")`;

/** Huawei's messages name the instance. */
const failure = {
  error_code: "iMetal.0301",
  error_msg: `Instance ${SECRET} has no server.`,
  error_type: `create_${SECRET}_error`,
};

/** The files that Pulumi has written for this stack and that hold the secret: state, its backups, its history, events. */
function filesWithTheSecret({ home, project }: Case): string[] {
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((file) => !file.startsWith(project)) // the program itself
    .filter((file) => linesOf(file).some((line) => line.includes(SECRET)));
}

/** Without the SDK's own debugging output, which shows every secret that it is given. */
const linesOf = (file: string) =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => !/"debug: ","message":"RegisterResource RPC finished/.test(line));

describeOnEngine("an id that is a secret", () => {
  it("is in no output, no state and no message, whatever becomes of the instance", async () => {
    const stack = await openCase({
      program: `
const id = ${secret};
const web = clouddc.waitUntilRunning("web", {
  instanceIds: [id, "open-1"], pollInterval: "200ms", timeout: "2s", notFoundGrace: "0s",
});
const record = new clouddc.InstanceStatus("record", { instanceId: id });
exports.ids = web.instanceIds;
exports.statuses = web.statuses;
exports.record = record.instanceId;
exports.name = record.id;
exports.error = record.error;`,
      cloud: { instances: { "open-1": "running" } },
    });
    const { cloud } = stack;
    const printed: string[] = [];
    const run = async (code: number, result: ReturnType<Case["up"]>) => {
      const ended = await result;
      printed.push(ended.output);
      expect(ended).toExitWith(code);
      return flat(ended.output);
    };

    // Missing: the API's 404 names it.
    expect(await run(0, stack.preview("--diff"))).toContain("1 of 2: not found");
    expect(await run(1, stack.up())).toMatch(
      /instance 1 of 2 was not found .* \[CloudDC answered HTTP 404, iMetal\.0200: Instances not found: \[\[redacted\]\]/,
    );
    // In error: so does its error, which is recorded.
    cloud.put(SECRET, [{ state: "error", error: failure }]);
    expect(await run(0, stack.preview("--diff"))).toContain(
      "1 of 2: error (create_[redacted]_error: iMetal.0301 Instance [redacted] has no server.)",
    );
    expect(await run(1, stack.up())).toContain("instance 1 of 2 is error (create_[redacted]_error");
    expect(await run(0, stack.refresh())).toContain("instance 1 of 2 is error (create_[redacted]_error");
    // Refused: the gateway quotes the path.
    const refusal = JSON.stringify({ error_code: "APIGW.0302", error_msg: `No access to /instances/${SECRET}/status` });
    cloud.fault({ kind: "status", id: SECRET, status: 403, body: refusal, times: Number.POSITIVE_INFINITY });
    expect(await run(0, stack.preview())).toContain("No access to /instances/[redacted]/status");
    expect(await run(1, stack.up())).toContain("No access to /instances/[redacted]/status");
    cloud.clearFaults();
    // Waited for: progress, and the time-out.
    cloud.put(SECRET, "pending");
    expect(await run(1, stack.up())).toMatch(/1\/2 · 1 pending .* instance 1 of 2 was still pending/);
    expect((await stack.gate())?.initErrors).toHaveLength(1);
    // And running at last.
    cloud.put(SECRET, "running");
    await run(0, stack.up());
    await run(0, stack.up("--expect-no-changes"));

    expect(await stack.outputs()).toMatchObject({
      ids: [SECRET, "open-1"],
      record: SECRET,
      statuses: { [SECRET]: { instanceId: SECRET, state: "running", phase: "ready" }, "open-1": { state: "running" } },
    });
    expect(JSON.stringify(await stack.export("--show-secrets"))).toContain(SECRET);
    expect(printed.join("\n")).not.toContain(SECRET);
    expect(filesWithTheSecret(stack)).toEqual([]);
    // A resource's id is never a secret to Pulumi.
    expect((await stack.gate())?.id).toMatch(/^gate-[0-9a-f]{16}$/);
    expect((await stack.resource("InstanceStatus"))?.id).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is not shown by what refuses it", async () => {
    const malformed = `pulumi.secret("a ${SECRET}")`;
    const stack = await openCase({ program: "" });
    const programs = {
      "a gate": `clouddc.waitUntilRunning("web", { instanceIds: [${malformed}] });`,
      "a record": `new clouddc.InstanceStatus("web", { instanceId: ${malformed} });`,
      "a look-up": `exports.x = clouddc.getInstanceStatusOutput({ instanceId: ${malformed} });`,
      "a look-up of no instance": `exports.x = clouddc.getInstanceStatusOutput({ instanceId: ${secret} });`,
    };
    const sentences: Record<keyof typeof programs, string> = {
      "a gate": '"instanceIds[0]" is "[secret]": give the instance id exactly as CreateInstance returned it',
      "a record": '"instanceId" is "[secret]": give the instance id exactly as CreateInstance returned it',
      "a look-up": '"instanceId" is "[secret]": give the instance id exactly as CreateInstance returned it',
      "a look-up of no instance": "instance [secret] could not be looked up: CloudDC answered HTTP 404, iMetal.0200",
    };
    for (const [name, program] of Object.entries(programs)) {
      stack.program(program);
      const { code, output } = await stack.preview();
      expect([name, code]).toEqual([name, 1]);
      expect(flat(output)).toContain(sentences[name as keyof typeof programs]);
      expect(output).not.toContain(SECRET);
    }
  });

  it("is refused by InstanceStatus.get, which Pulumi would keep it in plain text for", async () => {
    const stack = await openCase({
      program: `clouddc.InstanceStatus.get("web", ${secret});`,
      cloud: { instances: { [SECRET]: "running" } },
    });
    for (const { code, output } of [await stack.preview(), await stack.up()]) {
      expect(code).toBe(1);
      expect(flat(output)).toContain(
        'error: InstanceStatus.get("web"): the id is a secret, and Pulumi would keep it in plain text: use new InstanceStatus("web", { instanceId }), or pass pulumi.unsecret(instanceId)',
      );
      expect(output).not.toContain(SECRET);
    }
    expect(filesWithTheSecret(stack)).toEqual([]);
    expect(stack.cloud.requests).toEqual([]);

    stack.program(`clouddc.InstanceStatus.get("web", pulumi.unsecret(${secret}));`);
    await succeeds(stack.up());
    expect((await stack.resource("InstanceStatus"))?.id).toBe(SECRET);
  });
});

describeOnEngine("additionalSecretOutputs", () => {
  it("makes secrets of what was seen, by a record and by a gate", async () => {
    const stack = await openCase({
      program: `
const record = new clouddc.InstanceStatus("record", { instanceId: "web" }, { additionalSecretOutputs: ["state"] });
const ready = clouddc.waitUntilRunning("ready", { instanceIds: ["web"] }, { additionalSecretOutputs: ["statuses"] });
exports.state = record.state;
exports.phase = record.phase;
exports.statuses = ready.statuses;`,
      cloud: { instances: { web: "running" } },
    });
    const up = await succeeds(stack.up());
    expect(up.output).toMatch(/phase *: "ready"/);
    expect(up.output).toMatch(/state *: \[secret\]/);
    expect(up.output).toMatch(/statuses *: \[secret\]/);
    const { outputs } = (await stack.resource("InstanceStatus")) as { outputs: Record<string, unknown> };
    expect(outputs.state).toHaveProperty("ciphertext");
    expect(outputs.phase).toBe("ready");
    const gate = (await stack.gate()) as { outputs: Record<string, unknown> };
    expect(gate.outputs.observed).toHaveProperty("ciphertext");
    expect(await stack.outputs()).toEqual({
      state: "running",
      phase: "ready",
      statuses: { web: { instanceId: "web", state: "running", phase: "ready" } },
    });
  });
});
