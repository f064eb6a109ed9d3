/**
 * `npm run bench`: measures the wait against its targets and against what people use instead, in virtual time, and writes
 * `bench/RESULTS.md`. Other seeds: `npm run bench -- 4 5 6`. A date for the page: `npm run bench -- --date 2026-01-02`.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { measureAll, serveJobs } from "./processes";
import { scenarios } from "./scenarios/all";
import { printTable } from "./table";
import { printVersions } from "./versions";

const SEEDS = ["1", "2", "3"];

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { date: { type: "string" } } });
  const seeds = (positionals.length > 0 ? positionals : SEEDS).map(Number);
  const jobs = scenarios.flatMap((_, scenario) => seeds.map((seed) => ({ scenario, seed })));
  const measured = await measureAll(jobs, __filename);
  const bySeed = seeds.map((seed) => measured.flatMap((found, at) => (jobs[at]?.seed === seed ? found : [])));
  const table = printTable(
    bySeed,
    scenarios.flatMap(({ targets }) => targets),
  );
  console.log(table);
  writeFileSync(path.join(__dirname, "RESULTS.md"), page(table, seeds, values.date));
}

const page = (table: string, seeds: readonly number[], date?: string) => `# How soon, and with how many requests

Written by \`npm run bench\`${date ? ` on ${date}` : ""}, with ${printVersions(["pulumi-clouddc", "@smithy/core", "@azure/core-lro"])}.
Seeds: ${seeds.join(", ")}. Where a cell has several numbers, there is one a seed; \`npm run bench -- 4 5 6\` takes others.

- _Lag_, in seconds: from the moment that the instance is \`running\` (or \`error\`) to the moment that the waiter knows it.
- _Ended right_: the wait ended with \`running\`, or, of an instance that fails, with its error in time. _429s_ are among the requests.
- Time is virtual, the network takes 80 to 250 ms a request, and the server is \`pulumi-clouddc/simulator\`.
- A fault is an answer of 500, 502 or 503, a reset, a page of HTML with status 200, or half an answer.
- AWS's and Azure's waiters run from their packages. Below them is one request without a retry: what their clients would do there
  is not part of the waiter. All but KooCLI, which cannot, may take twelve hours.
- Terraform runs no JavaScript. Its loop equals the real StateChangeConf, run on the same timelines, in every figure. The real
  provider's HTTP client also repeats a request that got no answer at all: an estimate of 51 to 75 of 200 instead of 41 to 59
  then ends right under 2 % faults. With BMS's own timeout of 30 minutes, 192 to 195 of 200 end right without faults.
- KooCLI runs no JavaScript. Its loop has the best settings that its documentation allows: 5 s, and 600 s at the most. That a
  failed poll ends it is an assumption.

${table}
`;

if (process.argv[2] === "measure") {
  // All that happens in a measurement happens in promises. The virtual clock waits for them with setImmediate; the next tick
  // comes after them as well, and spares Node.js a turn of its event loop.
  Object.assign(globalThis, { setImmediate: process.nextTick });
  serveJobs(async ({ scenario, seed }) => (await scenarios[scenario]?.measure(seed)) ?? []);
} else void run();
