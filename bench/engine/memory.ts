/** How much more memory the provider process takes while it waits on a thousand instances. */
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Simulator } from "../../src/simulator";
import { differences, type Finding, median } from "./finding";
import { instanceIds, openStack, startWaiting, withCloud, withGate } from "./stacks";

const run = promisify(execFile);
const INSTANCES = 1_000;
const PAIRS = 3;
/** The heap of a process that goes on working grows for about a minute. */
const SETTLES_MS = 60_000;
const SAMPLES = 20;
const MOST_MB = 20;

/** Both sides have the package loaded and one gate open; the idle one is asked to leave the API alone. */
export function memory(engine: string): Promise<Finding> {
  return withCloud("pending", INSTANCES, async (cloud) => {
    const pairs: [number, number][] = [];
    for (let at = 0; at < PAIRS; at++) {
      const idle = megabytesOf(engine, cloud, withGate(instanceIds(1), 'initialDelay: "20m"'));
      const waiting = megabytesOf(engine, cloud, withGate(instanceIds(INSTANCES)));
      pairs.push(await Promise.all([idle, waiting]));
    }
    const more = median(differences(pairs));
    const [idle, waiting] = [0, 1].map((side) => median(pairs.map((one) => one[side] ?? Number.NaN)).toFixed(0));
    return {
      what: `provider process waiting on ${INSTANCES.toLocaleString("en")} instances over idle`,
      result: `${more.toFixed(1)} MB more`,
      target: `≤ ${MOST_MB} MB`,
      met: more <= MOST_MB,
      measured: `resident memory after a minute, median of ${PAIRS} pairs: ${idle} MB and ${waiting} MB`,
    };
  });
}

async function megabytesOf(engine: string, cloud: Simulator, program: string): Promise<number> {
  const stack = await openStack(engine, cloud, program);
  try {
    const up = await startWaiting(stack);
    await sleep(SETTLES_MS);
    const samples: number[] = [];
    for (let at = 0; at < SAMPLES; at++) {
      samples.push(await providerMegabytes(up.pid));
      await sleep(1_000);
    }
    up.signal("SIGINT");
    await up.done;
    return median(samples);
  } finally {
    stack.remove();
  }
}

/** Of the process below `pulumi` that runs the dynamic provider. */
async function providerMegabytes(pulumi: number): Promise<number> {
  const { stdout } = await run("ps", ["-axo", "pid=,ppid=,rss=,args="]);
  const processes = stdout.split("\n").flatMap((line) => {
    const [, pid, parent, kilobytes, args = ""] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid ? [{ pid: Number(pid), parent: Number(parent), kilobytes: Number(kilobytes), args }] : [];
  });
  const below = (root: number): typeof processes =>
    processes.filter(({ parent }) => parent === root).flatMap((one) => [one, ...below(one.pid)]);
  const provider = below(pulumi).find(({ args }) => /^\S*node\S* .*dynamic-provider/.test(args));
  if (!provider) throw new Error("the provider process was not found below pulumi");
  return provider.kilobytes / 1024;
}
