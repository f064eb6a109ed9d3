/** Where the package lies: beside the project's own dependencies, below those of a library, in a monorepo, or no longer anywhere. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { gateSteps, said } from "../support/events";
import { installProject, type Manager } from "../support/installed-project";
import { pack } from "../support/npm-pack";
import { onTestFinished } from "../support/on-test-finished";
import { describeOnEngine, gate, HEADER, succeeds } from "../support/stack";

const PACKAGE = `file:${process.env.TEST_TARBALL}`;

/** A team's own component around the gate. */
const LIBRARY = {
  "package.json": JSON.stringify({
    name: "team-fleets",
    version: "1.0.0",
    main: "index.js",
    dependencies: { "pulumi-clouddc": PACKAGE },
    peerDependencies: { "@pulumi/pulumi": "^3.216.0" },
  }),
  "index.js": `${HEADER}
exports.Fleet = class extends pulumi.ComponentResource {
  constructor(name, instanceIds) {
    super("team:index:Fleet", name);
    this.ready = clouddc.waitUntilRunning(name, { instanceIds, pollInterval: "200ms" }, { parent: this });
    this.registerOutputs({});
  }
};
`,
};
const PROGRAM = `
const { Fleet } = require("team-fleets");
exports.statuses = new Fleet("web", ["a"]).ready.statuses;
`;
const cloud = { instances: { a: "running" } };
const OUTPUTS = { statuses: { a: { instanceId: "a", state: "running", phase: "ready" } } };

/** The library, as a registry would give it. */
function packedLibrary(): string {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-clouddc-library-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(LIBRARY)) writeFileSync(join(folder, name), text);
  return `file:${pack(folder, folder)}`;
}

type Project = Awaited<ReturnType<typeof installProject>>;

async function livesAndDies({ stack }: Project) {
  await succeeds(stack.preview());
  await succeeds(stack.up());
  const { output } = await succeeds(stack.run(["stack", "output", "--json"]));
  expect(JSON.parse(output)).toEqual(OUTPUTS);
  await succeeds(stack.up("--expect-no-changes"));
  await succeeds(stack.destroy());
}

describeOnEngine("a project that has the package through a library", () => {
  const dependencies = (sdk: string) => ({
    "@pulumi/pulumi": sdk,
    "pulumi-clouddc": undefined,
    "team-fleets": packedLibrary(),
  });
  const manifest = { main: "index.js" };
  const files = { "index.js": PROGRAM };

  it.each<[Manager, string]>([
    ["npm", "3.216.0"],
    ["npm", "3.270.0"],
    ["yarn 4", "3.248.0"],
  ])("goes up, stays as it is and is destroyed where the two lie side by side: %s, SDK %s", async (manager, sdk) => {
    const project = await installProject({
      manager,
      node: 20,
      dependencies: dependencies(sdk),
      manifest,
      files,
      cloud,
    });
    await project.stack.init();
    await livesAndDies(project);
  });

  it.each<[Manager, string]>([
    ["npm, nested", "3.216.0"],
    ["pnpm", "3.248.0"],
    ["pnpm", "3.270.0"],
  ])("is told by its preview what to add where only the library finds it: %s, SDK %s", async (manager, sdk) => {
    const wanted = dependencies(sdk);
    const project = await installProject({ manager, node: 20, dependencies: wanted, manifest, files, cloud });
    const { stack } = project;
    await stack.init();
    const preview = await stack.preview();
    expect(preview.code).toBe(1);
    expect(said(preview, "error")).toEqual([
      expect.stringMatching(
        /^\S+:InstanceGate resource 'web' has a problem: add pulumi-clouddc to the project's own dependencies: Cannot find module 'pulumi-clouddc\/provider'$/,
      ),
    ]);
    expect(preview.output).not.toContain("    at ");

    const more = { ...manifest, name: "stack", dependencies: { ...wanted, "pulumi-clouddc": PACKAGE } };
    stack.write({ "package.json": JSON.stringify(more) });
    await project.install();
    await livesAndDies(project);
  });
});

describeOnEngine("a project in a monorepo", () => {
  it.each<[Manager, string]>([
    ["npm", "3.248.0"],
    ["pnpm", "3.270.0"],
    ["yarn 4", "3.216.0"],
  ])("goes up, stays as it is and is destroyed, with its library beside it: %s, SDK %s", async (manager, sdk) => {
    const linked = manager === "npm" ? "*" : "workspace:*";
    const library = JSON.parse(LIBRARY["package.json"]);
    const project = await installProject({
      manager,
      node: 20,
      dependencies: { "@pulumi/pulumi": sdk, "team-fleets": linked },
      manifest: { main: "index.js" },
      files: {
        "index.js": PROGRAM,
        "../package.json": JSON.stringify({ name: "team", private: true, workspaces: ["project", "fleets"] }),
        "../pnpm-workspace.yaml": "packages: [project, fleets]\n",
        // A peer that is linked finds its own copy; the SDK says that it does not mind.
        "../fleets/package.json": JSON.stringify({ ...library, devDependencies: { "@pulumi/pulumi": sdk } }),
        "../fleets/index.js": LIBRARY["index.js"],
      },
      inMonorepo: true,
      cloud,
    });
    await project.stack.init();
    await livesAndDies(project);
  });
});

describeOnEngine("a gate that is removed together with the package", () => {
  it.each([
    "3.216.0",
    "3.248.0",
    "3.270.0",
  ])("is deleted by up, and by destroy, without a word: SDK %s", async (sdk) => {
    const program = `${gate("web", ["a"])}new clouddc.InstanceStatus("record", { instanceId: "a" });\n`;
    const dependencies = { "@pulumi/pulumi": sdk };
    const project = await installProject({
      manager: "npm",
      node: 20,
      dependencies,
      manifest: { main: "index.js" },
      files: { "index.js": HEADER + program },
      cloud,
    });
    const { stack } = project;
    await stack.init();
    const removePackage = async () => {
      stack.write({
        "package.json": JSON.stringify({ name: "stack", main: "index.js", dependencies }),
        "index.js": "exports.nothing = 1;\n",
      });
      await project.install();
    };
    const manifest = JSON.stringify({
      name: "stack",
      main: "index.js",
      dependencies: { ...dependencies, "pulumi-clouddc": PACKAGE },
    });

    await succeeds(stack.up());
    await removePackage();
    await succeeds(stack.refresh());
    const up = await succeeds(stack.up());
    expect(gateSteps(up)).toEqual(["delete web"]);
    expect(said(up, "warning")).toEqual([]);

    stack.write({ "package.json": manifest, "index.js": HEADER + program });
    await project.install();
    await succeeds(stack.up());
    await removePackage();
    await succeeds(stack.destroy());
    expect((await stack.export()).deployment.resources ?? []).toEqual([]);
  });
});
