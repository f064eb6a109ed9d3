/** JSON that no API answers: for properties of whoever reads answers. */
import fc from "fast-check";

/** What a terminal, a reader's eye or Pulumi's display would take for something else than text. */
export const UNCLEAN = /[\p{Cc}\p{Cf}\p{DI}\p{Cs}\p{Zl}\p{Zp}]|<\{%/u;

export const hostileText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "\u001b[2J",
    "\u001b]8;;http://x\u0007",
    "<{%red%}>",
    "\ud800",
    "\u202e",
    "a\u2028b",
    "a\u0000b",
    "__proto__",
    "<html><body>a portal</body></html>",
  ),
  fc.nat({ max: 5_000 }).map((length) => "x".repeat(length)),
);

const PROTOTYPE_KEYS = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "length", "then"];

/** Any value, whose objects mostly have these keys; several levels deep. */
export function hostileJson(...keys: string[]): fc.Arbitrary<unknown> {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      hostileText,
      fc.constantFrom<unknown>(null, true, false, 0, -1, 1e300),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...keys, ...PROTOTYPE_KEYS), tie("value"), { maxKeys: 6, noNullPrototype: false }),
    ),
  }));
  return value;
}

/** A good answer of which one value, at any depth, is another one. */
export function withOneWrong(good: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(good);
  const wrong = hostileJson("id", "name", "state", "code", "message");
  return fc.tuple(fc.constantFrom(...paths), wrong).map(([path, value]) => replaced(good, path, value));
}

type Path = readonly string[];

function pathsOf(value: unknown): Path[] {
  if (typeof value !== "object" || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner).map((path) => [key, ...path]))];
}

function replaced(value: unknown, [key, ...rest]: Path, wrong: unknown): unknown {
  if (key === undefined) return wrong;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, wrong);
  return copy;
}
