/** What ran, for the page: results without it cannot be compared. */
import { readFileSync } from "node:fs";
import path from "node:path";

const checkout = path.join(__dirname, "..");

export function printVersions(packages: readonly string[]): string {
  return [...packages.map((name) => `${name} ${versionOf(name)}`), `Node.js ${process.versions.node}`].join(", ");
}

function versionOf(name: string): string {
  // Read as a file: not every package exports its package.json.
  const folder = name === "pulumi-clouddc" ? checkout : path.join(checkout, "node_modules", name);
  return (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string }).version;
}
