/** What `npm run test:faults` makes of its arguments. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { faultsOf } from "../../../scripts/faults";

const CHECKOUT = join(__dirname, "../../..");

describe("the arguments of the campaign of faults", () => {
  it.each([
    ["--runs abc", '--runs is a whole number from 0 on, and not "abc".'],
    ["--runs 1.5", '--runs is a whole number from 0 on, and not "1.5".'],
    ["--runs 1e400", '--runs is a whole number from 0 on, and not "1e400".'],
    ["--runs 99999999999999999999", '--runs is a whole number from 0 on, and not "99999999999999999999".'],
    ["--runs=-5", '--runs is a whole number from 0 on, and not "-5".'],
    ["--runs -5", "--runs needs a value, which begins with no dash."],
    ["--runs", "--runs needs a value, which begins with no dash."],
    ["--real x", '--real is a whole number from 0 on, and not "x".'],
    ["--seed foo", '--seed is a whole number from 0 on, and not "foo".'],
    ["--seed=", '--seed is a whole number from 0 on, and not "".'],
    ["--runs 0 --real 00", "--runs and --real are both 0, which leaves nothing to run."],
    ["--path virtual", '--path names a run as a failure prints it, such as virtual/0/17, and not "virtual".'],
    ["--path virtual/x/y", '--path names a run as a failure prints it, such as virtual/0/17, and not "virtual/x/y".'],
    ["--path nonsense", '--path names a run as a failure prints it, such as virtual/0/17, and not "nonsense".'],
    ["--path=", '--path names a run as a failure prints it, such as virtual/0/17, and not "".'],
    ["--path real/0/0 --real 0", "--path repeats one run, so that neither --runs nor --real goes with it."],
    ["--paths real/0/0", "Unknown option '--paths'."],
    ["400", "Unexpected argument '400'."],
  ])("are refused in one sentence where they are %s", (args, sentence) => {
    const before = { ...process.env };
    expect(() => faultsOf(args.split(" "))).toThrow(new Error(sentence));
    expect(process.env).toEqual(before);
  });

  it("end the command with 2, which prints that sentence and nothing else", () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "scripts/test.ts", "faults", "--runs", "abc"],
      { cwd: CHECKOUT, encoding: "utf8" },
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: "",
      stderr: '--runs is a whole number from 0 on, and not "abc".\n',
    });
  });
});
