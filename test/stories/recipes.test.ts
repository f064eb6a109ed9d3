/** The recipes of docs/recipes.md that need no plugin, as they stand there, on the engine. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "@jest/globals";
import type { SimulatorOptions } from "../../src/simulator";
import { block } from "../support/documents";
import { onTestFinished } from "../support/on-test-finished";
import { type CaseOptions, describeOnEngine, flat, openCase, succeeds } from "../support/stack";

const recipe = (heading: string, nth = 0) => block("docs/recipes.md", heading, "ts", nth);
const open = (heading: string, instances: SimulatorOptions["instances"] = {}, more: Partial<CaseOptions> = {}) =>
  openCase({ program: "", files: { "index.ts": recipe(heading) }, cloud: { instances }, ...more });

describeOnEngine("a recipe", () => {
  it("alerts when a gate fails, and waits once more", async () => {
    const alerts: string[] = [];
    const server = createServer((request, response) => {
      request.setEncoding("utf8").on("data", (text) => alerts.push(text));
      request.on("end", () => {
        stack.cloud.put("web-1", "running"); // somebody was told, and has retried its provisioning
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const stack = await open(
      "Alert when a gate fails, and retry",
      { "web-1": "error" },
      { env: { ALERT_URL: `http://127.0.0.1:${port}/` } },
    );
    await succeeds(stack.up());
    expect(alerts).toHaveLength(1);
    expect(flat(alerts[0] ?? "")).toMatch(/^web-ready: .*instance web-1 is error/);
  });

  it("adds a machine without touching the others", async () => {
    const stack = await open(
      "Add and remove machines",
      { "web-1": "running", "web-2": "running" },
      { config: { instanceIds: '["web-1"]' } },
    );
    await succeeds(stack.up());
    await succeeds(stack.run(["config", "set", "instanceIds", '["web-1","web-2"]']));
    const { output } = await succeeds(stack.up());
    expect(flat(output)).toMatch(/Resources: \+ 3 created \d+ unchanged/);
    await succeeds(stack.run(["config", "set", "instanceIds", '["web-2"]']));
    expect(flat((await succeeds(stack.up())).output)).toMatch(/Resources: - 3 deleted \d+ unchanged/);
  });

  it("skips a gate once", async () => {
    const stack = await open("Skip a gate once", { "web-1": "pending" });
    await succeeds(stack.run(["up", "--yes", "--skip-preview"], { SKIP_WAIT: "true" }));
    expect(await stack.outputs()).toEqual({ statuses: {} });
    stack.cloud.put("web-1", "running");
    await succeeds(stack.up());
    expect(await stack.outputs()).toMatchObject({ statuses: { "web-1": { phase: "ready" } } });
  });

  it("looks once with a timeout of 0, and goes on in the next job", async () => {
    const stack = await open("Wait longer than a CI job may run", { "web-1": "pending" });
    const up = () => stack.run(["up", "--yes", "--skip-preview"], { WAIT_TIMEOUT: "0" });
    const early = await up();
    expect(early.code).toBe(1);
    expect(flat(early.output)).toMatch(/instance web-1 was still pending .*at the timeout of 0s/);
    stack.cloud.put("web-1", "running");
    await succeeds(up());
  });

  it("waits in one stack, and uses the machines in another", async () => {
    const heading = "Wait in one stack, use the machines in another";
    const running = { "web-1": "running", "web-2": "running" };
    const yaml = (name: string) => `name: ${name}\nruntime: nodejs\n`;
    const machines = await openCase({
      program: "",
      files: { "index.ts": recipe(heading), "Pulumi.yaml": yaml("machines") },
      cloud: { instances: running },
    });
    await succeeds(machines.up());
    const site = await openCase({
      program: "",
      files: { "index.ts": recipe(heading, 1), "Pulumi.yaml": yaml("site") },
      env: { PULUMI_BACKEND_URL: machines.environment.PULUMI_BACKEND_URL ?? "" },
    });
    await succeeds(site.up());
    expect(await site.outputs()).toEqual({ hosts: ["web-1", "web-2"] });
  });

  it("refreshes with the program's credentials where those in state are old", async () => {
    const stack = await openCase({
      program: 'clouddc.waitUntilRunning("web", { instanceIds: ["web-1"] });',
      env: { HW_AUTH_TOKEN: "" },
      secrets: { "huaweicloud:token": "old-token" },
      cloud: { instances: { "web-1": "running" }, tokens: ["old-token", "new-token"] },
    });
    await succeeds(stack.up());
    stack.cloud.revokeToken("old-token");
    await succeeds(stack.run(["config", "set", "--secret", "huaweicloud:token", "new-token"]));
    expect(flat((await stack.refresh()).output)).toContain("HTTP 401");
    const { output } = await succeeds(stack.refresh("--run-program"));
    expect(output).not.toContain("401");
  });

  it("waits for another state by look-ups", async () => {
    const stack = await open("Wait for another state than running", {
      "web-1": "running 2s, stopped/stop-processing 2s, stopped",
    });
    await succeeds(stack.up());
    expect(await stack.outputs()).toEqual({ state: "stopped" });
  });
});
