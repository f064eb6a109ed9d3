const { availableParallelism } = require("node:os");

/**
 * A suite is a folder of `test`, and a project of jest.
 * @param {string} suite
 * @param {number} testTimeoutMs far more than any case takes: a time-out means that something hangs, not that a machine is slow
 * @param {import("jest").Config} [more]
 */
const project = (suite, testTimeoutMs, more) => ({
  displayName: suite,
  rootDir: __dirname,
  testMatch: [`<rootDir>/test/${suite}/**/*.test.ts`],
  transform: {
    "\\.ts$": /** @type {[string, object]} */ (["@swc/jest", { jsc: { parser: { syntax: "typescript" } } }]),
  },
  setupFilesAfterEnv: ["<rootDir>/test/support/set-up.ts"],
  globals: { testTimeoutMs },
  ...more,
});

/** @type {import("jest").Config} */
module.exports = {
  // An engine's test waits more than it computes: as many at a time as there are cores, not one fewer.
  maxWorkers: availableParallelism(),
  // Of the tests of one file, where they say that they may.
  maxConcurrency: availableParallelism(),
  projects: [
    project("unit", 60_000),
    project("integration", 120_000),
    project("engine", 180_000, { globalSetup: "<rootDir>/test/support/find-engine.ts" }),
    project("programs", 180_000, { globalSetup: "<rootDir>/test/support/find-engine.ts" }),
    project("outages", 180_000, { globalSetup: "<rootDir>/test/support/find-engine.ts" }),
    project("stories", 180_000, { globalSetup: "<rootDir>/test/support/find-engine.ts" }),
    project("faults", 600_000, {
      globalSetup: "<rootDir>/test/support/find-engine.ts",
      testEnvironment: "<rootDir>/test/faults/process-warnings.cjs",
    }),
    // Installations from a registry that is slow today are no failure.
    project("matrix", 900_000, {
      globalSetup: "<rootDir>/test/support/pack.ts",
      globalTeardown: "<rootDir>/test/support/unpack.ts",
    }),
  ],
};
