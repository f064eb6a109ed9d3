import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ArgumentError } from "../../../src/errors";
import { milliseconds, shortDuration } from "../../../src/wait/duration";

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

describe("reading a duration", () => {
  it.each([
    ["45s", 45_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["2d", 172_800_000],
    ["100ms", 100],
    ["1m5s250ms", 65_250],
    ["1h 30m", 5_400_000],
    [" 45 s ", 45_000],
    ["0s", 0],
    ["45", 45_000],
    [" 1.5 ", 1_500],
    [90, 90_000],
    [0.25, 250],
    [0, 0],
  ])("%j is %d ms", (written, ms) => {
    expect(milliseconds("timeout", written)).toBe(ms);
  });

  it.each([
    "",
    " ",
    "30 minuts",
    "30M",
    "thirty minutes",
    "1h and a bit",
    "-5s",
    "5s-",
    "1h,30m",
    "1 30m",
    "1. 5h",
    "1e3s",
    "s",
    "NaNs",
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e308,
  ])("%j is no duration, and no other one either", (written) => {
    const problem = milliseconds("timeout", written);
    expect(problem).toBeInstanceOf(ArgumentError);
    expect((problem as ArgumentError).message).toBe(
      `"timeout" is ${typeof written === "string" ? JSON.stringify(written) : written}: write a duration such as "45s" or "1h30m", or a number of seconds`,
    );
  });

  it.each([true, null, {}, ["45s"]])("takes %j, from a program without types, for none", (written) => {
    expect(milliseconds("timeout", written as unknown as string)).toBeInstanceOf(ArgumentError);
  });

  it("adds up whatever parts there are", () => {
    const part = fc.tuple(fc.nat({ max: 5_000 }), fc.constantFrom(...(["d", "h", "m", "s", "ms"] as const)));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const written = parts.map(([count, unit]) => `${count}${unit}`).join("");
        const sum = parts.reduce((ms, [count, unit]) => ms + count * UNITS[unit], 0);
        expect(milliseconds("timeout", written)).toBe(sum);
      }),
    );
  });
});

describe("whatever is written for a duration", () => {
  const PIECES = ["1", "0", "9", ".", " ", "\t", "-", "+", "e", "s", "m", "h", "d", "ms", "S", ",", "\u0661", "\u2028"];
  const written = fc.oneof(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join("")),
    fc.string({ unit: "binary" }),
    fc.double(),
    fc.nat({ max: 3_000 }).map((length) => `${"9".repeat(length)}s`),
    fc.anything({ withNullPrototype: true }),
  );

  it("is milliseconds that a clock can count, or one sentence that says what to write", () => {
    fc.assert(
      fc.property(written, (duration) => {
        const read = milliseconds("timeout", duration as string);
        if (typeof read === "number") {
          expect(Number.isFinite(read) && read >= 0).toBe(true);
          expect(["string", "number"]).toContain(typeof duration);
        } else {
          expect(read).toBeInstanceOf(ArgumentError);
          expect(read.message).toMatch(/: write a duration such as "45s" or "1h30m", or a number of seconds$/);
          expect(read.message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("counts the same with white space around it, and as a text", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e9 }), fc.constantFrom("", " ", "\t\n"), (count, space) => {
        expect(milliseconds("timeout", `${space}${count}${space}`)).toBe(milliseconds("timeout", count));
        expect(milliseconds("timeout", `${space}${count}${space}s${space}`)).toBe(milliseconds("timeout", count));
      }),
    );
  });
});

describe("printing a duration", () => {
  it.each([
    [0, "0s"],
    [499, "0s"],
    [500, "1s"],
    [5_000, "5s"],
    [59_600, "1m"],
    [190_000, "3m10s"],
    [2_700_000, "45m"],
    [5_400_000, "1h30m"],
    [5_401_000, "1h30m"],
    [3_599_900, "1h"],
    [90_000_000, "1d1h"],
    [-5_000, "0s"],
  ])("%d ms is %s", (ms, printed) => {
    expect(shortDuration(ms)).toBe(printed);
  });

  it("is read again as what it was, as far as two units go", () => {
    fc.assert(
      fc.property(fc.nat({ max: 30 * UNITS.d }), (ms) => {
        const printed = shortDuration(ms);
        expect(printed).toMatch(/^(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/);
        expect(printed).not.toMatch(/(^|\D)(60[ms]|24h)/);
        const coarsest = ms >= UNITS.d - UNITS.h ? UNITS.h : ms >= UNITS.h - UNITS.m ? UNITS.m : UNITS.s;
        expect(Math.abs((milliseconds("printed", printed) as number) - ms)).toBeLessThanOrEqual(coarsest);
      }),
    );
  });

  it("is exact for whole seconds below an hour", () => {
    fc.assert(
      fc.property(fc.nat({ max: 3_599 }), (seconds) => {
        expect(milliseconds("printed", shortDuration(seconds * 1_000))).toBe(seconds * 1_000);
      }),
    );
  });
});
