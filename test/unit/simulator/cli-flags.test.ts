import { describe, expect, it } from "@jest/globals";
import { readFlags } from "../../../src/simulator/cli-flags";

describe("the command line", () => {
  it("becomes options", () => {
    const args = [
      "--port",
      "4711",
      "--region",
      "cn-east-3",
      "--instance",
      "a=pending 5s, running",
      "--instance",
      "b=running",
    ];
    expect(readFlags([...args, "--limit", "200/5m"])).toEqual({
      run: {
        port: 4711,
        region: "cn-east-3",
        limit: { requests: 200, windowMs: 300_000 },
        instances: { a: "pending 5s, running", b: "running" },
      },
    });
  });

  it("may be empty", () => {
    expect(readFlags([])).toEqual({ run: { instances: {} } });
  });

  it("asks for help", () => {
    expect(readFlags(["--help", "--port", "x"])).toEqual({ help: true });
  });

  it.each([
    [["--port", "70000"], "--port takes a number"],
    [["--port", "web"], "--port takes a number"],
    [["--limit", "200"], "--limit takes requests and a duration"],
    [["--limit", "200/0s"], "--limit takes requests and a duration"],
    [["--instance", "pending"], "--instance takes an id and a timeline"],
    [["--instance", "a=pending 5x, running"], 'Timeline step "pending 5x"'],
    [["--colour"], "--colour"],
    [["web"], "web"],
  ])("%j is refused with a reason", (args, reason) => {
    expect(readFlags(args)).toEqual({ refused: expect.stringContaining(reason) });
  });
});
