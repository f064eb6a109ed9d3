/** Every example runs as it lies, by the command that its README names, on a simulator and the engine. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { exampleNames, openExample } from "../../scripts/example";
import { createStack } from "../../scripts/stack";
import { startSimulator } from "../../src/simulator";
import { onTestFinished } from "../support/on-test-finished";
import { comparable } from "../support/shown-output";
import { describeOnEngine, flat, succeeds } from "../support/stack";

const engine = process.env.TEST_ENGINE ?? "";
const ROOT = join(__dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

const PIPELINES = ["github-actions", "gitlab-ci"];

/** What a run of each other one must print. */
const PRINTS: Readonly<Record<string, RegExp[]>> = {
  automation: [/acme: succeeded, acme-1 runs/, /globex: succeeded, globex-1 runs/],
  drift: [/pulumi up would fail on: web-2: error/, /status +: "running" => "web-2: error/],
  fleet: [/60\/60 · running after/, /running: 60/],
  gate: [/InstanceGate web-ready created .*Installation web creating/, /"running" \[2\]: "running"/],
  provision: [/InstanceGate machines created/],
  status: [/phase: "ready"/, /state: "running"/],
  testing: [/Tests: +3 passed, 3 total/],
  "unit-test": [/Tests: +3 passed, 3 total/],
};

const run = async (name: string, env: Record<string, string> = {}) => {
  const example = await openExample(name, engine, env);
  onTestFinished(() => example.close());
  const { output } = await succeeds(example.stack.launch("npm", ["start", "--silent"]).done);
  return { ...example, output };
};

describeOnEngine("an example", () => {
  it.each(exampleNames().filter((name) => !PIPELINES.includes(name)))("runs offline as it lies: %s", async (name) => {
    const { output, cloud } = await run(name);
    expect(PRINTS).toHaveProperty([name]);
    for (const text of PRINTS[name] ?? []) expect(flat(output)).toMatch(text);
    if (name === "fleet") expect(cloud.requests.length).toBeLessThan(60 * 3);
  });

  // UPDATE_DOCS=true writes them anew.
  it.each(PIPELINES)("runs offline as it lies, and shows what its pipeline's log looks like: %s", async (name) => {
    const file = join(ROOT, "examples", name, "log.txt");
    const { output } = await run(name, { CI: "true" });
    if (process.env.UPDATE_DOCS === "true") writeFileSync(file, `${output.trim()}\n`);
    // The engine tells what it was told beside a resource at any time.
    expect(comparable(output).sort()).toEqual(comparable(readFileSync(file, "utf8")).sort());
  });
});

describeOnEngine("the project at the root", () => {
  it("runs the gate example", async () => {
    const cloud = await startSimulator({ instances: { "web-1": "running", "web-2": "running", "db-1": "pending" } });
    const stack = createStack({ engine, files: { "Pulumi.yaml": read("Pulumi.yaml") }, env: { ...cloud.env } });
    onTestFinished(async () => {
      await cloud.close();
      stack.remove();
    });
    mkdirSync(join(stack.project, "examples/gate"), { recursive: true });
    for (const file of ["examples/gate/package.json", "examples/gate/index.ts"]) stack.write({ [file]: read(file) });
    await stack.init();
    const { output } = await succeeds(stack.preview());
    expect(flat(output)).toMatch(/clouddc:index:RunningInstances web-ready create .*Installation web create/);
  });
});
