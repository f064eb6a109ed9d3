/** A program that its user bundles with esbuild, two folders deep, with and without this package in the bundle. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { installProject } from "../support/installed-project";
import { describeOnEngine, flat, succeeds } from "../support/stack";

const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };

const PROGRAM = `
import * as clouddc from "pulumi-clouddc";
const ready = clouddc.waitUntilRunning("web", { instanceIds: ["web-1"], pollInterval: "200ms", timeout: "2m" });
export const probe = clouddc.getInstanceStatusOutput({ instanceId: "probe" }, { dependsOn: ready }).phase;
`;

async function bundled(...args: string[]) {
  const project = await installProject({
    manager: "npm",
    node: 20,
    dependencies: { "@pulumi/pulumi": "3.248.0", esbuild: "^0.28.0" },
    manifest: { name: "a-project-of-a-user", version: "7.7.7", main: "dist/bundle/index.js" },
    files: { "program.ts": PROGRAM },
    cloud: { instances: { "web-1": "running", probe: "running" } },
  });
  const esbuild = ["node_modules/.bin/esbuild", "program.ts", "--bundle", "--outfile=dist/bundle/index.js"];
  await project.command("node", ...esbuild, "--platform=node", "--log-level=error", ...args);
  await project.stack.init();
  return project;
}

describeOnEngine("a bundle", () => {
  it.each([
    ["every package left external", "--packages=external"],
    ["this package in it", "--external:@pulumi/pulumi"],
    ["Pulumi's SDK in it as well", "--minify"],
  ])("goes up, and is called by this package's name at Huawei, with %s", async (_name, arg) => {
    const { stack, cloud } = await bundled(arg);
    await succeeds(stack.up());
    const outputs = await succeeds(stack.run(["stack", "output", "--json"]));
    expect(JSON.parse(outputs.output)).toEqual({ probe: "ready" });
    const agents = new Set(cloud.requests.map(({ headers }) => headers["user-agent"]));
    expect([...agents]).toEqual([expect.stringMatching(`^pulumi-clouddc/${version} \\(node 20\\.`)]);
  });

  it("says that this package must stay external where it is not installed", async () => {
    const { stack } = await bundled("--external:@pulumi/pulumi");
    rmSync(join(stack.project, "node_modules/pulumi-clouddc"), { recursive: true });
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(flat(output)).toContain("pulumi-clouddc was bundled with this program and is not installed in its folder");
    expect(output).not.toMatch(/^\s+at /m);
  });
});
