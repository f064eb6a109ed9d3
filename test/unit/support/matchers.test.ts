import { expect, it } from "@jest/globals";
import "../../support/matchers";

it("a run that ended otherwise than it should shows what it printed", () => {
  const run = { code: 1, output: "a sentence of the run" };
  expect(run).toExitWith(1);
  expect(() => expect(run).toExitWith(0)).toThrow("it ended with 1, and not with 0:\na sentence of the run");
  expect(() => expect(run).not.toExitWith(1)).toThrow("a sentence of the run");
});
