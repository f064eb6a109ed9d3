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

/** What the user tells esbuild of packages. */
const BUNDLES = {
  "every package left external": "--packages=external",
  "this package in it": "--external:@pulumi/pulumi",
};

async function openProject() {
  const project = await installProject({
    manager: "npm",
    node: 20,
    dependencies: { "@pulumi/pulumi": "3.248.0", esbuild: "^0.28.0" },
    manifest: { name: "a-project-of-a-user", version: "7.7.7", main: "dist/bundle/index.js" },
    files: { "program.ts": PROGRAM },
    cloud: { instances: { "web-1": "running", probe: "running" } },
  });
  await project.stack.init();
  const esbuild = join(project.stack.project, "node_modules/.bin/esbuild");
  const always = ["program.ts", "--bundle", "--outfile=dist/bundle/index.js", "--platform=node", "--log-level=error"];
  return { ...project, bundle: (arg: string) => project.command(esbuild, ...always, arg) };
}

describeOnEngine("a bundle", () => {
  it("goes up, and has this package's name at Huawei, with and without this package in it", async () => {
    const { stack, cloud, bundle } = await openProject();
    for (const [name, arg] of Object.entries(BUNDLES)) {
      const before = cloud.requests.length;
      await bundle(arg);
      await succeeds(stack.up());
      const { output } = await succeeds(stack.run(["stack", "output", "--json"]));
      expect([name, JSON.parse(output)]).toEqual([name, { probe: "ready" }]);
      const agents = new Set(cloud.requests.slice(before).map(({ headers }) => headers["user-agent"]));
      expect([name, ...agents]).toEqual([name, expect.stringMatching(`^pulumi-clouddc/${version} \\(node 20\\.`)]);
      await succeeds(stack.destroy());
    }
  });

  it("says that this package must stay external where it is not installed", async () => {
    const { stack, bundle } = await openProject();
    await bundle(BUNDLES["this package in it"]);
    rmSync(join(stack.project, "node_modules/pulumi-clouddc"), { recursive: true });
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(flat(output)).toContain("pulumi-clouddc was bundled with this program and is not installed in its folder");
    expect(output).not.toMatch(/^\s+at /m);
  });
});
