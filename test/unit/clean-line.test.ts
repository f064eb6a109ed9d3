import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { cleanLine, cutAt } from "../../src/clean-line";
import { UNCLEAN } from "../support/hostile-json";

describe("a line that somebody else wrote", () => {
  it.each([
    ["colours", "\u001b[31mred\u001b[0m, \u009b1mbold", "red, bold"],
    ["links", "\u001b]8;;https://elsewhere.example\u001b\\here\u001b]8;;\u0007", "here"],
    ["a title that never ends", "\u001b]0;a title", "]0;a title"],
    ["NUL and bells", "a\u0000b\u0007c", "a b c"],
    ["marks of direction", "abc\u202edef\u2066g\u200f", "abcdefg"],
    ["invisible characters", "run\u200bn\ufeffing", "running"],
    ["fillers, and selectors of variants that carry a text of their own", "run\u3164n\u{e0101}in\u034fg", "running"],
    ["lines", "a\r\nb\u2028c\u0085d", "a b c d"],
    ["half of a character", "a\ud800b", "a\ufffdb"],
    ["Pulumi's colours", "<{%reset%}> <{%", "< {%reset%}> < {%"],
    ["Pulumi's colours, put together from pieces", "<\u200b{%red", "< {%red"],
  ])("loses %s", (_what, text, clean) => {
    expect(cleanLine(text)).toBe(clean);
  });

  it("keeps letters of all languages, and emoji", () => {
    for (const text of ["实例不存在", "Größe", "ok 👍", "a < b {c} %d"]) expect(cleanLine(text)).toBe(text);
  });

  const unit = fc.oneof(
    fc.constantFrom(
      "\u001b",
      "[",
      "]",
      "\u009b",
      "\u009d",
      "<",
      "{",
      "%",
      "\u0000",
      "\ud800",
      "\udc00",
      "\u202e",
      " ",
      "a",
    ),
    fc.string({ unit: "binary", maxLength: 3 }),
  );

  it("is clean whatever it was made of, and stays as it is from then on", () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), (pieces) => {
        const clean = cleanLine(pieces.join(""));
        expect(clean).not.toMatch(UNCLEAN);
        expect(cleanLine(clean)).toBe(clean);
      }),
    );
  });

  it("is cut between two characters", () => {
    expect(cutAt("ab", 2)).toBe("ab");
    expect(cutAt("abc", 2)).toBe("ab…");
    expect(cutAt("a👍b", 2)).toBe("a…");
  });
});
