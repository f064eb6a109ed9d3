import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createFairQueue } from "../../../../src/api/client/fair-queue";

const waiting = (lines: Record<string, readonly string[]>) => {
  const turns = createFairQueue<string>();
  for (const [asker, items] of Object.entries(lines)) for (const item of items) turns.add(asker, item);
  return turns;
};

describe("turns", () => {
  it("come to each asker before anybody has a second one", () => {
    const turns = waiting({ fleet: ["f1", "f2", "f3"], gate: ["g1"], other: ["o1", "o2"] });
    expect(turns.take(10)).toEqual(["f1", "g1", "o1", "f2", "o2", "f3"]);
  });

  it("go on with the asker who is next, over several takes", () => {
    const turns = waiting({ a: ["a1", "a2", "a3"], b: ["b1", "b2"], c: ["c1"] });
    expect([turns.take(2), turns.take(2), turns.take(2)]).toEqual([
      ["a1", "b1"],
      ["c1", "a2"],
      ["b2", "a3"],
    ]);
    expect(turns.take(2)).toEqual([]);
  });

  it("put an asker who comes back behind those who wait", () => {
    const turns = waiting({ a: ["a1"], b: ["b1", "b2"] });
    expect(turns.take(1)).toEqual(["a1"]);
    turns.add("a", "a2");
    expect(turns.take(3)).toEqual(["b1", "a2", "b2"]);
  });

  it("put an asker who took everything back, and comes again, behind those who wait, too", () => {
    const turns = waiting({ a: ["a1"], b: ["b1"] });
    turns.remove("a1");
    turns.add("a", "a2");
    expect(turns.take(2)).toEqual(["b1", "a2"]);
  });

  it("take what was sent back before what its asker has waiting", () => {
    const turns = waiting({ a: ["a1", "a2"] });
    turns.add("a", "again", "first");
    expect(turns.take(2)).toEqual(["again", "a1"]);
  });

  it("take only what fits, and leave the rest in its order", () => {
    const turns = waiting({ a: ["x1", "a1", "x2"], b: ["x3"], c: ["c1"] });
    const fits = (item: string) => !item.startsWith("x");
    expect(turns.count(10, fits)).toBe(2);
    expect(turns.take(10, fits)).toEqual(["a1", "c1"]);
    expect(turns.take(10).sort()).toEqual(["x1", "x2", "x3"]);
  });

  it("are taken for what several wait for when the first of them has one", () => {
    const turns = waiting({ fleet: ["f1", "f2", "f3", "shared"], gate: ["shared"] });
    expect(turns.count(10)).toBe(4);
    expect(turns.take(10)).toEqual(["f1", "shared", "f2", "f3"]);
    expect(turns.count(10)).toBe(0);
  });

  it("are gone for what was taken back", () => {
    const turns = waiting({ a: ["a1", "a2"], b: ["b1"] });
    expect(turns.remove("a1")).toBe(true);
    expect(turns.remove("a1")).toBe(false);
    expect(turns.remove("b1")).toBe(true);
    expect(turns.take(10)).toEqual(["a2"]);
  });

  it("are counted up to what is wanted", () => {
    const turns = waiting({ a: ["a1", "a2"], b: ["b1"] });
    expect([turns.count(1), turns.count(2), turns.count(9)]).toEqual([1, 2, 3]);
  });
});

describe("whatever is added, taken and taken back", () => {
  type Step = { add: string; place: "first" | "last" } | { take: number; even: boolean } | { remove: number };
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ add: fc.constantFrom("a", "b", "c"), place: fc.constantFrom("first", "last") }),
    },
    fc.record({ take: fc.nat({ max: 5 }), even: fc.boolean() }),
    fc.record({ remove: fc.nat({ max: 40 }) }),
  );

  it("no item is lost, and none comes twice", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const turns = createFairQueue<number>();
        const waits = new Set<number>();
        let next = 0;
        for (const one of steps) {
          if ("add" in one) {
            turns.add(one.add, next, one.place);
            waits.add(next++);
          } else if ("take" in one) {
            const fits = (item: number) => !one.even || item % 2 === 0;
            const fitting = [...waits].filter(fits).length;
            const taken = turns.take(one.take, fits);
            expect(taken).toHaveLength(Math.min(one.take, fitting));
            for (const item of taken) expect(waits.delete(item) && fits(item)).toBe(true);
          } else expect(turns.remove(one.remove)).toBe(waits.delete(one.remove));
          expect(turns.count(Number.POSITIVE_INFINITY)).toBe(waits.size);
        }
        expect(new Set(turns.take(Number.POSITIVE_INFINITY))).toEqual(waits);
      }),
    );
  });

  it("nobody who waits is passed over by somebody with two turns more", () => {
    const lines = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.integer({ min: 1, max: 30 }), { minKeys: 2 });
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 7 }), (lengths, most) => {
        const turns = createFairQueue<string>();
        const left = new Map(Object.entries(lengths));
        for (const [asker, length] of left) for (let item = 0; item < length; item++) turns.add(asker, asker);
        const had = new Map([...left.keys()].map((asker) => [asker, 0]));
        for (let taken = turns.take(most); taken.length > 0; taken = turns.take(most)) {
          for (const asker of taken) {
            had.set(asker, (had.get(asker) ?? 0) + 1);
            left.set(asker, (left.get(asker) ?? 0) - 1);
          }
          const waiting = [...left].filter(([, length]) => length > 0).map(([asker]) => had.get(asker) ?? 0);
          if (waiting.length > 0) expect(Math.max(...had.values()) - Math.min(...waiting)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
