/** The package as it is published. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Packs a checkout into a folder; returns the tarball. */
export function pack(checkout: string, folder: string, ...args: string[]): string {
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder, ...args], {
    cwd: checkout,
    stdio: ["ignore", "ignore", "inherit"],
    // npm is a script for the shell there.
    shell: process.platform === "win32",
  });
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  if (!tarball) throw new Error(`npm pack left no tarball in ${folder}`);
  return join(folder, tarball);
}
