/** What `require("pulumi-clouddc")` costs a program that has `@pulumi/pulumi` anyway. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { type Finding, median } from "./finding";

const run = promisify(execFile);
const PROCESSES = 21;
const MOST_MS = 10;

/** One after the other in the same process: the machine's load is then the same for both, and only what is more is counted. */
const PROGRAM = `
const times = ["@pulumi/pulumi", "pulumi-clouddc"].map((name) => {
  const began = performance.now();
  require(name);
  return performance.now() - began;
});
console.log(JSON.stringify(times));
`;

export async function loadTime(): Promise<Finding> {
  await timesOf(); // fills the file system's cache
  const times: [pulumi: number, more: number][] = [];
  for (let at = 0; at < PROCESSES; at++) times.push(await timesOf());
  const more = median(times.map(([, one]) => one));
  return {
    what: 'require("pulumi-clouddc") over require("@pulumi/pulumi")',
    result: `${more.toFixed(0)} ms more`,
    target: `≤ ${MOST_MS} ms`,
    met: more <= MOST_MS,
    measured: `median of ${PROCESSES} fresh processes; @pulumi/pulumi alone ${median(times.map(([pulumi]) => pulumi)).toFixed(0)} ms`,
  };
}

async function timesOf(): Promise<[number, number]> {
  const { stdout } = await run(process.execPath, ["-e", PROGRAM], { cwd: path.join(__dirname, "..", "..") });
  return JSON.parse(stdout) as [number, number];
}
