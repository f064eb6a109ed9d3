/**
 * `npm test`: build, lint, types, an engine, then all tests; `npm run test:matrix`: build, an engine, then the same package
 * under other tools. Arguments go to jest. The last line counts the tests from jest's own report.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { count, reportOf } from "./count";
import { ensureEngine } from "./engine";
import { runSuites } from "./suites";

const checkout = join(__dirname, "..");
const matrix = process.argv[2] === "matrix";
const report = reportOf(matrix ? "matrix" : "test");

async function test(): Promise<number> {
  rmSync(report, { force: true });
  for (const step of matrix ? ["build"] : ["build", "check"]) {
    const { status } = spawnSync("npm", ["run", "--silent", step], {
      cwd: checkout,
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    if (status !== 0) return status ?? 1;
  }
  const engine = await ensureEngine().catch((error: Error) => console.error(`No engine: ${error.message}`));
  if (!engine && process.env.CI === "true") return 1;
  return runSuites({
    checkout,
    suites: matrix ? ["matrix"] : ["unit", "integration", "engine"],
    report,
    more: process.argv.slice(matrix ? 3 : 2),
    mayBeSkipped: engine ? [] : ["engine"],
  });
}

test()
  .catch((error: Error) => {
    console.error(error.message);
    return 1;
  })
  .then((code) => {
    console.log(count(report));
    process.exitCode = code;
  });
