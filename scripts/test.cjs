// `npm test`: build, lint, types, an engine, then all tests; `npm run test:matrix`: build, an engine, then the same package
// under other tools. The last line counts the tests from the runner's own report.
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { count, reportOf } = require("./count.cjs");
const { ensureEngine } = require("./engine.cjs");

const checkout = path.join(__dirname, "..");
const matrix = process.argv[2] === "matrix";
const more = process.argv.slice(matrix ? 3 : 2);
const report = reportOf(matrix ? "matrix" : "test");

function run(/** @type {string} */ command, /** @type {string[]} */ ...args) {
  return spawnSync(command, args, { cwd: checkout, stdio: "inherit", shell: process.platform === "win32" }).status ?? 1;
}

async function test() {
  fs.rmSync(report, { force: true });
  for (const step of matrix ? ["build"] : ["build", "check"]) {
    const code = run("npm", "run", "--silent", step);
    if (code !== 0) return code;
  }
  try {
    await ensureEngine();
  } catch (error) {
    console.error(`No engine: ${/** @type {Error} */ (error).message}`);
    if (process.env.CI === "true") return 1;
  }
  const suites = matrix ? ["matrix"] : ["unit", "integration", "engine"];
  const code = run("npx", "jest", "--json", `--outputFile=${report}`, ...more, "--selectProjects", ...suites);
  console.log(count(report));
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
