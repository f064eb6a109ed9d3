// How many tests passed and failed, from the reports that the runner itself wrote: `node scripts/count.cjs`.
const fs = require("node:fs");
const path = require("node:path");

/** One report for each of the two suites: `npm test` and `npm run test:matrix`. */
const REPORTS = { test: ".test-report.json", matrix: ".test-report-matrix.json" };

const reportOf = (/** @type {keyof typeof REPORTS} */ suite) => path.join(__dirname, "..", REPORTS[suite]);

/** The sum as one line. A suite that has not come so far as to write a report adds nothing. */
function count(/** @type {string[]} */ ...files) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const file of files.filter((one) => fs.existsSync(one))) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(fs.readFileSync(file, "utf8"));
    sum.passed += numPassedTests;
    sum.failed += numFailedTests;
    sum.skipped += numPendingTests + numTodoTests;
  }
  return `${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""}`;
}

module.exports = { reportOf, count };

if (require.main === module) console.log(count(reportOf("test"), reportOf("matrix")));
