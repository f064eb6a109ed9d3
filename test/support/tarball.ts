/** What a tarball of the package must hold. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { expect } from "@jest/globals";
import { onTestFinished } from "./on-test-finished";

const BROWSER = join(__dirname, "../../src/simulator/page/browser");

/** Code, types, source maps with their sources, and what README links to: all of it, and nothing else. */
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
  const documents = [...read("README.md").matchAll(/\]\(([^)#]+)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !target.includes("://"));
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
    ...documents,
  ];
  expect(files.sort()).toEqual([...new Set(wanted)].sort());
  expect(files.filter((path) => /\.test\.|(^|\/)tests?\//.test(path))).toEqual([]);

  for (const path of files.filter((name) => name.endsWith(".js"))) {
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
