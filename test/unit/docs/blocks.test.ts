/** Every block of code in what users read is right: it compiles, it parses, its commands exist. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import type { Command } from "../../../src/cli/command";
import { doctor } from "../../../src/cli/doctor";
import { simulator } from "../../../src/cli/simulator";
import { status } from "../../../src/cli/status";
import { wait } from "../../../src/cli/wait";
import { compile } from "../../support/compile";
import { blocksOf, DOCUMENTS, readDocument } from "../../support/documents";

const blocks = DOCUMENTS.flatMap(blocksOf);
const of = (language: string) => blocks.filter((one) => one.language === language);

it("are in languages that a test knows; drawings have none", () => {
  expect([...new Set(blocks.map(({ language }) => language))].sort()).toEqual(["", "json", "sh", "text", "ts"]);
  const drawings = of("").map(({ file, heading }) => `${file}: ${heading}`);
  expect(drawings).toEqual(["CONTRIBUTING.md: How it is built", "docs/how-it-works.md: How it works"]);
});

it("compile against the package as its users import it", () => {
  const programs = of("ts").map(({ file, line, text }) => ({ name: `${file.replaceAll("/", "-")}-${line}`, text }));
  expect(programs.length).toBeGreaterThan(15);
  expect(compile(programs)).toEqual([]);
});

it("do not compile with a mistake in them", () => {
  const text = 'import * as clouddc from "pulumi-clouddc";\nclouddc.waitUntilRunning("web", { instanceIds: 1 });';
  expect(compile([{ name: "mistake", text }])).toEqual([expect.stringMatching(/^mistake.ts: .*not assignable/)]);
});

it.each(of("json"))("is JSON: $file, $line", ({ text }) => {
  expect(typeof parse(text)).toBe("object");
  expect(() => JSON.parse(text)).not.toThrow();
});

const COMMANDS: Record<string, Command> = { doctor, simulator, status, wait };

describe("a shell's block", () => {
  const { scripts } = JSON.parse(readDocument("package.json"));

  it.each(of("sh"))("is read by a shell, and names scripts that there are: $file, $line", ({ text }) => {
    // The bash in a Windows' PATH may be one that only offers to install a Linux.
    if (process.platform !== "win32")
      expect(spawnSync("bash", ["-n"], { input: text, encoding: "utf8" }).stderr).toBe("");
    for (const [, name = "", rest = ""] of text.replaceAll("\\\n", "").matchAll(/npx pulumi-clouddc (\w+)(.*)/g)) {
      expect(Object.keys(COMMANDS)).toContain(name);
      for (const [, flag = ""] of rest.matchAll(/ --([\w-]+)/g)) expect(COMMANDS[name]?.options).toHaveProperty([flag]);
    }
    for (const [, name = ""] of text.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([name]);
  });
});
