/** What each folder of `examples` holds, so that it runs by itself wherever it is copied. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { exampleNames } from "../../scripts/example";
import { readScenarioFile } from "../../src/cli/scenario-file";

const ROOT = join(__dirname, "../..");
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), "utf8");

describe.each(exampleNames())("examples/%s", (name) => {
  const folder = join("examples", name);

  it("is a Pulumi project of its own, with a program", () => {
    const { name: project, runtime } = parse(read(folder, "Pulumi.yaml"));
    expect([project, runtime]).toEqual([`example-${name}`, "nodejs"]);
    const manifest = JSON.parse(read(folder, "package.json"));
    expect(manifest).toMatchObject({ name: `example-${name}`, private: true, main: "index.ts" });
    expect(manifest.dependencies).toMatchObject({ "pulumi-clouddc": "file:../.." });
    expect(existsSync(join(ROOT, folder, "index.ts"))).toBe(true);
    expect(JSON.parse(read(folder, "tsconfig.json")).compilerOptions.strict).toBe(true);
  });

  it("says in five lines what it shows, how it runs offline, and what to change for the real cloud", () => {
    const lines = read(folder, "README.md")
      .split("\n")
      .filter((line) => line !== "");
    expect(lines).toHaveLength(5);
    expect(lines[2]).toContain(`\`npm run example -- ${name}\``);
    expect(lines[3]).toMatch(/^- \*\*Real cloud\*\*: ./);
  });

  it("has a scenario without a mistake", () => {
    expect(readScenarioFile(join(ROOT, folder, "scenario.yaml")).warnings).toEqual([]);
  });
});

it("the pipelines run the commands that their examples run", () => {
  const github = parse(read("examples/github-actions/pulumi.yml"));
  const gitlab = parse(read("examples/gitlab-ci/pulumi.gitlab-ci.yml"));
  const steps = ["preview", "up"].flatMap((job) =>
    github.jobs[job].steps.flatMap(({ run }: { run?: string }) => run ?? []),
  );
  const commands = (lines: string[]) => lines.filter((line) => line.startsWith("pulumi ")).join(" && ");
  const start = (name: string) => JSON.parse(read("examples", name, "package.json")).scripts.start;
  expect(commands(steps)).toBe(start("github-actions"));
  expect(commands([...gitlab.preview.script, ...gitlab.up.script])).toBe(start("gitlab-ci"));
});

it("the project at the root is that of the gate example, with its configuration", () => {
  const root = parse(read("Pulumi.yaml"));
  expect(root.main).toBe("examples/gate");
  expect(root.config).toEqual(parse(read("examples/gate/Pulumi.yaml")).config);
});
