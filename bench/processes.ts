/** Runs scenarios on all cores: one process a core, each taking the next pair of a scenario and a seed when it is free. */
import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import type { Measurement } from "./scenario";

export interface Job {
  /** Its place among the scenarios. */
  scenario: number;
  seed: number;
}

/** The measurements of each job, in the order of the jobs. */
export async function measureAll(jobs: readonly Job[], program: string): Promise<Measurement[][]> {
  const done: Measurement[][] = [];
  const queue = [...jobs.entries()];

  const work = async () => {
    // Inherits the flags that let Node.js run TypeScript.
    const child = fork(program, ["measure"]);
    try {
      for (let next = queue.shift(); next; next = queue.shift()) done[next[0]] = await ask(child, next[1]);
    } finally {
      child.disconnect();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, work));
  return done;
}

function ask(child: ChildProcess, job: Job): Promise<Measurement[]> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a measuring process ended with ${code}`));
    child.once("exit", onExit);
    child.once("message", (measurements: Measurement[]) => {
      child.off("exit", onExit);
      resolve(measurements);
    });
    child.send(job);
  });
}

/** What such a process does. */
export function serveJobs(measure: (job: Job) => Promise<Measurement[]>): void {
  process.on("message", async (job: Job) => process.send?.(await measure(job)));
}
