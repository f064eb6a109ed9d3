import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";

const ROOT = join(__dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

interface Job {
  uses?: string;
  needs?: string;
  "runs-on"?: string;
  permissions?: Record<string, string>;
  strategy?: { matrix: Record<string, unknown[]> };
  env?: Record<string, string>;
  steps?: { run?: string; uses?: string }[];
}
interface Workflow {
  jobs: Record<string, Job>;
  permissions: Record<string, string>;
}
const WORKFLOWS = ["test", "release"];
const workflow = (name: string) => parse(read(`.github/workflows/${name}.yml`)) as Workflow;
const commands = (job: Job | undefined) => (job?.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run]));

const { scripts, allowScripts } = JSON.parse(read("package.json")) as Record<string, Record<string, unknown>>;

describe("the workflow of tests", () => {
  const { jobs, permissions } = workflow("test");

  it("runs on Linux what .ci/run runs, and elsewhere the part of it that is for every system", () => {
    expect(commands(jobs.all)).toEqual([".ci/run"]);
    const ci = read(".ci/run")
      .split("\n")
      .map((line) => line.replace(/ \|\| .*/, ""));
    const install = "npm ci";
    expect(commands(jobs.macos)).toEqual([install, "npm test"]);
    // Some suites of the same command.
    expect(commands(jobs.windows)).toEqual([install, "npm test -- test/unit test/integration"]);
    for (const command of [jobs.macos, jobs.windows].flatMap(commands)) expect(ci).toContain(command.split(" -- ")[0]);
    // Where CI is not said, tests that find no engine are skipped.
    expect(ci).toContain("export CI=true");
    for (const job of [jobs.macos, jobs.windows]) expect(job?.env).toEqual({ CI: "true" });
  });

  it("covers the three systems and the Nodes that are supported", () => {
    expect(Object.values(jobs).map((job) => [job["runs-on"], job.strategy?.matrix])).toEqual(
      ["ubuntu-latest", "macos-latest", "windows-latest"].map((system) => [system, { node: [22, 24] }]),
    );
  });

  it("may write nothing", () => {
    expect(permissions).toEqual({ contents: "read" });
  });
});

describe("the workflow of a release", () => {
  const { jobs, permissions } = workflow("release");

  it("publishes what was tested, by trust and with provenance, after signatures and advisories were looked at", () => {
    expect(jobs.test?.uses).toBe("./.github/workflows/test.yml");
    expect(jobs.publish?.needs).toBe("test");
    expect(permissions).toEqual({ contents: "read" });
    expect(jobs.publish?.permissions).toEqual({ contents: "read", "id-token": "write" });
    const [, install, ...rest] = commands(jobs.publish);
    expect(install).toBe("npm ci");
    expect(rest.slice(0, 2)).toEqual([
      "npm audit signatures",
      "npm audit --omit=dev --no-workspaces --audit-level=moderate",
    ]);
    expect(rest.at(-1)).toBe("npm publish --provenance --access public");
    expect(read(".github/workflows/release.yml")).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
  });
});

it("workflows run no script that package.json does not have", () => {
  const all = WORKFLOWS.flatMap((name) => Object.values(workflow(name).jobs).flatMap(commands));
  const ours = [...all, read(".ci/run")].join("\n").matchAll(/npm (?:run )?(test(?::\w+)?)\b/g);
  for (const [, name = ""] of ours) expect(Object.keys(scripts ?? {})).toContain(name);
});

it("every dependency with a script for its installation is named, and none of them may run one", () => {
  const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, { hasInstallScript?: boolean }> };
  const withScripts = Object.entries(lock.packages).flatMap(([path, { hasInstallScript }]) =>
    hasInstallScript ? [path.replace(/^.*node_modules\//, "")] : [],
  );
  const expected = [...new Set(withScripts)].filter((name) => name !== "fsevents").sort();
  expect(expected.filter((name) => !(name in (allowScripts ?? {})))).toEqual([]);
  expect(new Set(Object.values(allowScripts ?? {}))).toEqual(new Set([false]));
});

it("files are checked out with the same ends of lines on every system", () => {
  expect(read(".gitattributes").split("\n")).toContain("* text=auto eol=lf");
});
