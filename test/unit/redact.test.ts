import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { redact } from "../../src/redact";

/** As long as real ones, and made of what real ones are made of. */
const secret = fc.string({ minLength: 8, maxLength: 60, unit: fc.constantFrom(..."ABCxyz0189+/=-_") });
const secrets = fc.array(secret, { minLength: 1, maxLength: 3 });
const around = fc.string({ maxLength: 700 });

describe("redaction", () => {
  it("leaves no secret, wherever it stands and in whatever order the secrets come", () => {
    fc.assert(
      fc.property(secrets, fc.array(around, { minLength: 4, maxLength: 4 }), (hidden, words) => {
        const text = words.map((word, index) => word + (hidden[index] ?? "")).join("");
        for (const one of hidden) expect(redact(text, hidden)).not.toContain(one);
      }),
    );
  });

  it("leaves no rest of a secret that begins with another one", () => {
    expect(redact("key=abcdef", ["abc", "abcdef"])).toBe("key=[redacted]");
    expect(redact("key=abcdef", ["abcdef", "abc"])).toBe("key=[redacted]");
  });

  it("finds a secret as an address spells it", () => {
    expect(redact("https://host/?key=a%2Fb%3D%3D", ["a/b=="])).toBe("https://host/?key=[redacted]");
  });

  it("takes a secret for a text, not for a pattern", () => {
    expect(redact("a.c abc", ["a.c"])).toBe("[redacted] abc");
    expect(redact("a $& b", ["$&"])).toBe("a [redacted] b");
  });

  it("grows no text that comes through it again, though the secret is a part of its own mark", () => {
    const once = redact("no token t", ["t"]);
    expect(once).toBe("no [redacted]oken [redacted]");
    expect(redact(once, ["t"])).toBe(once);
    expect(redact("a long one and e", ["long one", "e"])).toBe("a [redacted] and [redacted]");
  });

  it("changes nothing where there is no secret, or an empty one", () => {
    expect(redact("as it was")).toBe("as it was");
    expect(redact("as it was", [""])).toBe("as it was");
  });
});
