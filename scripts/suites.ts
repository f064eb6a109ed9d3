/** Runs suites with jest: folders of `test`, each a project of jest's configuration. */
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { type Report, readReport } from "./count";

export interface SuitesRun {
  /** The folder of jest's configuration. */
  checkout: string;
  suites: readonly string[];
  /** Where jest writes its report. */
  report: string;
  /** Arguments for jest. With some, the tests of one suite are enough. */
  more: readonly string[];
  /** Suites that may be skipped. */
  mayBeSkipped?: readonly string[];
}

/** The exit code: a suite of which no test ran is a failure. To jest, a suite whose files it does not find is none. */
export function runSuites({ checkout, suites, report, more, mayBeSkipped = [] }: SuitesRun): number {
  const args = ["jest", "--json", `--outputFile=${report}`, ...more, "--selectProjects", ...suites];
  const { status } = spawnSync("npx", args, { cwd: checkout, stdio: "inherit", shell: process.platform === "win32" });
  const ran = suitesThatRan(readReport(report), join(checkout, "test"));
  const missing = suites.filter((suite) => !ran.has(suite) && !mayBeSkipped.includes(suite));
  if (missing.length === 0 || (more.length > 0 && ran.size > 0)) return status ?? 1;
  console.error(`No test ran of ${missing.join(", ")}.`);
  return 1;
}

function suitesThatRan(report: Report | undefined, folder: string): Set<string> {
  // jest names files by their real paths; a temporary folder has another one on macOS and Windows.
  const real = realpathSync.native(folder);
  const ran = ({ status }: { status: string }) => status === "passed" || status === "failed";
  const files = report?.testResults.filter(({ assertionResults }) => assertionResults.some(ran)) ?? [];
  return new Set(files.map(({ name }) => relative(real, name).split(sep)[0] ?? ""));
}
