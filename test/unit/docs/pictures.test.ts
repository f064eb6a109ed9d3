/** README's pictures: small, the same text on light and on dark, and drawn by what draws them. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { PICTURES, runOf } from "../../../scripts/pictures/scenes";
import { THEMES, terminalSvg, textOf } from "../../../scripts/pictures/terminal-svg";
import { ROOT, readDocument } from "../../support/documents";

const RED = "\u001b[31m";
const PLAIN = "\u001b[0m";

describe("a picture of a terminal", () => {
  it("keeps text, colours and columns", async () => {
    const svg = await terminalSvg("title", `plain ${RED}<red>${PLAIN}\n  "second" & last`, THEMES.light);
    expect(svg).toContain(`fill="${THEMES.light.palette[1]}">&lt;red&gt;</tspan>`);
    expect(textOf(svg)).toBe('plain <red>\n"second" & last');
  });

  it("unfolds what the terminal folded", async () => {
    const line = `${"word ".repeat(40)}end`;
    expect(textOf(await terminalSvg("title", line, THEMES.dark)).replace(/\s+/g, " ")).toBe(line);
  });

  it("shows one run of pulumi, without the dots that it prints meanwhile", () => {
    const demo =
      "\n== (a) up\n$ pulumi up\n  @ updating....\n   + created\n\n== (c) drift\n$ pulumi preview\n  ~ x\n$ pulumi up\n  error\n";
    expect(PICTURES.map((picture) => runOf(demo, picture))).toEqual([
      "$ pulumi up\n + created",
      "$ pulumi preview\n~ x",
      "$ pulumi up\nerror",
    ]);
  });
});

describe.each(PICTURES)("the picture $name", ({ name }) => {
  const files = Object.keys(THEMES).map((theme) => `docs/pictures/${name}-${theme}.svg`);

  it("is there on light and on dark, with the same text, each within 100 kB, and README shows it", () => {
    for (const file of files) {
      expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
      expect(statSync(join(ROOT, file)).size).toBeLessThanOrEqual(100_000);
      expect(readDocument("README.md")).toContain(file);
    }
    const [light = "", dark = ""] = files.map((file) => textOf(readDocument(file)));
    expect(light).toBe(dark);
    expect(light).toMatch(/^\$ pulumi /);
  });
});
