/**
 * States of every version that was released, and of this one, which `UPDATE_STATES=true` writes: each later version goes on
 * with them. They are `pulumi stack export`s in `test/states`, by version.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { type Case, describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };
const FOLDER = join(__dirname, "../states");
const SECRET = "vault-4f1d";
const ADDRESS = "http://the-endpoint";

/**
 * What the states are of: gates that opened, failed, failed on their way, were interrupted, were killed and were shut again,
 * with every option, with `skipWait`, secret ids, and records, one of which ignores a change.
 */
const GATES = ["open", "failed", "wayward", "interrupted", "killed", "shut", "tuned", "hidden"];
const TUNING = `triggers: ["v1", { a: 1 }], initialDelay: "200ms", settle: 2, notFoundGrace: "1m", stoppedGrace: "5m", \
tolerateError: true, region: "ap-southeast-3"`;
const gates = (timeout: string) => `
${gate("open", ["web-1", "web-2"])}${gate("failed", ["bad"])}${gate("interrupted", ["slow"], `timeout: "${timeout}"`)}
${gate("killed", ["late"], `timeout: "${timeout}"`)}
clouddc.waitUntilRunning("hidden", { instanceIds: [pulumi.secret("${SECRET}")], pollInterval: "200ms" });
${gate("wayward", ["turning"])}${gate("shut", ["drifting"])}${gate("skipped", ["unseen"], "skipWait: true")}
${gate("tuned", ["web-2", "web-1"], TUNING, '{ customTimeouts: { create: "30m", update: "1h" } }')}
new clouddc.InstanceStatus("ignoring", { instanceId: "drifting" }, { ignoreChanges: ["operationState"] });
new clouddc.InstanceStatus("record", { instanceId: "web-1" });
new clouddc.InstanceStatus("broken", { instanceId: "bad" });
new clouddc.InstanceStatus("secret", { instanceId: pulumi.secret("${SECRET}") });
clouddc.InstanceStatus.get("adopted", "web-2");`;

const failure = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };
const TROUBLE = {
  "web-1": "running/install-succeed",
  "web-2": "running",
  bad: [{ state: "error", error: failure }],
  slow: "pending",
  turning: "pending",
  drifting: "running/install-succeed",
  unseen: "pending",
  late: "stopped/install-processing",
  [SECRET]: "running",
};

type Exported = Awaited<ReturnType<Case["export"]>>;

const OF_THE_RUN = ["created", "modified", "sourcePosition", "stackTrace"];

/** Without what is another one each time, and without a path of this machine. */
function settled(exported: Exported, { endpoint }: { endpoint: string }): Exported {
  const text = JSON.stringify(exported, (key, value) => (OF_THE_RUN.includes(key) ? undefined : value))
    .replaceAll(endpoint, ADDRESS)
    .replace(/request id [\da-f]+/g, "request id 0f")
    .replace(/\b(after|for) (\d+m)?\d+(ms|s)\b/g, "$1 1s")
    .replace(/ (\d+m)?\d+(ms|s) →/g, " 1s →")
    .replace(/"pid":\d+/g, '"pid":1')
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "00000000-0000-4000-8000-000000000000");
  const { version: format, deployment } = JSON.parse(text);
  const { resources, pending_operations } = deployment;
  return { version: format, deployment: { resources, pending_operations } } as Exported;
}

/** What this package writes: the rest is the engine's, and each has its own. */
const ours = ({ deployment }: Exported) =>
  deployment.resources
    ?.filter(({ type }) => type.includes("clouddc:"))
    .map(({ urn, inputs, outputs, initErrors }) => ({ urn, inputs, outputs, initErrors }))
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));

