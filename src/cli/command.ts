/** A command as data: what it takes, what its help says, and what it does. Node's own parser reads the arguments. */

import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearestOf } from "../given-options";
import { longLine } from "../redact";

export interface Option {
  /** What stands for the value in the help, such as "FILE". Without it the option is a switch. */
  value?: string;
  /** May be given more than once. */
  multiple?: boolean;
  help: string;
}

/** What was given on the command line. */
export interface Arguments {
  /** What is no option, in its order. */
  operands: readonly string[];
  has(option: string): boolean;
  text(option: string): string | undefined;
  texts(option: string): readonly string[];
}

/** Where a command reads and writes, so that a test can stand in its place. */
export interface Terminal {
  print(text: string): void;
  complain(text: string): void;
  /** Shows a line in the place of the last such one, until something is printed. Absent where nobody watches. */
  live?(line: string): void;
  /** Aborted by SIGINT and SIGTERM. */
  signal: AbortSignal;
}

export interface Command {
  summary: string;
  /** What stands for the operands in the help, such as "ID…". Without it there are none. */
  operands?: string;
  options: Readonly<Record<string, Option>>;
  /** More help, below the options. */
  more?: string;
  /** Resolves with the exit code. */
  run(given: Arguments, terminal: Terminal): Promise<number>;
}

/** A mistake on the command line: its sentence is printed with a hint at the help, and the exit code is 2. */
export class UsageError extends Error {
  /** Of one line, though it repeats what was typed. */
  constructor(message: string) {
    super(longLine(message));
  }
}

/** Throws a {@link UsageError}. */
export function readArguments(args: readonly string[], { options, operands }: Command): Arguments {
  const known = Object.entries(options).map(([name, { value, multiple = false }]) => [
    name,
    { type: value === undefined ? "boolean" : "string", multiple } as const,
  ]);
  try {
    const config: ParseArgsConfig = {
      args: [...args],
      options: { ...Object.fromEntries(known), help: { type: "boolean", short: "h" } },
      allowPositionals: operands !== undefined,
    };
    const { values, positionals } = parseArgs(config);
    const texts = (option: string) =>
      [values[option] ?? []].flat().filter((one): one is string => typeof one === "string");
    return {
      operands: positionals,
      has: (option) => values[option] === true,
      text: (option) => texts(option).at(-1),
      texts,
    };
  } catch (error) {
    const said = longLine((error as Error).message);
    const [, unknown] = /^Unknown option '--?(.*?)'/.exec(said) ?? [];
    const meant = unknown && nearestOf(unknown, [...Object.keys(options), "help"]);
    if (meant) throw new UsageError(`Unknown option '--${unknown}': did you mean '--${meant}'?`);
    // Node explains at length; the first sentence says what is wrong.
    throw new UsageError(`${said.split(". ", 1)[0]?.replace(/\.$/, "")}.`);
  }
}

export function helpOf(name: string, { summary, operands, options, more }: Command): string {
  const left = Object.entries(options).map(
    ([option, { value }]) => `--${option}${value === undefined ? "" : ` ${value}`}`,
  );
  const all = [...left, "--help"];
  const width = Math.max(...all.map((one) => one.length));
  const helps = [...Object.values(options).map(({ help }) => help), "print this help"];
  const lines = all.map(
    (one, index) => `  ${one.padEnd(width)}  ${helps[index]?.replaceAll("\n", `\n${" ".repeat(width + 4)}`)}`,
  );
  const usage = `Usage: pulumi-clouddc ${name}${operands === undefined ? "" : ` ${operands}`} [options]`;
  return [usage, "", summary, "", ...lines, ...(more === undefined ? [] : ["", more])].join("\n");
}
