/**
 * Packages that wait know no other clock than the machine's: `setTimeout`, `Date.now`, `Math.random`. While one runs, these
 * are the virtual clock's. Nothing in the packages is changed or left out, so what is measured is their own schedule.
 * `setImmediate` stays real: the virtual clock sees by it that nothing more happens at the present moment.
 */
import type { VirtualClock } from "../../test/support/virtual-clock";

export async function inVirtualTime<T>(clock: VirtualClock, job: () => Promise<T>): Promise<T> {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  const realNow = Date.now;
  const realRandom = Math.random;
  const pending = new Set<number>();
  let last = 0;

  Object.assign(globalThis, {
    setTimeout(callback: (...values: unknown[]) => void, ms = 0, ...values: unknown[]): number {
      const timer = ++last;
      pending.add(timer);
      void clock.sleep(ms).then(() => pending.delete(timer) && callback(...values));
      return timer;
    },
    clearTimeout: (timer: number) => void pending.delete(timer),
  });
  Date.now = () => clock.date().getTime();
  Math.random = clock.random;
  try {
    return await job();
  } finally {
    Object.assign(globalThis, real);
    Date.now = realNow;
    Math.random = realRandom;
  }
}
