/** Program watch: aborts a hook when its Pulumi program exits, because Ctrl-C never reaches the provider process. */
import type { Clock } from "../clock";
import type { ProgramProcess } from "../contract";

export interface ProgramWatch {
  /** Notes which program a resource belongs to in this deployment. */
  remember(urn: string | undefined, program: ProgramProcess | undefined): void;
  /** Runs a job whose signal is aborted when the program, or the engine, has ended. */
  whileRunning<T>(urn: string | undefined, job: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

const CHECK_EACH_MS = 250;

export function createProgramWatch(
  clock: Clock,
  isAlive: (pid: number) => boolean = processExists,
  isEngineGone: () => boolean = () => false,
): ProgramWatch {
  const programs = new Map<string, ProgramProcess>();
  return {
    remember(urn, program) {
      if (urn !== undefined && program !== undefined) programs.set(urn, program);
    },
    async whileRunning(urn, job) {
      const program = urn === undefined ? undefined : programs.get(urn);
      const ended = new AbortController();
      const done = new AbortController();
      const watch = async () => {
        while (!done.signal.aborted) {
          if ((program && !isAlive(program.pid)) || isEngineGone()) return ended.abort();
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
