/** Which part of what `npm run demo` prints is on which picture. Pure. */
import { stripVTControlCharacters } from "node:util";

/** The name of a picture, what it shows, the scene of the demo, and the place of its run of pulumi in it. */
export const PICTURES = [
  { name: "waiting", title: "pulumi up waits for three instances", scene: "(a)", run: 0 },
  { name: "drift", title: "pulumi preview shows drift", scene: "(c)", run: 0 },
  { name: "failure", title: "pulumi up fails on an instance", scene: "(c)", run: 1 },
] as const;

/** One run of pulumi in the demo's output: the command, and what it printed; without the dots that it prints meanwhile. */
export function runOf(demo: string, { scene, run }: Pick<(typeof PICTURES)[number], "scene" | "run">): string {
  const text = demo.split("\n== ").find((part) => part.startsWith(scene)) ?? "";
  const shown = text.split(/^(?=\$ pulumi )/m)[run + 1];
  if (shown === undefined) throw new Error(`the demo has no such run in scene ${scene}`);
  return shown
    .split("\n")
    .map((line) => line.replace(/^ {2}/, ""))
    .filter((line) => !/^(@ |\s*$)/.test(stripVTControlCharacters(line)))
    .join("\n");
}
