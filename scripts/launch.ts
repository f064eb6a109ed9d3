/** Starts a program, and tells what it prints while it runs. */
import { type ChildProcess, type SpawnOptionsWithoutStdio, spawn } from "node:child_process";

export interface Ended {
  /** The exit code; null where a signal ended it. */
  code: number | null;
  /** Everything that it printed. */
  output: string;
}

export interface Running<E extends Ended = Ended> {
  readonly pid: number;
  /** What it has printed so far. */
  output(): string;
  /** Resolves as soon as it has printed that; rejects when it ends without. */
  prints(text: string | RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  readonly done: Promise<E>;
}

/** `running` holds the program as long as it runs. */
export function launch(
  command: string,
  args: readonly string[],
  options: SpawnOptionsWithoutStdio,
  running: Set<ChildProcess>,
): Running {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.on("exit", () => running.delete(child));
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      for (const listener of listeners) listener();
    });
  const done = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    prints: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (typeof text === "string" ? !output.includes(text) : !text.test(output)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        done.then(() => reject(new Error(`it ended without printing ${text}:\n${output}`)), reject);
      }),
    signal: (signal) => void child.kill(signal),
    done,
  };
}
