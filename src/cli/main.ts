#!/usr/bin/env node
/** What `npx pulumi-clouddc` runs. */

import { runProgram } from "./program";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

runProgram(process.argv.slice(2), {
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
  signal: stop.signal,
}).then((code) => {
  process.exitCode = code;
});
