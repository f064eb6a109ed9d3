import { describe, expect, it } from "@jest/globals";
import type { InstanceStatus } from "../../../src/instance/status";
import { describeTrail, type Trail, trailAfter } from "../../../src/wait/trail";

const MINUTE = 60_000;
type Seen = readonly [at: number, status: InstanceStatus | undefined];
const having = (...seen: readonly Seen[]): Trail =>
  seen.reduce<Trail>((trail, [at, status]) => trailAfter(trail, status, at), []);

describe("the way that an instance went", () => {
  it("is told in short, with how long each stretch was", () => {
    const trail = having(
      [0, { state: "pending" }],
      [2 * MINUTE, { state: "pending" }],
      [4 * MINUTE, { state: "stopped", operationState: "install-processing" }],
      [10 * MINUTE, { state: "error", operationState: "install-failed" }],
    );
    expect(describeTrail(trail)).toBe("pending 4m → stopped (install) 6m → error (install-failed)");
  });

  it("is not told of an instance that was the same all the time", () => {
    expect(describeTrail(having([0, { state: "pending" }], [MINUTE, { state: "pending" }]))).toBeUndefined();
    expect(describeTrail(having())).toBeUndefined();
  });

  it("has a word where the API knew of no instance, or gave no state", () => {
    expect(describeTrail(having([0, undefined], [MINUTE, {}]))).toBe("not found 1m → no state");
  });

  it("stays short, whatever the instance went through", () => {
    const flaps = Array.from(
      { length: 100 },
      (_, at): Seen => [at * MINUTE, { state: at % 2 ? "stopped" : "pending" }],
    );
    expect(describeTrail(having(...flaps))).toBe(
      "… 1h35m → stopped 1m → pending 1m → stopped 1m → pending 1m → stopped",
    );
  });
});
