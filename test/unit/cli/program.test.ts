import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runProgram } from "../../../src/cli/program";

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
