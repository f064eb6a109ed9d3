/**
 * `npm run bench:engine`: what the package costs a deployment on a real Pulumi engine. Everything is a difference between two
 * runs that alternate, since machines differ and are busy. Writes `bench/RESULTS-ENGINE.md`; a date for it: `--date 2026-01-02`.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureEngine } from "../scripts/engine";
import { columnsOf, ENGINE_HEAD } from "./engine/finding";
import { healthyGate } from "./engine/healthy-gate";
import { interruption } from "./engine/interruption";
import { loadTime } from "./engine/load-time";
import { memory } from "./engine/memory";
import { printMarkdown } from "./table";
import { printVersions } from "./versions";

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { date: { type: "string" } } });
  const engine = await ensureEngine();
  const findings = [await loadTime(), ...(await healthyGate(engine)), await interruption(engine), await memory(engine)];
  const table = printMarkdown([ENGINE_HEAD, ...findings.map(columnsOf)]);
  console.log(table);
  writeFileSync(path.join(__dirname, "RESULTS-ENGINE.md"), page(table, values.date));
}

const page = (table: string, date?: string) => `# What a deployment pays

Written by \`npm run bench:engine\`${date ? ` on ${date}` : ""}, with ${printVersions(["pulumi-clouddc", "@pulumi/pulumi"])}, on a real engine and \`pulumi-clouddc/simulator\`.
The two sides of a pair alternate, and the result is the median of the pairs' differences.

${table}
`;

void run();
