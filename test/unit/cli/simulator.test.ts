import { describe, expect, it } from "@jest/globals";
import { readArguments } from "../../../src/cli/command";
import { readOptions, simulator, warningsOf } from "../../../src/cli/simulator";
import { exportsOf } from "../../../src/cli/simulator-exports";

const read = (...args: string[]) => readOptions(readArguments(args, simulator));

describe("the command line of the simulator", () => {
  it("becomes options", () => {
    const instances = ["--instance", "a=pending 5s, running", "--instance", "b=running"];
    expect(read("--port", "4711", "--region", "cn-east-3", ...instances, "--limit", "200/5m")).toEqual({
      port: 4711,
      region: "cn-east-3",
      limit: { requests: 200, windowMs: 300_000 },
      instances: { a: "pending 5s, running", b: "running" },
    });
  });

  it("may be empty", () => {
    expect(read()).toEqual({ instances: {} });
  });

  it("goes before the scenario, and adds to its instances", () => {
    const scenario = { region: "cn-east-3", pageSize: 10, instances: { a: "pending", b: "stopped" } };
    const given = readArguments(["--region", "cn-south-1", "--instance", "b=running"], simulator);
    expect(readOptions(given, scenario)).toEqual({
      region: "cn-south-1",
      pageSize: 10,
      instances: { a: "pending", b: "running" },
    });
  });

  it.each([
    [["--port", "70000"], "--port takes a number"],
    [["--port", "web"], "--port takes a number"],
    [["--limit", "200"], "--limit takes requests and a duration"],
    [["--limit", "200/0s"], "--limit takes requests and a duration"],
    [["--instance", "pending"], "--instance takes an id and a timeline"],
    [["--instance", "a=pending 5x, running"], 'Timeline step "pending 5x"'],
    [["--instance", "a=running", "--instance", "a=error"], "--instance names a twice."],
    [["--region", ""], "--region takes the name of a region."],
    [["--colour"], "--colour"],
    [["web"], "web"],
  ])("%j is refused with a reason", (args, reason) => {
    expect(() => read(...args)).toThrow(reason);
  });
});

it("a slip of the pen in an instance's state is warned of", () => {
  const given = readArguments(["--instance", "web=pending 3s, runing", "--instance", "db=running"], simulator);
  expect(warningsOf(given)).toEqual([
    '--instance web has a state that Huawei\'s pages do not name, "runing": a gate waits while it sees it.',
  ]);
});

describe("the variables that are printed", () => {
  it("can be sourced whatever is in them", () => {
    const env = { HW_REGION_NAME: "ap-southeast-3", HW_AUTH_TOKEN: "it's $HOME; a token" };
    expect(exportsOf({ env })).toBe(
      "export HW_REGION_NAME=ap-southeast-3\nexport HW_AUTH_TOKEN='it'\\''s $HOME; a token'",
    );
  });
});
