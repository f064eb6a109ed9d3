/** The processes behind a run: Pulumi's CLI starts the program and the provider as children of children. */
import { execFileSync } from "node:child_process";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

const PROGRAM = "@pulumi/pulumi/cmd/run";
const PROVIDER = "@pulumi/pulumi/cmd/dynamic-provider";

/** Those that run this package's code; the language host is Pulumi's. */
export function processesOf(cli: number): Process[] {
  return descendantsOf(cli, allProcesses()).filter(({ command }) => isProgram(command) || isProvider(command));
}

const isProgram = (command: string) => command.includes(PROGRAM);
const isProvider = (command: string) => command.includes(PROVIDER);

/** The provider's process of a run that has got so far. */
export function providerOf(cli: number): Process {
  const provider = processesOf(cli).find(({ command }) => isProvider(command));
  if (!provider) throw new Error(`process ${cli} has no provider`);
  return provider;
}

/** Which of them still run. */
export function stillRunning(processes: readonly Process[]): string[] {
  const now = new Map(allProcesses().map((process) => [process.pid, process.command]));
  return processes.filter(({ pid, command }) => now.get(pid) === command).map(({ command }) => command);
}

function allProcesses(): Process[] {
  const table = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], { encoding: "utf8", maxBuffer: 2 ** 26 });
  return table.split("\n").flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

function descendantsOf(pid: number, all: readonly Process[]): Process[] {
  const children = all.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...descendantsOf(child.pid, all)]);
}
