import { describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "../../support/virtual-clock";

const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Sleeps one second five times, and tells what the clocks showed after each. */
async function count(clock: ReturnType<typeof createVirtualClock>) {
  const seen: [now: number, date: number][] = [];
  for (let second = 0; second < 5; second += 1) {
    await clock.sleep(1_000);
    seen.push([clock.now(), clock.date().getTime() - START]);
  }
  return seen;
}

describe("the virtual clock", () => {
  it("goes from one sleeper to the next", async () => {
    const clock = createVirtualClock();
    expect((await clock.run(count(clock))).map(([now]) => now)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
  });

  it("wakes a process that was stopped when it goes on, on both clocks", async () => {
    const clock = createVirtualClock();
    clock.suspend(1_500, 10_000);
    expect(await clock.run(count(clock))).toEqual([
      [1_000, 1_000],
      [11_500, 11_500],
      [12_500, 12_500],
      [13_500, 13_500],
      [14_500, 14_500],
    ]);
  });

  it("hides from the monotonic clock that the machine slept", async () => {
    const clock = createVirtualClock();
    clock.suspend(1_500, 10_000, "machine");
    expect((await clock.run(count(clock))).slice(0, 3)).toEqual([
      [1_000, 1_000],
      [2_000, 12_000],
      [3_000, 13_000],
    ]);
  });

  it("tells of a program that goes round in a circle, rather than to go with it", async () => {
    const clock = createVirtualClock();
    const circle = async () => {
      for (;;) await clock.sleep(0);
    };
    await expect(clock.run(circle())).rejects.toThrow("time stands still at 0 ms");
  });

  it("wakes those that were due while the process slept in their order", async () => {
    const clock = createVirtualClock();
    clock.suspend(500, 10_000);
    const woken: string[] = [];
    const sleeper = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name} ${clock.now()}`);
    };
    await clock.run(Promise.all([sleeper("late", 3_000), sleeper("early", 1_000), sleeper("after", 20_000)]));
    expect(woken).toEqual(["early 10500", "late 10500", "after 20000"]);
  });
});
