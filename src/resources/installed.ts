/** Pulumi's provider process loads this package by its name, so that a bundle of the program alone is not enough. */
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { failure } from "./failure";

/** Says in one sentence what would be a stack of the provider process. */
export function requireInstalled(): void {
  // In its own file, and so in its own package.
  if (typeof __filename === "string" && /^installed\.[jt]s$/.test(basename(__filename))) return;
  try {
    // The provider process is started in the folder that Pulumi runs the program in.
    createRequire(join(process.cwd(), "index.js")).resolve("pulumi-clouddc/provider");
  } catch {
    throw failure(
      "INVALID_ARGUMENT",
      "pulumi-clouddc was bundled with this program and is not installed in its folder, where Pulumi's provider process loads it by name: keep it external to the bundle, and install it",
    );
  }
}
