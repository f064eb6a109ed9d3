import { describe, expect, it } from "@jest/globals";
import { givenOptions } from "../../src/given-options";

const OPTIONS = ["timeout", "pollInterval", "stoppedGrace"];
const unknown = (...names: string[]) =>
  givenOptions(Object.fromEntries(names.map((name) => [name, 1])), OPTIONS, ["status"]).unknown;

describe("options that a program gives", () => {
  it("are given where they are neither null nor undefined", () => {
    const given = { timeout: 0, pollInterval: null, stoppedGrace: undefined, status: "", __urn: "urn" };
    expect(givenOptions(given, OPTIONS, ["status"])).toEqual({
      known: { timeout: 0, status: "", __urn: "urn" },
      unknown: [],
    });
  });

  it.each([
    ["timeOut", "timeout"],
    ["timeouts", "timeout"],
    ["poll_interval", "pollInterval"],
    ["polInterval", "pollInterval"],
    ["StoppedGrace", "stoppedGrace"],
  ])("that nobody knows are told, with the one that was meant: %s", (name, meant) => {
    expect(unknown(name)).toEqual([`"${name}" is not an option and is ignored: did you mean "${meant}"?`]);
  });

  it("that nobody knows, and that are like none, are told with those that there are", () => {
    expect(unknown("colour", "timeout")).toEqual([
      '"colour" is not an option and is ignored: the options are timeout, pollInterval, stoppedGrace',
    ]);
  });

  it("that nobody knows are told on one clean line, whatever they are called", () => {
    expect(unknown("time\u001b[31mout\n")).toEqual([
      '"timeout" is not an option and is ignored: the options are timeout, pollInterval, stoppedGrace',
    ]);
  });
});
