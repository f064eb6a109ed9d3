import { describe, expect, it } from "@jest/globals";
import { type Command, helpOf, readArguments, UsageError } from "../../../src/cli/command";

const command: Command = {
  summary: "Greets.",
  operands: "NAME…",
  options: {
    times: { value: "N", help: "how often" },
    also: { value: "NAME", multiple: true, help: "whom else\nto greet" },
    loud: { help: "in capitals" },
  },
  run: async () => 0,
};

describe("a command line", () => {
  it("gives options, switches and operands", () => {
    const given = readArguments(["ann", "--times", "2", "--also", "bob", "--loud", "--also=cid", "dan"], command);
    expect(given.operands).toEqual(["ann", "dan"]);
    expect(given.text("times")).toBe("2");
    expect(given.texts("also")).toEqual(["bob", "cid"]);
    expect([given.has("loud"), given.has("help")]).toEqual([true, false]);
  });

  it("gives nothing for what was not given", () => {
    const given = readArguments([], command);
    expect([given.operands, given.text("times"), given.texts("also"), given.has("loud")]).toEqual([
      [],
      undefined,
      [],
      false,
    ]);
  });

  it.each([
    [["--tmes", "2"], "Unknown option '--tmes': did you mean '--times'?"],
    [["--colours"], "Unknown option '--colours'."],
    [["--times"], "Option '--times <value>' argument missing."],
    [["--loud=yes"], "Option '--loud' does not take an argument."],
    [["--times", "--loud"], "Option '--times' argument is ambiguous."],
  ])("%j is a mistake, told in one sentence", (args, sentence) => {
    expect(() => readArguments(args, command)).toThrow(new UsageError(sentence));
  });

  it.each([
    [["--colours\u001b[31m\nwarning: not ours"], "Unknown option '--colours warning: not ours'."],
    [["--tim\u001b[31mes\u200b"], "Unknown option '--times': did you mean '--times'?"],
    [[`--${"x".repeat(50_000)}`], `Unknown option '--${"x".repeat(3_982)}…`],
  ])("is one clean line in a mistake that repeats it: %#", (args, sentence) => {
    expect(() => readArguments(args, command)).toThrow(new UsageError(sentence));
  });

  it("has no operands where the command takes none", () => {
    const { operands: _, ...without } = command;
    expect(() => readArguments(["ann"], without)).toThrow("Unexpected argument 'ann'.");
  });
});

describe("the help of a command", () => {
  it("lists its options in columns", () => {
    expect(helpOf("greet", command)).toBe(`Usage: pulumi-clouddc greet NAME… [options]

Greets.

  --times N    how often
  --also NAME  whom else
               to greet
  --loud       in capitals
  --help       print this help`);
  });
});
