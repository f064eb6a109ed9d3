/** What a shell has to know of a simulator, so that `pulumi` in it finds the simulator: variables to export. */
import { writeFileSync } from "node:fs";
import type { Simulator } from "../simulator";
import { fileError } from "./file-error";

/** Quoted for a shell where a value has more than letters, digits and the like in it. */
export const quoted = (value: string) => (/^[\w./:-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);

export function exportsOf({ env }: Pick<Simulator, "env">): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}=${quoted(value)}`)
    .join("\n");
}

export function writeExports(file: string, simulator: Simulator): void {
  try {
    writeFileSync(file, `${exportsOf(simulator)}\n`);
  } catch (error) {
    throw fileError(file, "written", error);
  }
}
