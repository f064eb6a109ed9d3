/** How many tests passed and failed, from the reports that jest itself wrote: `npx tsx scripts/count.ts`. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One report for each of the commands: `npm test`, `npm run test:programs`, `test:outages`, `test:stories`, `test:matrix` and `test:faults`. */
const REPORTS = {
  test: ".test-report.json",
  programs: ".test-report-programs.json",
  outages: ".test-report-outages.json",
  stories: ".test-report-stories.json",
  matrix: ".test-report-matrix.json",
  faults: ".test-report-faults.json",
};

export const reportOf = (command: keyof typeof REPORTS): string => join(__dirname, "..", REPORTS[command]);

/** What is read of a report of jest. */
export interface Report {
  numPassedTests: number;
  numFailedTests: number;
  /** Files that do not compile, throw when they are loaded or hold no test: jest counts no test of them. */
  numRuntimeErrorTestSuites: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; assertionResults: { status: string }[] }[];
}

/** A command that has not come so far as to write a report has none. */
export const readReport = (file: string): Report | undefined =>
  existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;

/** The sum as one line; a file that could not be run is one failure. */
export function count(...files: string[]): string {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const report of files.map(readReport)) {
    if (!report) continue;
    sum.passed += report.numPassedTests;
    sum.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
    sum.skipped += report.numPendingTests + report.numTodoTests;
  }
  return `${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""}`;
}

if (require.main === module) console.log(count(...Object.values(REPORTS).map((file) => join(__dirname, "..", file))));
