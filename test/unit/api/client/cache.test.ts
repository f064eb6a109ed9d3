import { describe, expect, it } from "@jest/globals";
import { createCache } from "../../../../src/api/client/cache";

describe("the cache", () => {
  it("keeps what came last for each instance", () => {
    const cache = createCache(() => 2_000);
    cache.put("a", { askedAt: 1_000 });
    cache.put("b", { askedAt: 1_500 });
    cache.put("a", { askedAt: 2_000 });
    expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([
      { askedAt: 2_000 },
      { askedAt: 1_500 },
      undefined,
    ]);
  });

  it("forgets what nobody would share any more, so that a program that runs for months keeps none", () => {
    let now = 0;
    const cache = createCache(() => now);
    for (const id of ["a", "b", "c"]) cache.put(id, { askedAt: now });
    now = 30_000;
    cache.put("b", { askedAt: now });
    now = 61_000;
    cache.put("d", { askedAt: now });
    expect(["a", "b", "c", "d"].map((id) => cache.get(id)?.askedAt)).toEqual([undefined, 30_000, undefined, 61_000]);
  });
});
