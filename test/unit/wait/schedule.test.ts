import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { planWait, type WaitOptions, type WaitPlan } from "../../../src/wait/options";
import { intervalAt, nextRoundAt, nextTryAt } from "../../../src/wait/schedule";

const plan = (options: WaitOptions) => planWait(options).plan;

/** The times of the rounds of a wait that began then, where answers take no time. */
const rounds = (began: number, options: WaitOptions, most: number) => {
  const times = [began];
  while (times.length < most) times.push(nextRoundAt(times.at(-1) ?? 0, began, plan(options)));
  return times.map((ms) => ms / 1000);
};

const plans: fc.Arbitrary<WaitPlan> = fc
  .record({ timeout: fc.integer({ min: 1, max: 20_000 }), pollInterval: fc.integer({ min: 1, max: 300 }) })
  .map(plan);
const moments = fc.nat({ max: 40_000_000 });

/** How late the end of a wait may be noticed. */
const tolerable = (waitedMs: number) => Math.min(waitedMs * 0.004, 30_000);

describe("the next round", () => {
  it("falls on the grid of the interval, which is that of the process: all gates look together", () => {
    expect(rounds(0, {}, 4)).toEqual([0, 5, 10, 15]);
    expect(rounds(7_000, {}, 4)).toEqual([7, 10, 15, 20]);
    expect(rounds(9_999, {}, 3)).toEqual([9.999, 10, 15]);
  });

  it("comes back to the grid after an answer that was slow", () => {
    expect(nextRoundAt(5_400, 0, plan({}))).toBe(10_000);
    expect(nextRoundAt(17_000, 0, plan({}))).toBe(20_000);
  });

  it("comes after whole intervals more in a long wait, up to half a minute", () => {
    const at = (minutes: number) => intervalAt(minutes * 60_000, plan({ timeout: "5h" }));
    expect([0, 20, 41, 42, 63, 84, 250].map(at)).toEqual([5_000, 5_000, 5_000, 10_000, 15_000, 20_000, 30_000]);
    expect(intervalAt(0, plan({ pollInterval: "1m" }))).toBe(60_000);
    expect(nextRoundAt(42 * 60_000 + 7_000, 7_000, plan({ timeout: "5h" }))).toBe(42 * 60_000 + 10_000);
  });

  it("is later than now, and on the grid", () => {
    fc.assert(
      fc.property(plans, moments, moments, (of, began, waited) => {
        const now = began + waited;
        const next = nextRoundAt(now, began, of);
        expect(next).toBeGreaterThan(now);
        expect(next % of.pollIntervalMs).toBe(0);
      }),
    );
  });

  it("comes within one interval, or within 0.4 % of the time waited and half a minute where that is longer", () => {
    fc.assert(
      fc.property(plans, moments, moments, (of, began, waited) => {
        const now = began + waited;
        const pause = nextRoundAt(now, began, of) - now;
        expect(pause).toBeLessThanOrEqual(Math.max(of.pollIntervalMs, tolerable(waited)) + 1e-6);
      }),
    );
  });

  it("does not come earlier for somebody who asks later", () => {
    fc.assert(
      fc.property(plans, moments, moments, (of, one, other) => {
        const [earlier, later] = [one, other].sort((a, b) => a - b) as [number, number];
        // While the interval is the same: where it grows, the coarser grid may have an earlier point.
        if (intervalAt(earlier, of) !== intervalAt(later, of)) return;
        expect(nextRoundAt(earlier, 0, of)).toBeLessThanOrEqual(nextRoundAt(later, 0, of));
      }),
    );
  });
});

describe("the next try", () => {
  it("comes soon after the first failure, and then less and less often", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => nextTryAt(0, failures, () => 1));
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it("is never before now", () => {
    const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 50 }), chances, (now, failures, chance) => {
        expect(nextTryAt(now, failures, () => chance)).toBeGreaterThan(now);
      }),
    );
  });
});
