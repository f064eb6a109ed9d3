import { describe, expect, it } from "@jest/globals";
import { opensRightly } from "../../support/flapping-gate";

/** The campaign of faults runs many more, from other seeds each day. */
const RUNS = 500;

describe("a gate on instances that flap and fail, with and without a list, under loss and 429s", () => {
  it("is open only if all instances were ready at one moment within the last round", async () => {
    const wrong: number[] = [];
    let opened = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const right = await opensRightly(seed);
      if (right !== undefined) opened++;
      if (right === false) wrong.push(seed);
    }
    expect(wrong).toEqual([]);
    // It does open, or the test would show nothing.
    expect(opened).toBeGreaterThan(RUNS / 2);
  }, 300_000);

  // It opened at its deadline on looks 24 s old: a round of the status API would have taken as long as that, and one of the list 5 s.
  it("stays shut when a 429 has made the list's word count since the last look", async () => {
    expect(await opensRightly(1_608_745_549)).toBe(undefined);
  });

  // One of two was ready before a hold and after it, and the other one between: they never were so at once.
  it("stays shut on an instance that a 429 kept from being looked at while another one was ready", async () => {
    expect(await opensRightly(1_355_228_660)).not.toBe(false);
  });

  // The looks at it, half a minute apart, found it ready both times: nobody who looks can know better.
  it.each([
    ["as far apart as a round", 713_808_295],
    ["a poll interval and a round apart", 1_049_119_018],
  ])("opens on an instance that failed and recovered between two looks, %s", async (_howFar, seed) => {
    expect(await opensRightly(seed)).toBe(true);
  });

  // Three requests of a round of five were lost, and a request took two seconds: the oldest look was one such round old.
  it("opens on looks as old as a round in which answers were lost", async () => {
    expect(await opensRightly(498_556_719)).toBe(true);
  });
});
