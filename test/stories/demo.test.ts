/** The demo runs to its end, and prints what README's pictures show. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import { PICTURES, runOf } from "../../scripts/pictures/scenes";
import { textOf } from "../../scripts/pictures/terminal-svg";
import { ROOT, readDocument } from "../support/documents";
import { comparable } from "../support/shown-output";
import { describeOnEngine } from "../support/stack";

const run = promisify(execFile);

describeOnEngine("the demo", () => {
  it("prints what the pictures show; else `npm run docs:pictures` draws them anew", async () => {
    const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
    const { stdout } = await run(process.execPath, [tsx, join(ROOT, "scripts/demo.ts")], { cwd: ROOT });
    for (const picture of PICTURES) {
      const shown = textOf(readDocument(`docs/pictures/${picture.name}-light.svg`));
      // Where the terminal folded a line, a blank may be gone; the engine tells its diagnostics in any order; and which
      // seconds of a wait have a line depends on the machine.
      const lines = (text: string) => {
        const all = comparable(text).map((line) => line.replaceAll(" ", ""));
        return [...new Set(all.filter((line) => !/·\d+s\/45m$/.test(line)))].sort();
      };
      expect(lines(shown)).toEqual(lines(runOf(stdout, picture)));
    }
  });
});
