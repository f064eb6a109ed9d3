/**
 * The program behind each resource. The first Ctrl-C ends the program but does not reach this process, and the engine
 * waits for the hooks that run: a wait has to see for itself that nobody waits any more.
 */
import type { Clock } from "../clock";

export interface Run {
  /** The process of the program. */
  readonly pid: number;
  /** Whether this is a preview. */
  readonly preview: boolean;
}

export interface ProgramWatch {
  /** Notes which program a resource belongs to in this deployment. */
  remember(urn: string | undefined, run: Run | undefined): void;
  /** Runs a job whose signal is aborted when the program, or the engine, has ended. */
  whileRunning<T>(urn: string | undefined, job: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

const CHECK_EACH_MS = 250;

export function createProgramWatch(
  clock: Clock,
  isAlive: (pid: number) => boolean = processExists,
  isEngineGone: () => boolean = () => false,
): ProgramWatch {
  const runs = new Map<string, Run>();
  return {
    remember(urn, run) {
      if (urn !== undefined && run !== undefined) runs.set(urn, run);
    },
    async whileRunning(urn, job) {
      const run = urn === undefined ? undefined : runs.get(urn);
      const ended = new AbortController();
      const done = new AbortController();
      const watch = async () => {
        while (!done.signal.aborted) {
          if ((run && !isAlive(run.pid)) || isEngineGone()) return ended.abort();
          await clock.sleep(CHECK_EACH_MS, done.signal);
        }
      };
      void watch();
      return job(ended.signal).finally(() => done.abort());
    },
  };
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it exists, and is somebody else's
  }
}
