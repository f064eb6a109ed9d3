import { describe, expect, it } from "@jest/globals";
import { createListAvailability } from "../../../../src/api/client/list-availability";
import { createVirtualClock } from "../../../support/virtual-clock";

function watching() {
  const clock = createVirtualClock();
  return { list: createListAvailability(clock), pass: (ms: number) => clock.run(clock.sleep(ms)) };
}

describe("the list", () => {
  it("is given up after two failures in a row, and not for two with an answer between them", () => {
    const { list } = watching();
    list.failed("knows nothing");
    list.answered();
    list.failed("knows nothing");
    expect([list.isUsable(), list.takeWarnings()]).toEqual([true, []]);
    list.failed("knows nothing");
    expect([list.isUsable(), list.takeWarnings()]).toEqual([
      false,
      ["instances are looked up one by one, which is slower: the list knows nothing"],
    ]);
  });

  it("is given up for half a minute, and twice as long each time that it fails again, until it answers", async () => {
    const { list, pass } = watching();
    list.failed("knows nothing");
    for (const seconds of [30, 60, 120, 240, 480, 600, 600]) {
      list.failed("knows nothing");
      await pass(seconds * 1_000 - 1);
      expect(list.isUsable()).toBe(false);
      await pass(1);
      expect(list.isUsable()).toBe(true);
    }
    list.answered();
    list.failed("knows nothing");
    list.failed("knows nothing");
    await pass(30_000);
    expect(list.isUsable()).toBe(true);
    expect(list.takeWarnings()).toHaveLength(1);
  });

  it("is asked again after five minutes about an instance that it left out", async () => {
    const { list, pass } = watching();
    list.avoid("i-1");
    await pass(5 * 60_000 - 1);
    expect([list.covers("i-1"), list.covers("i-2")]).toEqual([false, true]);
    await pass(1);
    expect(list.covers("i-1")).toBe(true);
  });

  it("that is out of date for two instances is given up for longer and longer, whatever it answers, until five minutes go well", async () => {
    const { list, pass } = watching();
    list.outOfDate("i-1");
    expect([list.isUsable(), list.covers("i-1"), list.covers("i-2")]).toEqual([true, false, true]);
    for (const seconds of [30, 60, 120]) {
      list.answered();
      list.outOfDate("i-2");
      await pass(seconds * 1_000 - 1);
      expect(list.isUsable()).toBe(false);
      await pass(1);
      expect(list.isUsable()).toBe(true);
    }
    expect(list.takeWarnings()).toEqual([
      "instances are looked up one by one, which is slower: the list is out of date",
    ]);
    await pass(5 * 60_000 + 1);
    list.outOfDate("i-3");
    expect([list.isUsable(), list.covers("i-1"), list.covers("i-2")]).toEqual([true, false, false]);
    await pass(30 * 60_000);
    expect(["i-1", "i-2", "i-3"].map(list.covers)).toEqual([true, true, true]);
  });
});
