/** The documents that users read, and the blocks of code in them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exampleNames } from "../../scripts/example";

export const ROOT = join(__dirname, "../..");

export interface Block {
  /** Such as `docs/recipes.md`. */
  readonly file: string;
  /** The line of its first line. */
  readonly line: number;
  /** The heading that it stands under. */
  readonly heading: string;
  readonly language: string;
  readonly text: string;
}

export const DOCUMENTS: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...exampleNames().map((name) => `examples/${name}/README.md`),
];

export const readDocument = (file: string): string => readFileSync(join(ROOT, file), "utf8");

export function blocksOf(file: string): Block[] {
  const blocks: Block[] = [];
  let heading = "";
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [at, line] of readDocument(file).split("\n").entries()) {
    const fence = /^```(\w*)/.exec(line);
    if (fence && open === undefined) open = { line: at + 2, language: fence[1] ?? "", lines: [] };
    else if (fence && open) {
      blocks.push({ file, heading, line: open.line, language: open.language, text: open.lines.join("\n") });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (line.startsWith("#")) heading = line.replace(/^#+ /, "");
  }
  return blocks;
}

/** The n-th block of a language under a heading. */
export function block(file: string, heading: string, language = "ts", nth = 0): string {
  const found = blocksOf(file).filter((one) => one.heading === heading && one.language === language)[nth];
  if (!found) throw new Error(`${file} has no such block of ${language} under "${heading}"`);
  return found.text;
}
