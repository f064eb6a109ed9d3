/**
 * `npm test`: build, lint, types, an engine, then the tests. The other suites are built first, and find an engine, too:
 * `npm run test:programs` is what programs do besides one gate's life, `test:outages` what goes wrong around a run, `test:stories`
 * what the documents show, `test:matrix` the same package under other tools, `test:faults` random faults. The last line counts the tests from jest's own report.
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { count, reportOf } from "./count";
import { ensureEngine } from "./engine";
import { faultsOf, WrongArgument } from "./faults";
import { runSuites } from "./suites";

const COMMANDS = {
  test: { steps: ["build", "check"], suites: ["unit", "integration", "engine"] },
  programs: { steps: ["build"], suites: ["programs"] },
  outages: { steps: ["build"], suites: ["outages"] },
  stories: { steps: ["build"], suites: ["stories"] },
  matrix: { steps: ["build"], suites: ["matrix"] },
  faults: { steps: ["build"], suites: ["faults"] },
};

const isCommand = (word: string): word is keyof typeof COMMANDS => word in COMMANDS;

const checkout = join(__dirname, "..");
const [first = "", ...others] = process.argv.slice(2);
const name = isCommand(first) && first !== "test" ? first : "test";
const given = name === "test" ? process.argv.slice(2) : others;
const { steps, suites } = COMMANDS[name];
const report = reportOf(name);

/** Runs a script of `package.json`; returns its exit code. */
const runScript = (script: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const shell = process.platform === "win32";
    const child = spawn("npm", ["run", "--silent", script], { cwd: checkout, stdio: "inherit", shell });
    child.on("error", reject).on("close", (code) => resolve(code ?? 1));
  });

async function test(): Promise<number> {
  rmSync(report, { force: true });
  // Of the campaign's arguments jest is told in its environment, for it knows none of them.
  const more = name === "faults" ? faultsOf(given) : given;
  const codes = await Promise.all(steps.map(runScript));
  const failed = codes.find((code) => code !== 0);
  if (failed !== undefined) return failed;
  const engine = await ensureEngine().catch((error: Error) => console.error(`No engine: ${error.message}`));
  if (!engine && process.env.CI === "true") return 1;
  return runSuites({
    checkout,
    suites,
    report,
    more,
    mayBeSkipped: engine ? [] : ["engine", "programs", "outages", "stories"],
  });
}

test()
  .catch((error: Error) => {
    console.error(error.message);
    return error instanceof WrongArgument ? "misunderstood" : 1;
  })
  .then((code) => {
    process.exitCode = code === "misunderstood" ? 2 : code;
    if (code !== "misunderstood") console.log(count(report));
  });
