import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { planWait, type WaitOptions, type WaitPlan } from "../../../src/wait/options";
import { nextLookAt, nextTryAt } from "../../../src/wait/schedule";

const plan = (options: WaitOptions) => planWait(options).plan;

/** The times of the looks of a wait whose looks take no time. */
const looks = (options: WaitOptions, most: number) => {
  const times = [plan(options).initialDelayMs];
  while (times.length < most) times.push(nextLookAt(times.at(-1) ?? 0, plan(options)));
  return times.map((ms) => ms / 1000);
};

const plans: fc.Arbitrary<WaitPlan> = fc
  .record({
    timeout: fc.integer({ min: 1, max: 20_000 }),
    pollInterval: fc.integer({ min: 1, max: 300 }),
    initialDelay: fc.nat({ max: 20_000 }),
  })
  .map(({ timeout, pollInterval, initialDelay }) =>
    plan({ timeout, pollInterval, initialDelay: Math.min(initialDelay, timeout) }),
  );
/** A moment of the wait: after its first look, and before its deadline. */
const moment = (of: WaitPlan, share: number) => of.initialDelayMs + (of.timeoutMs - of.initialDelayMs) * share;
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** How late the end of a wait may be noticed. */
const tolerable = (waitedMs: number) => Math.min(waitedMs * 0.004, 30_000);

describe("the next look", () => {
  it("falls on the grid of the interval, which begins with the first look", () => {
    expect(looks({}, 4)).toEqual([0, 5, 10, 15]);
    expect(looks({ initialDelay: "7s" }, 4)).toEqual([7, 12, 17, 22]);
  });

  it("comes back to the grid after an answer that was slow", () => {
    expect(nextLookAt(5_400, plan({}))).toBe(10_000);
    expect(nextLookAt(17_000, plan({}))).toBe(20_000);
  });

  it("is the last one at the deadline", () => {
    expect(looks({ timeout: "12s" }, 4)).toEqual([0, 5, 10, 12]);
  });

  it("comes after whole intervals more in a long wait, up to half a minute", () => {
    const at = (minutes: number) => nextLookAt(minutes * 60_000, plan({ timeout: "5h" })) - minutes * 60_000;
    expect([0, 20, 41, 42, 63, 84, 250].map(at)).toEqual([5_000, 5_000, 5_000, 10_000, 15_000, 20_000, 30_000]);
    expect(nextLookAt(0, plan({ pollInterval: "1m" }))).toBe(60_000);
  });

  it("is later than now, never after the deadline, and on the grid before it", () => {
    fc.assert(
      fc.property(plans, share, (of, when) => {
        const now = moment(of, when);
        if (now >= of.timeoutMs) return;
        const next = nextLookAt(now, of);
        expect(next).toBeGreaterThan(now);
        expect(next).toBeLessThanOrEqual(of.timeoutMs);
        if (next < of.timeoutMs) expect((next - of.initialDelayMs) % of.pollIntervalMs).toBe(0);
      }),
    );
  });

  it("comes within one interval, or within 0.4 % of the time waited and half a minute where that is longer", () => {
    fc.assert(
      fc.property(plans, share, (of, when) => {
        const now = moment(of, when);
        const pause = nextLookAt(now, of) - now;
        expect(pause).toBeLessThanOrEqual(Math.max(of.pollIntervalMs, tolerable(now)) + 1e-6);
      }),
    );
  });

  it("does not come earlier for somebody who asks later", () => {
    fc.assert(
      fc.property(plans, share, share, (of, one, other) => {
        const [earlier, later] = [one, other].sort((a, b) => a - b).map((when) => moment(of, when)) as [number, number];
        // While the interval is the same: where it grows, the coarser grid may have an earlier point.
        const stretch = (ms: number) => Math.max(1, Math.floor(tolerable(ms) / of.pollIntervalMs));
        if (stretch(earlier) !== stretch(later)) return;
        expect(nextLookAt(earlier, of)).toBeLessThanOrEqual(nextLookAt(later, of));
      }),
    );
  });
});

describe("the next try", () => {
  it("comes soon after the first failure, and then more and more patiently", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => nextTryAt(0, failures, plan({}), () => 1));
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it("is never after the deadline, nor before now", () => {
    fc.assert(
      fc.property(plans, share, fc.integer({ min: 1, max: 50 }), share, (of, when, failures, chance) => {
        const now = moment(of, when);
        const next = nextTryAt(now, failures, of, () => chance);
        expect(next).toBeGreaterThanOrEqual(now);
        expect(next).toBeLessThanOrEqual(of.timeoutMs);
      }),
    );
  });
});
