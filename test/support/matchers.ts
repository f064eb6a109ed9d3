/** `expect(run).toExitWith(0)`: a program that ended otherwise shows what it printed. */
import { expect } from "@jest/globals";

interface Ended {
  code: number | null;
  output: string;
}

expect.extend({
  toExitWith({ code, output }: Ended, wanted: number) {
    const pass = code === wanted;
    return {
      pass,
      message: () => `it ended with ${code}, and ${pass ? "should not have" : `not with ${wanted}`}:\n${output}`,
    };
  },
});

declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    toExitWith(code: number): R;
  }
}