describeOnEngine("the state of this version", () => {
  it("is the one that is kept: a change of it is one for every stack there is", async () => {
    const stack = await openCase({ program: gates("30m"), cloud: { instances: TROUBLE } });
    const up = stack.start([
      "up",
      "--yes",
      "--skip-preview",
      "--continue-on-error",
      "--exclude",
      "**killed*",
      "--exclude-dependents",
    ]);
    await up.prints(/InstanceGate wayward .*0\/1/);
    stack.cloud.put("turning", TROUBLE.bad);
    await up.prints(/InstanceGate wayward .*failed/);
    await up.prints(/InstanceGate failed .*failed/);
    await up.prints(/InstanceGate open created/);
    await up.prints(/InstanceGate shut created/);
    await up.prints(/InstanceGate tuned created/);
    await up.prints(/InstanceGate hidden created/);
    await up.prints(/InstanceGate skipped created/);
    await up.prints(/InstanceStatus secret created/);
    await up.prints(/InstanceStatus record created/);
    await up.prints(/InstanceStatus broken created/);
    await up.prints(/InstanceStatus ignoring created/);
    up.signal("SIGINT");
    await up.done;
    stack.cloud.put("drifting", "stopped/stop-succeed");
    await succeeds(stack.refresh("--target", "**shut"));
    await succeeds(stack.up("--target", "**ignoring"));
    const second = stack.start(["up", "--yes", "--skip-preview", "--target", "**killed*"]);
    await second.prints(/InstanceGate killed .*0\/1/);
    second.signal("SIGKILL");
    await second.done;

    const now = settled(await stack.export("--show-secrets"), stack.cloud);
    const file = join(FOLDER, `${version}.json`);
    if (process.env.UPDATE_STATES) writeFileSync(file, `${JSON.stringify(now, undefined, 2)}\n`);
    expect(ours(now)).toEqual(ours(JSON.parse(readFileSync(file, "utf8"))));
  });
});

const kept = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ""));

describeOnEngine.each(kept)("a stack with a state of %s", (name) => {
  /** Where everything runs by now. */
  async function found(): Promise<Case> {
    const stack = await openCase({
      program: gates("1m"),
      cloud: { instances: Object.fromEntries(Object.keys(TROUBLE).map((id) => [id, "running"])) },
    });
    const text = readFileSync(join(FOLDER, `${name}.json`), "utf8").replaceAll(ADDRESS, stack.cloud.endpoint);
    // The secrets are readable in the file: each stack encrypts them with a key of its own.
    const { secrets_providers } = (await stack.export()).deployment as { secrets_providers?: object };
    const state = JSON.parse(text);
    Object.assign(state.deployment, { secrets_providers });
    stack.write({ "state.json": JSON.stringify(state) });
    await succeeds(stack.run(["stack", "import", "--file", "state.json"]));
    return stack;
  }

  it("is refreshed, and shows what each instance became", async () => {
    const stack = await found();
    const { output } = await succeeds(stack.refresh());
    expect(output).not.toContain(SECRET);
    expect((await stack.resource("InstanceStatus", "broken"))?.outputs).toMatchObject({ state: "running" });
    for (const gateName of ["failed", "wayward", "shut"])
      expect(await stack.gate(gateName)).not.toHaveProperty("initErrors");
  });

  it("is updated: what was shut opens, what was open is left alone, and nothing is left to do", async () => {
    const stack = await found();
    const { output } = await succeeds(stack.up());
    expect(flat(output)).not.toMatch(/InstanceGate (open|tuned|skipped|hidden) (updat|creat|replac|delet)/);
    for (const gateName of GATES) expect((await stack.gate(gateName))?.outputs).toMatchObject({ openedBy: "wait" });
    expect((await stack.gate("skipped"))?.outputs).toMatchObject({ openedBy: "skipWait" });
    expect(JSON.stringify(await stack.export())).not.toMatch(/initErrors|pending_operations":\[\{/);
    await succeeds(stack.up("--expect-no-changes"));
  });

  it("is destroyed without a request", async () => {
    const stack = await found();
    const before = stack.cloud.requests.length;
    await succeeds(stack.destroy());
    expect((await stack.export()).deployment.resources ?? []).toEqual([]);
    expect(stack.cloud.requests.length).toBe(before);
  });
});
