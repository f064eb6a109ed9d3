import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { onTestFinished } from "../support/on-test-finished";
import { itOnUnix } from "../support/systems";

const ROOT = join(__dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

interface Job {
  uses?: string;
  needs?: string;
  "runs-on"?: string;
  "timeout-minutes"?: number;
  permissions?: Record<string, string>;
  strategy?: { matrix: Record<string, unknown[]> };
  env?: Record<string, string>;
  steps?: { run?: string; uses?: string }[];
}
interface Workflow {
  jobs: Record<string, Job>;
  permissions: Record<string, string>;
  concurrency: { group: string; "cancel-in-progress": unknown };
}
const WORKFLOWS = ["test", "release"];
const workflow = (name: string) => parse(read(`.github/workflows/${name}.yml`)) as Workflow;
const commands = (job: Job | undefined) => (job?.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run]));

const { scripts, allowScripts, version } = JSON.parse(read("package.json")) as Record<string, Record<string, unknown>>;

describe("the workflow of tests", () => {
  const { jobs, permissions } = workflow("test");

  it("runs on Linux what .ci/run runs, and elsewhere the part of it that is for every system", () => {
    expect(commands(jobs.all)).toEqual([".ci/run"]);
    const ci = read(".ci/run")
      .split("\n")
      .map((line) => line.replace(/ \|\| .*/, ""));
    const install = "npm ci --ignore-scripts";
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
  const steps = commands(jobs.publish);

  it("publishes what was tested, by trust and with provenance, after signatures and advisories were looked at", () => {
    expect(jobs.test?.uses).toBe("./.github/workflows/test.yml");
    expect(jobs.publish?.needs).toBe("test");
    expect(permissions).toEqual({ contents: "read" });
    expect(jobs.publish?.permissions).toEqual({ contents: "read", "id-token": "write" });
    expect(steps.slice(2)).toEqual([
      "npm install --global npm@^11.5.1",
      "npm ci --ignore-scripts",
      "npm audit signatures",
      "npm audit --omit=dev --no-workspaces --audit-level=moderate",
      expect.stringMatching(/^npm pkg set repository/),
      "npm publish --provenance --access public",
    ]);
    expect(read(".github/workflows/release.yml")).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
  });

  /** By what they are about, not by their place: a step that is missing must not have another one run here. */
  const stepsAbout = (what: string) => steps.filter((line) => line.includes(what));

  /** Runs steps as GitHub does, in a folder with these files; returns the exit code of the first that fails. */
  function run(lines: readonly string[], env: Record<string, string>, files: Record<string, string> = {}) {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-clouddc-release-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const [name, text] of Object.entries({ "package.json": read("package.json"), ...files }))
      writeFileSync(join(folder, name), text);
    const codes = lines.map(
      (line) => spawnSync("bash", ["-e", "-c", line], { cwd: folder, env: { ...process.env, ...env } }).status,
    );
    return { code: codes.find((code) => code !== 0) ?? 0, read: (name: string) => readFileSync(join(folder, name)) };
  }

  itOnUnix("first compares the tag with the version, and wants the section of that version in the changelog", () => {
    const code = (tag: string, changelog: string) =>
      run(stepsAbout("GITHUB_REF_NAME"), { GITHUB_REF_NAME: tag }, { "CHANGELOG.md": changelog }).code;
    const written = `# Changelog\n\n## ${version}\n\n- All.\n\n## 999.0.0\n`;
    expect(code(`v${version}`, written)).toBe(0);
    expect(code("v999.0.0", written)).toBe(1);
    expect(code(`${version}`, written)).toBe(1);
    for (const heading of ["Unreleased", `${version}0`, `${version}`.replaceAll(".", "-")])
      expect(code(`v${version}`, `# Changelog\n\n## ${heading}\n\n- Of ${version}.\n`)).toBe(1);
  });

  itOnUnix("names the repository that runs it in what is published, without which provenance is refused", () => {
    const { code, read: result } = run(stepsAbout("GITHUB_REPOSITORY"), { GITHUB_REPOSITORY: "some-body/$(exit)" });
    expect(code).toBe(0);
    const repository = { type: "git", url: "git+https://github.com/some-body/$(exit).git" };
    expect(JSON.parse(result("package.json").toString())).toEqual({ ...JSON.parse(read("package.json")), repository });
  });
});

describe.each(WORKFLOWS)("the workflow %s", (name) => {
  const { jobs } = workflow(name);

  it("uses the actions of one commit each, and says of which version that is", () => {
    const used = read(`.github/workflows/${name}.yml`).match(/uses: .*/g) ?? [];
    const foreign = used.filter((line) => !line.includes("./.github/"));
    expect(foreign).not.toEqual([]);
    for (const line of foreign) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("gives up a job that hangs", () => {
    const own = Object.values(jobs).filter(({ uses }) => uses === undefined);
    expect(own).not.toEqual([]);
    for (const job of own) expect(job["timeout-minutes"]).toBeLessThanOrEqual(120);
  });
});

it("runs of the same thing do not get into each other's way: newer commits of a request end older runs, and no release is cut off", () => {
  const [test, release] = WORKFLOWS.map((name) => workflow(name).concurrency);
  expect(test).toEqual({
    group: `test-\${{ github.ref }}`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
  });
  // A group of its own: a release calls the tests, and would wait for itself.
  expect(release).toEqual({ group: "release", "cancel-in-progress": false });
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
