/** What `npm test` makes of a test file that cannot be run, on a project of its own. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { count } from "../../../scripts/count";
import { onTestFinished } from "../../support/on-test-finished";

const CHECKOUT = join(__dirname, "../../..");
const HEAD = 'import { expect, it } from "@jest/globals";\n';
const passes = `${HEAD}it("adds", () => expect(1 + 1).toBe(2));`;
const fails = `${HEAD}it("adds", () => expect(1 + 1).toBe(3));`;
const skips = `${HEAD}it.skip("adds", () => expect(1 + 1).toBe(2));`;

const CONFIG = `
const project = (suite) => ({
  displayName: suite,
  rootDir: __dirname,
  testMatch: ["<rootDir>/test/" + suite + "/*.test.ts"],
  transform: { "\\\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" } } }] },
});
module.exports = { projects: [project("unit"), project("integration")] };
`;

/** Runs both suites of a project with these test files; returns the exit code, what was printed and the count. */
function run(files: Record<string, string>, ...more: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-clouddc-suites-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // Behind a link, as a temporary folder is on macOS.
  const checkout = join(folder, "checkout");
  mkdirSync(join(folder, "real"));
  symlinkSync(join(folder, "real"), checkout, "dir");
  for (const [name, text] of Object.entries({ ...files, "../package.json": "{}", "../jest.config.js": CONFIG })) {
    const file = join(checkout, "test", name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  symlinkSync(join(CHECKOUT, "node_modules"), join(checkout, "node_modules"), "dir");
  const report = join(checkout, "report.json");
  const options = { checkout, suites: ["unit", "integration"], report, more };
  const program = `process.exitCode = require("./scripts/suites").runSuites(${JSON.stringify(options)})`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "-e", program], {
    cwd: CHECKOUT,
    encoding: "utf8",
  });
  return { code: status, output: stdout + stderr, count: count(report) };
}

describe("a run of all suites", () => {
  it("succeeds when every test does", () => {
    const result = run({ "unit/a.test.ts": passes, "integration/b.test.ts": passes });
    expect(result).toExitWith(0);
    expect(result.count).toBe("2 passed, 0 failed");
  });

  it.each([
    ["a test fails", fails],
    ["a test file does not compile", `${passes}\nconst = ;`],
    ["a test file throws when it is loaded", `${passes}\nthrow new Error("loaded");`],
    ["a test file holds no test", 'console.log("nothing");'],
  ])("fails, and counts it, when %s", (_name, text) => {
    const result = run({ "unit/a.test.ts": passes, "integration/a.test.ts": passes, "integration/b.test.ts": text });
    expect(result).toExitWith(1);
    expect(result.count).toBe("2 passed, 1 failed");
  });

  it.each<[string, Record<string, string>, string]>([
    ["has no file", {}, "1 passed, 0 failed"],
    ["has skipped tests only", { "integration/b.test.ts": skips }, "1 passed, 0 failed, 1 skipped"],
  ])("fails, and still counts, when a suite %s", (_name, files, counted) => {
    const result = run({ "unit/a.test.ts": passes, ...files });
    expect(result).toExitWith(1);
    expect(result.output).toContain("No test ran of integration.");
    expect(result.count).toBe(counted);
  });

  it("is content with one suite when it was asked for some tests, and not with none", () => {
    const files = { "unit/a.test.ts": passes, "integration/b.test.ts": passes };
    expect(run(files, "test/unit")).toExitWith(0);
    const none = run(files, "-t", "subtracts");
    expect(none).toExitWith(1);
    expect(none.output).toContain("No test ran of unit, integration.");
  });
});
