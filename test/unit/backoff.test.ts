import { describe, expect, it } from "@jest/globals";
import { backoff } from "../../src/backoff";

describe("the pause after failures in a row", () => {
  const longest = (...failures: number[]) => failures.map((count) => backoff(count, () => 1));

  it("doubles from half a second up to half a minute", () => {
    expect(longest(1, 2, 3, 4, 5, 6, 7, 8, 100)).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
    expect(backoff(20, () => 1, 60_000)).toBe(60_000);
  });

  it("is half chance", () => {
    expect(backoff(3, () => 0)).toBe(1_000);
    expect(backoff(3, () => 0.5)).toBe(1_500);
  });

  it("is never less than after the first failure", () => {
    expect(longest(0, -1)).toEqual([500, 500]);
  });
});
