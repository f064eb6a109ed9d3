// `npm test`: build, lint, types, an engine, then all tests; the last line counts them from the runner's own report.
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { ensureEngine } = require("./engine.cjs");

const checkout = path.join(__dirname, "..");
const report = path.join(checkout, ".test-report.json");

function run(/** @type {string} */ command, /** @type {string[]} */ ...args) {
  return spawnSync(command, args, { cwd: checkout, stdio: "inherit", shell: process.platform === "win32" }).status ?? 1;
}

async function test() {
  for (const step of ["build", "check"]) {
    const code = run("npm", "run", "--silent", step);
    if (code !== 0) return code;
  }
  try {
    await ensureEngine();
  } catch (error) {
    console.error(`No engine: ${/** @type {Error} */ (error).message}`);
    if (process.env.CI === "true") return 1;
  }
  fs.rmSync(report, { force: true });
  const code = run(
    "npx",
    "vitest",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  );
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(fs.readFileSync(report, "utf8"));
  const skipped = numPendingTests + numTodoTests;
  console.log(`${numPassedTests} passed, ${numFailedTests} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return code;
}

test().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
