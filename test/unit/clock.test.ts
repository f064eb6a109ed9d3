import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { systemClock } from "../../src/clock";

describe("the system's clock", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.UTC(2026, 0, 2, 3, 4, 5) });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Whether it is over after so many milliseconds more. */
  const isOverAfter = async (sleep: Promise<void>, ms: number) => {
    let over = false;
    void sleep.then(() => {
      over = true;
    });
    await jest.advanceTimersByTimeAsync(ms);
    return over;
  };

  it("tells the wall's time, and one that only runs forward", () => {
    const before = systemClock.now();
    jest.setSystemTime(0);
    jest.advanceTimersByTime(1_500);
    expect(systemClock.now() - before).toBe(1_500);
    expect(systemClock.date()).toEqual(new Date(1_500));
  });

  it("sleeps as long as it was told, and no shorter", async () => {
    const sleep = systemClock.sleep(1_000);
    expect(await isOverAfter(sleep, 999)).toBe(false);
    expect(await isOverAfter(sleep, 1)).toBe(true);
  });

  it.each([0, -5])("is awake at once after %s ms", async (ms) => {
    expect(await isOverAfter(systemClock.sleep(ms), 0)).toBe(true);
  });

  it.each([
    2 ** 31,
    Number.MAX_SAFE_INTEGER,
    Number.POSITIVE_INFINITY,
  ])("does not take %s ms for none, as Node's timers do", async (ms) => {
    expect(await isOverAfter(systemClock.sleep(ms), 24 * 3_600_000)).toBe(false);
  });

  it("wakes when it is told to, and leaves neither timer nor listener behind", async () => {
    const controller = new AbortController();
    const remove = jest.spyOn(controller.signal, "removeEventListener");
    const sleep = systemClock.sleep(60_000, controller.signal);
    expect(jest.getTimerCount()).toBe(1);
    controller.abort();
    expect(await isOverAfter(sleep, 0)).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it("takes its listener away when it wakes by itself", async () => {
    const controller = new AbortController();
    const remove = jest.spyOn(controller.signal, "removeEventListener");
    expect(await isOverAfter(systemClock.sleep(10, controller.signal), 10)).toBe(true);
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it("does not fall asleep when it has been told already", async () => {
    await systemClock.sleep(60_000, AbortSignal.abort());
    expect(jest.getTimerCount()).toBe(0);
  });

  it("gives chance from 0 up to 1", () => {
    const chance = Array.from({ length: 100 }, () => systemClock.random());
    expect(chance.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(chance).size).toBeGreaterThan(90);
  });
});
