#!/usr/bin/env node
/** What `npx pulumi-clouddc` runs. */

import { runProgram } from "./program";
import { systemTerminal } from "./system-terminal";

const { terminal, wasClosed } = systemTerminal(process);
/** As a shell tells of a program that SIGPIPE ended. */
const CLOSED_PIPE = 141;

runProgram(process.argv.slice(2), terminal).then((code) => {
  // A request may be under way whose answer nobody waits for; what was printed shall arrive.
  process.stdout.write("", () => process.exit(wasClosed() ? CLOSED_PIPE : code));
});
