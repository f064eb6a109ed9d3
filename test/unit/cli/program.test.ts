import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runProgram } from "../../../src/cli/program";
import { UNCLEAN } from "../../support/hostile-json";
import { onTestFinished } from "../../support/on-test-finished";

async function run(...args: string[]) {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await runProgram(args, {
    print: (text) => void printed.push(text),
    complain: (text) => void complained.push(text),
    signal: AbortSignal.abort(),
  });
  return { code, printed: printed.join("\n"), complained: complained.join("\n") };
}

const { version } = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8"));

describe("pulumi-clouddc", () => {
  it("tells its version, and which commands there are", async () => {
    expect(await run("--version")).toEqual({ code: 0, printed: version, complained: "" });
    expect(await run("--help")).toMatchObject({
      code: 0,
      printed: expect.stringContaining("  simulator  "),
      complained: "",
    });
  });

  it("needs a command", async () => {
    expect(await run()).toMatchObject({ code: 2, printed: "", complained: expect.stringContaining("Usage:") });
    expect(await run("simulate")).toEqual({
      code: 2,
      printed: "",
      complained: 'pulumi-clouddc: there is no command "simulate": did you mean "simulator"? Try --help.',
    });
    expect(await run("deploy-all")).toEqual({
      code: 2,
      printed: "",
      complained: 'pulumi-clouddc: there is no command "deploy-all". Try --help.',
    });
  });

  it("explains a command, whatever else is given", async () => {
    const { code, printed } = await run("simulator", "--help", "--port", "x");
    expect(code).toBe(0);
    expect(printed).toContain("Usage: pulumi-clouddc simulator [options]");
    expect((await run("help", "simulator")).printed).toBe(printed);
    expect((await run("simulator", "-h")).printed).toBe(printed);
    expect((await run("-h")).printed).toBe((await run("--help")).printed);
  });

  it("tells a mistake on the command line in one sentence, and what failed otherwise in another", async () => {
    expect(await run("simulator", "--port", "x")).toEqual({
      code: 2,
      printed: "",
      complained: 'pulumi-clouddc simulator: --port takes a number from 0 to 65535, not "x". Try --help.',
    });
    const { code, complained } = await run("simulator", "--scenario", "/nowhere.yaml");
    expect(code).toBe(1);
    expect(complained).toBe("pulumi-clouddc simulator: /nowhere.yaml cannot be read: no such file or directory.");
    const unwritten = await run("simulator", "--env", "/nowhere/env");
    expect(unwritten).toMatchObject({ code: 1, printed: "" });
    expect(unwritten.complained).toBe(
      "pulumi-clouddc simulator: /nowhere/env cannot be written: no such file or directory.",
    );
  });

  const ESCAPE = "a\u001b[31m\u009b1m\u202e\u200b\r\nb\u001b]0;title\u0007";

  it.each<[string, string[], string]>([
    ["a command", [ESCAPE], 'there is no command "a b". Try --help.'],
    ["an id", ["wait", ESCAPE], '"a b" is not an instance id: it holds a character that cannot be seen; give the'],
    ["an id with a space", ["status", "a b"], '"a b" is not an instance id: give the instance id exactly as'],
    ["a long id", ["doctor", "x".repeat(50_000)], 'xxx…" is not an instance id: it has more than 128 characters; give'],
    ["an option", ["wait", `--${ESCAPE}`], "Unknown option '--a b'."],
    ["an operand too many", ["simulator", ESCAPE], "Unexpected argument 'a b'."],
    ["a region", ["status", "web", "--region", ESCAPE], "--region is "],
    ["a duration", ["wait", "web", "--timeout", ESCAPE], "--timeout is "],
    ["a stack", ["doctor", "--stack", ESCAPE], "Pulumi.a b.yaml"],
    ["a port", ["simulator", "--port", ESCAPE], 'not "a b"'],
    ["a limit", ["simulator", "--limit", ESCAPE], 'not "a b"'],
    ["an instance", ["simulator", "--instance", ESCAPE], 'not "a b"'],
    ["a timeline", ["simulator", "--instance", `web=${ESCAPE}`], "a b"],
    ["a file to read", ["simulator", "--scenario", `/nowhere/${ESCAPE}`], "/nowhere/a b cannot be read: "],
    ["a file to write", ["simulator", "--env", `/nowhere/${ESCAPE}`], "/nowhere/a b cannot be written: "],
  ])("complains of %s in one clean line, whatever was typed", async (_what, typed, sentence) => {
    const { code, complained } = await run(...typed);
    expect(code).not.toBe(0);
    expect(complained).toContain(sentence);
    expect(complained).not.toMatch(UNCLEAN);
    expect(complained.length).toBeLessThan(5_000);
  });

  it("warns in one clean line, whatever an instance is called", async () => {
    const { complained } = await run("simulator", "--instance", `${ESCAPE}=odd-state`);
    expect(complained).toMatch(/^--instance a b .*odd-state/);
    expect(complained).not.toMatch(UNCLEAN);
  });

  it("tells each mistake of a file in a line of its own, which is clean", async () => {
    const folder = mkdtempSync(join(tmpdir(), "clouddc-scenario-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "scenario.json");
    writeFileSync(file, JSON.stringify({ [ESCAPE]: 1, [`${ESCAPE}c`]: 1 }));
    const { code, complained } = await run("simulator", "--scenario", file);
    expect(code).toBe(1);
    const lines = complained.split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line).toContain("a b");
      expect(line).not.toMatch(UNCLEAN);
    }
  });

  it("serves until it is told to stop", async () => {
    const { code, printed } = await run("simulator", "--instance", "web=running");
    expect(code).toBe(0);
    expect(printed).toMatch(/^CloudDC simulator listening on http:\/\/127\.0\.0\.1:\d+,/);
  });

  it("prints the JSON schema of scenarios", async () => {
    const { printed } = await run("simulator", "--schema");
    expect(JSON.parse(printed)).toMatchObject({ title: "a scenario of the CloudDC simulator" });
  });
});
