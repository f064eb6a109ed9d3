/** Programs of the Automation API, run by a host of the user's own: inline ones, and those in a folder. */
import { expect, it } from "@jest/globals";
import { eventually } from "../support/eventually";
import { type InstalledProject, installProject } from "../support/installed-project";
import { processesOf, stillRunning } from "../support/processes";
import { describeOnEngine, flat, succeeds } from "../support/stack";

/**
 * `node host.js <where> <what>`: runs a program that is `inline` or that of this `folder`. Prints what Pulumi prints, and
 * at last a line of JSON. With `abort` it takes the run back as soon as it has begun to wait.
 */
const HOST = `
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const clouddc = require("pulumi-clouddc");
const [where, what, timeout] = process.argv.slice(2);
const program = async () => ({
  statuses: clouddc.waitUntilRunning("web", { instanceIds: ["web-1"], pollInterval: "200ms", timeout }).statuses,
});
async function main() {
  const stackName = "dev";
  const stack = await LocalWorkspace.createOrSelectStack(
    where === "inline" ? { stackName, projectName: "stack", program } : { stackName, workDir: __dirname },
  );
  const controller = new AbortController();
  const onOutput = (text) => {
    process.stdout.write(text);
    if (what === "abort" && text.includes("0/1 · 1 pending")) controller.abort();
  };
  const up = await stack.up({ onOutput, signal: controller.signal });
  const again = await stack.up({ expectNoChanges: true });
  const destroyed = await stack.destroy();
  return { outputs: up.outputs, results: [up, again, destroyed].map(({ summary }) => summary.result) };
}
main().then(
  (result) => console.log("\\n" + JSON.stringify(result)),
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
`;

const FOLDER = `
const clouddc = require("pulumi-clouddc");
clouddc.waitUntilRunning("web", { instanceIds: ["web-1"], pollInterval: "200ms" });
`;

const startHost = ({ stack }: InstalledProject, ...args: string[]) => stack.launch("node", ["host.js", ...args]);

const open = () =>
  installProject({
    manager: "npm",
    node: 20,
    dependencies: { "@pulumi/pulumi": "3.248.0" },
    manifest: { main: "index.js" },
    files: { "host.js": HOST, "index.js": FOLDER },
  });

describeOnEngine("the Automation API", () => {
  it("runs an inline program up, again without a change, and down; its wait ends with the host", async () => {
    const project = await open();
    project.cloud.put("web-1", "pending 2s, running");
    const host = startHost(project, "inline", "up", "2m");
    await succeeds(host.done);
    expect(JSON.parse(host.output().trim().split("\n").at(-1) ?? "")).toEqual({
      outputs: {
        statuses: { value: { "web-1": { instanceId: "web-1", state: "running", phase: "ready" } }, secret: false },
      },
      results: ["succeeded", "succeeded", "succeeded"],
    });

    project.cloud.put("web-1", "pending");
    const killed = startHost(project, "inline", "up", "30m");
    await killed.prints("0/1 · 1 pending");
    const processes = processesOf(killed.pid);
    expect(processes).toHaveLength(1); // its provider: the program is the host
    killed.signal("SIGKILL");
    await eventually(() => expect(stillRunning(processes)).toEqual([]));

    // With its host the CLI has lost the pipe that it prints to: what follows is as after a kill of the CLI.
    await succeeds(project.stack.run(["cancel", "--yes", "--stack", "dev"]));
    project.cloud.put("web-1", "running");
    const resumed = startHost(project, "inline", "up", "2m");
    await succeeds(resumed.done);
  });

  it("ends the wait of a program in a folder when its signal is aborted, that of an inline program at its time-out", async () => {
    const project = await open();
    project.cloud.put("web-1", "pending");
    const folder = startHost(project, "folder", "abort");
    expect((await folder.done).code).toBe(1);
    expect(flat(folder.output())).toMatch(/instance web-1 was pending .* when the deployment was interrupted after/);

    // Pulumi tells neither the host nor the provider of it: docs/life-cycle.md says so.
    const inline = startHost(project, "inline", "abort", "10s");
    expect((await inline.done).code).toBe(1);
    expect(flat(inline.output())).toMatch(/\^C received; cancelling/);
    expect(flat(inline.output())).toMatch(/instance web-1 was still pending .* at the timeout of 10s/);
  });
});
