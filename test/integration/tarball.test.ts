/** What a user installs: the tarball of the package as `npm run build` has compiled it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "@jest/globals";
import { pack } from "../support/npm-pack";
import { onTestFinished } from "../support/on-test-finished";
import { expectComplete } from "../support/tarball";

it("the tarball holds code, types, source maps with their sources, the documents that README leads to and the examples, and nothing else", () => {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-clouddc-pack-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // Compiled already, and in use by other tests.
  expectComplete(pack(join(__dirname, "../.."), folder, "--ignore-scripts"));
});
