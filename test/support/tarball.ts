/** What a tarball of the package must hold. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, relative, sep } from "node:path";
import { expect } from "@jest/globals";
import { onTestFinished } from "./on-test-finished";

const ROOT = join(__dirname, "../..");
const BROWSER = join(ROOT, "src/simulator/page/browser");

/** What git has of the examples: nothing that is installed or written there. */
const examples = () =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "examples"], {
    cwd: ROOT,
    encoding: "utf8",
  })
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(ROOT, path)));

/** The files that a document links to, and those that they link to. */
function linkedFrom(start: string, read: (path: string) => string): string[] {
  const found = new Set([start]);
  for (const path of found)
    if (path.endsWith(".md"))
      for (const [, target = ""] of read(path).matchAll(/(?:\]\(|src(?:set)?=")([^)#"]+)/g))
        if (!target.includes("://")) found.add(posix.join(posix.dirname(path), target));
  return [...found];
}

/** Code, types, source maps with their sources, the documents from README on, the examples: all of it, and nothing else. */
export function expectComplete(tarball: string): void {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-clouddc-tarball-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"]);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.split(sep).join("/"));
  const read = (path: string) => readFileSync(join(folder, path), "utf8");

  const sources = files.filter((path) => path.startsWith("src/"));
  expect(sources.length).toBeGreaterThan(50);
  const compiled = sources.flatMap((path) => {
    const name = path.replace(/^src\//, "dist/").replace(/\.ts$/, "");
    return [`${name}.js`, `${name}.js.map`, `${name}.d.ts`];
  });
  const documents = linkedFrom("README.md", read);
  // What the simulator serves and reads as it is has no source of another kind.
  const assets = readdirSync(BROWSER).map((name) => `dist/simulator/page/browser/${name}`);
  assets.push("dist/simulator/scenario/scenario.schema.json");
  const wanted = [
    ...sources,
    ...compiled,
    ...assets,
    "package.json",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "llms.txt",
    ...documents,
    ...examples(),
  ];
  expect(files.sort()).toEqual([...new Set(wanted)].sort());
  // An example may be a test; the package's own stay at home.
  const own = files.filter((path) => !path.startsWith("examples/"));
  expect(own.filter((path) => /\.test\.|(^|\/)tests?\//.test(path))).toEqual([]);

  for (const path of own.filter((name) => name.endsWith(".js"))) {
    expect(read(path)).toContain(`//# sourceMappingURL=${path.slice(path.lastIndexOf("/") + 1)}.map`);
    const { sources: mapped } = JSON.parse(read(`${path}.map`)) as { sources: string[] };
    const found = mapped.map((source) =>
      relative(folder, join(folder, dirname(path), source))
        .split(sep)
        .join("/"),
    );
    expect(found).toEqual([path.replace(/^dist\//, "src/").replace(/\.js$/, ".ts")]);
  }
}
