/** The command of the package's own name: picks the sub-command and turns what it throws into a sentence and an exit code. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nearestOf } from "../given-options";
import { longLine, quote } from "../redact";
import { type Command, helpOf, readArguments, type Terminal, UsageError } from "./command";
import { doctor } from "./doctor";
import { simulator } from "./simulator";
import { status } from "./status";
import { wait } from "./wait";

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ["status", status],
  ["wait", wait],
  ["doctor", doctor],
  ["simulator", simulator],
]);

/** Of a package.json's place from `src/cli` and from `dist/cli` alike. */
function version(): string {
  return (JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string }).version;
}

function help(): string {
  const width = Math.max(...[...COMMANDS.keys()].map((name) => name.length));
  const lines = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  const last = "Each command takes --help; --version prints the version.";
  return ["Usage: pulumi-clouddc COMMAND [options]", "", ...lines, "", last].join("\n");
}

/** Each complaint is one clean line, though it repeats what was typed or what stands in a file. */
const cleanlyComplaining = (terminal: Terminal): Terminal => ({
  ...terminal,
  complain: (text) => terminal.complain(longLine(text)),
});

/** Resolves with the exit code: 0 where all is well, 1 where it failed, 2 where the command line is wrong, or the command's own. */
export async function runProgram(args: readonly string[], plain: Terminal): Promise<number> {
  const terminal = cleanlyComplaining(plain);
  const [name, ...rest] = args;
  if (name === "--version") {
    terminal.print(version());
    return 0;
  }
  if (name === "help" && COMMANDS.has(rest[0] ?? "")) return runProgram([...rest, "--help"], terminal);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    (name === undefined ? plain.complain : plain.print)(help());
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.get(name);
  if (command === undefined) {
    const meant = nearestOf(name, [...COMMANDS.keys()]);
    const hint = meant === undefined ? "." : `: did you mean "${meant}"?`;
    terminal.complain(`pulumi-clouddc: there is no command "${quote(name)}"${hint} Try --help.`);
    return 2;
  }
  try {
    const given = readArguments(rest, command);
    if (!given.has("help")) return await command.run(given, terminal);
    terminal.print(helpOf(name, command));
    return 0;
  } catch (error) {
    const wrong = error instanceof UsageError;
    const complaint = `pulumi-clouddc ${name}: ${(error as Error).message}${wrong ? " Try --help." : ""}`;
    // A file may have several mistakes, each of which is a line.
    for (const line of complaint.split("\n")) terminal.complain(line);
    return wrong ? 2 : 1;
  }
}
