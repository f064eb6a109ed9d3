/** Node's environment of a test, with the warnings of the process itself: jest gives a test a process of its own. */
const { TestEnvironment } = require("jest-environment-node");

module.exports = class extends TestEnvironment {
  /** @override */
  async setup() {
    await super.setup();
    /** @type {string[]} */
    const warnings = [];
    this.global.processWarnings = warnings;
    this.listener = (/** @type {Error} */ warning) => void warnings.push(`${warning.name}: ${warning.message}`);
    process.on("warning", this.listener);
  }

  /** @override */
  async teardown() {
    if (this.listener) process.off("warning", this.listener);
    await super.teardown();
  }
};
