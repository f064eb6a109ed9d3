/** Every block of code in what users read is right: it compiles, it parses, its commands exist. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import ts from "typescript";
import { parse } from "yaml";
import type { Command } from "../../../src/cli/command";
import { simulator } from "../../../src/cli/simulator";
import { status } from "../../../src/cli/status";
import { wait } from "../../../src/cli/wait";
import { blocksOf, DOCUMENTS, ROOT, readDocument } from "../../support/documents";

const blocks = DOCUMENTS.flatMap(blocksOf);
const of = (language: string) => blocks.filter((one) => one.language === language);

it("are in languages that a test knows; drawings have none", () => {
  expect([...new Set(blocks.map(({ language }) => language))].sort()).toEqual(["", "json", "sh", "text", "ts"]);
  const drawings = of("").map(({ file, heading }) => `${file}: ${heading}`);
  expect(drawings).toEqual(["CONTRIBUTING.md: How it is built", "docs/how-it-works.md: How it works"]);
});

it("compile against the package as its users import it", () => {
  const programs = of("ts").map(({ file, line, text }) => ({
    path: join(ROOT, `${file.replaceAll("/", "-")}-${line}.ts`),
    text: `${text}\nexport {};\n`,
  }));
  expect(programs.length).toBeGreaterThan(15);
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile).config.compilerOptions,
      // Blocks wait at their top level, as programs that are ES modules do.
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["ES2022", "ESNext.Disposable"],
      allowJs: false,
      checkJs: false,
      paths: {
        "pulumi-clouddc": ["./src/index.ts"],
        "pulumi-clouddc/wait": ["./src/waiter/index.ts"],
        "pulumi-clouddc/simulator": ["./src/simulator/index.ts"],
      },
    },
    ROOT,
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  const textOf = (path: string) => programs.find((one) => one.path === path)?.text;
  host.fileExists = (path) => textOf(path) !== undefined || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    const text = textOf(path);
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, rest[0]);
  };
  const program = ts.createProgram(
    programs.map(({ path }) => path),
    options,
    host,
  );
  const problems = programs.flatMap(({ path }) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${path.slice(ROOT.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
  expect(problems).toEqual([]);
});

it.each(of("json"))("is JSON: $file, $line", ({ text }) => {
  expect(typeof parse(text)).toBe("object");
  expect(() => JSON.parse(text)).not.toThrow();
});

const COMMANDS: Record<string, Command> = { simulator, status, wait };

describe("a shell's block", () => {
  const { scripts } = JSON.parse(readDocument("package.json"));

  it.each(of("sh"))("is read by a shell, and names scripts that there are: $file, $line", ({ text }) => {
    expect(spawnSync("bash", ["-n"], { input: text, encoding: "utf8" }).stderr).toBe("");
    for (const [, name = "", rest = ""] of text.replaceAll("\\\n", "").matchAll(/npx pulumi-clouddc (\w+)(.*)/g)) {
      expect(Object.keys(COMMANDS)).toContain(name);
      for (const [, flag = ""] of rest.matchAll(/ --([\w-]+)/g)) expect(COMMANDS[name]?.options).toHaveProperty([flag]);
    }
    for (const [, name = ""] of text.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([name]);
  });
});
