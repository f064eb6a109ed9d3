/** The packed package under the languages, runtimes, SDKs and package managers that users have: a set that covers each. */
import { expect, it } from "@jest/globals";
import { installProject, type Manager, type NodeVersion } from "../support/installed-project";
import { describeOnEngine, succeeds } from "../support/stack";

type Language = "JavaScript" | "TypeScript 5.9" | "TypeScript 6.0";
type Modules = "ESM" | "CommonJS";
type Sdk = "3.216.0" | "3.248.0" | "latest";

/** What stands in each program, whatever it is written in. */
const BODY = `
const ready = waitUntilRunning("web", { instanceIds: ["web-1", "web-2"], pollInterval: "200ms", timeout: "2m" });
const record = new InstanceStatus("record", { instanceId: ready.instanceIds.apply(([first]) => first) });
const later = getInstanceStatusOutput({ instanceId: "probe" }, { dependsOn: ready });
`;
const NAMES = "waitUntilRunning, InstanceStatus, getInstanceStatusOutput";
const OUTPUTS = { statuses: "ready.statuses", state: "record.state", probe: "later.phase" };

const esModule = `import { ${NAMES} } from "pulumi-clouddc";
${BODY}${Object.entries(OUTPUTS)
  .map(([name, value]) => `export const ${name} = ${value};`)
  .join("\n")}
`;
const commonJs = `const { ${NAMES} } = require("pulumi-clouddc");
${BODY}module.exports = { ${Object.entries(OUTPUTS)
  .map(([name, value]) => `${name}: ${value}`)
  .join(", ")} };
`;
// To a strict compiler there may be no first id.
const typed = esModule.replace("([first]) => first", '([first]) => first ?? ""');

const programs: Record<`${"JavaScript" | "TypeScript"} ${Modules}`, [file: string, text: string]> = {
  "JavaScript CommonJS": ["index.js", commonJs],
  "JavaScript ESM": ["index.js", esModule],
  "TypeScript CommonJS": ["index.ts", typed],
  "TypeScript ESM": ["index.ts", typed],
};

const tsconfig = (module: string) =>
  JSON.stringify({
    compilerOptions: {
      target: "es2022",
      module,
      moduleResolution: module === "commonjs" ? "node" : module,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      types: ["node"],
      noEmit: true,
    },
    files: ["index.ts"],
  });

const typescript = { "TypeScript 5.9": "~5.9.0", "TypeScript 6.0": "~6.0.0" };

function project(language: Language, modules: Modules, sdk: Sdk, node: NodeVersion) {
  const [file, text] = programs[`${language === "JavaScript" ? language : "TypeScript"} ${modules}`];
  return {
    dependencies: {
      "@pulumi/pulumi": sdk,
      ...(language !== "JavaScript" && {
        typescript: typescript[language],
        "ts-node": "^10.9.0",
        "@types/node": `^${node}.0.0`,
      }),
    },
    manifest: { main: file, type: modules === "ESM" ? "module" : "commonjs" },
    files: {
      [file]: text,
      // With TypeScript 6, Pulumi's own ts-node reads a project only as Node does.
      ...(language !== "JavaScript" && {
        "tsconfig.json": tsconfig(modules === "CommonJS" && language === "TypeScript 5.9" ? "commonjs" : "nodenext"),
      }),
    },
  };
}

const combinations: [Language, Modules, NodeVersion, Sdk, Manager][] = [
  ["JavaScript", "CommonJS", 20, "3.216.0", "npm"],
  ["TypeScript 5.9", "CommonJS", 20, "3.248.0", "npm"],
  ["TypeScript 6.0", "ESM", 24, "latest", "npm"],
  ["JavaScript", "ESM", 20, "latest", "npm"],
  ["TypeScript 5.9", "ESM", 20, "3.248.0", "pnpm"],
  ["JavaScript", "CommonJS", 24, "latest", "pnpm"],
  ["TypeScript 5.9", "ESM", 24, "3.216.0", "yarn"],
  ["TypeScript 6.0", "CommonJS", 20, "3.248.0", "yarn"],
  ["JavaScript", "CommonJS", "20.3", "3.216.0", "npm"],
  ["TypeScript 5.9", "CommonJS", 22, "latest", "npm"],
  ["JavaScript", "ESM", 22, "3.248.0", "pnpm"],
];

describeOnEngine("a stack that waits, looks and records", () => {
  it.each(
    combinations,
  )("goes up, stays as it is and is destroyed: %s, %s, Node %s, SDK %s, %s", async (...combination) => {
    const [language, modules, node, sdk, manager] = combination;
    const { stack, cloud, command } = await installProject({
      manager,
      node,
      ...project(language, modules, sdk, node),
      cloud: { instances: { "web-1": "running", probe: "stopped" } },
    });
    expect(await command("node", "--version")).toMatch(new RegExp(`^v${node}\\.`));
    if (language !== "JavaScript") {
      expect(await command("node", "node_modules/typescript/bin/tsc", "--version")).toContain(language.slice(-3));
      await command("node", "node_modules/typescript/bin/tsc", "--project", ".");
    }
    await stack.init();

    cloud.put("web-2", "pending 3s, running");
    await succeeds(stack.up());
    const outputs = await succeeds(stack.run(["stack", "output", "--json"]));
    expect(JSON.parse(outputs.output)).toEqual({
      statuses: {
        "web-1": { instanceId: "web-1", state: "running", phase: "ready" },
        "web-2": { instanceId: "web-2", state: "running", phase: "ready" },
      },
      state: "running",
      probe: "idle",
    });
    const asked = cloud.requests.flatMap(({ ids }) => ids);
    expect(asked.lastIndexOf("web-2")).toBeLessThan(asked.indexOf("probe"));
    await succeeds(stack.up("--expect-no-changes"));
    await succeeds(stack.destroy());
    expect((await stack.export()).deployment.resources ?? []).toEqual([]);
  });
});
