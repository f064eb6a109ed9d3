/** Where the engine is looked for, with stand-ins that know their version and nothing else. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "@jest/globals";
import { findEngine } from "../../../scripts/engine";
import { onTestFinished } from "../../support/on-test-finished";
import { stubEnv } from "../../support/stub-env";
import { itOnUnix } from "../../support/systems";

/** A folder with programs of these names, each of which prints a version. */
function folderWith(version: string, ...names: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-clouddc-engine-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of names) writeFileSync(join(folder, name), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  return folder;
}

itOnUnix.each([
  ["linux", ""],
  ["win32", ".exe"],
] as const)("on %s the engine is the first one in PATH that is new enough and whole", async (platform, ending) => {
  const here = process.platform;
  Object.defineProperty(process, "platform", { value: platform });
  onTestFinished(() => Object.defineProperty(process, "platform", { value: here }));
  const old = folderWith("v3.215.9", `pulumi${ending}`, `pulumi-language-nodejs${ending}`);
  const alone = folderWith("v3.300.0", `pulumi${ending}`);
  const whole = folderWith("v3.300.0", `pulumi${ending}`, `pulumi-language-nodejs${ending}`);
  stubEnv("PATH", [old, alone, whole, process.env.PATH].join(delimiter));
  expect(await findEngine()).toBe(whole);
});
