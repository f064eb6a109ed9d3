import { describe, expect, it } from "@jest/globals";
import { createLimiter } from "../../../../src/api/client/limiter";
import { ResponseError } from "../../../../src/errors";
import { createVirtualClock } from "../../../support/virtual-clock";

const throttle = (retryAfterMs: number) => new ResponseError("THROTTLED", { status: 429, retryAfterMs });
const NEVER = new AbortController().signal;

function limiting() {
  const clock = createVirtualClock();
  const limiter = createLimiter(clock);
  const admitted: number[] = [];
  const ask = async (signal = NEVER) => {
    const may = await limiter.admit(signal);
    if (may) admitted.push(clock.now());
    return may;
  };
  return { clock, limiter, admitted, ask };
}

describe("a limiter", () => {
  it("admits one request at a time until the first answer has come", async () => {
    const { clock, limiter, admitted, ask } = limiting();
    void ask();
    void ask();
    await clock.run(clock.sleep(5_000));
    expect(admitted).toEqual([0]);
    limiter.release("answered");
    await clock.run(clock.sleep(1_000));
    expect(admitted).toEqual([0, 5_000]);
  });

  it("admits eight together from then on, twenty a second, in the order of asking", async () => {
    const { clock, limiter, admitted, ask } = limiting();
    await clock.run(ask());
    limiter.release("answered");
    for (let count = 0; count < 10; count++) void ask();
    await clock.run(clock.sleep(10_000));
    expect(admitted.slice(1)).toEqual([50, 100, 150, 200, 250, 300, 350, 400]);
    limiter.release("failed");
    await clock.run(clock.sleep(0));
    expect(admitted).toHaveLength(10);
  });

  it("admits nobody during the hold of a 429, and knows it as long as no good answer has come", async () => {
    const { clock, limiter, admitted, ask } = limiting();
    await clock.run(ask());
    limiter.release(throttle(7_000));
    expect([limiter.heldMs(), limiter.lastThrottle()?.code]).toEqual([7_000, "THROTTLED"]);
    await clock.run(ask());
    expect(admitted).toEqual([0, 7_000]);
    limiter.release("answered");
    expect([limiter.heldMs(), limiter.lastThrottle()]).toEqual([0, undefined]);
  });

  it("knows a hold until it is over, whatever comes of the requests that were under way before it", async () => {
    const { clock, limiter, ask } = limiting();
    await clock.run(ask());
    limiter.release("answered");
    await clock.run(Promise.all([ask(), ask()]));
    limiter.release(throttle(7_000));
    limiter.release("answered");
    expect(limiter.lastThrottle()?.code).toBe("THROTTLED");
  });

  it("counts as served what was answered or lost, and not what was throttled, which is sent again", async () => {
    const { clock, limiter, ask } = limiting();
    for (const result of ["answered", "failed", throttle(0)] as const) {
      await clock.run(ask());
      limiter.release(result);
    }
    expect(limiter.served()).toBe(2);
  });

  it("is left by whoever does not want to wait, and by nobody else", async () => {
    const { clock, admitted, ask } = limiting();
    await clock.run(ask());
    const gone = new AbortController();
    const leaves = ask(gone.signal);
    void clock.sleep(1_000).then(() => gone.abort());
    expect(await clock.run(leaves)).toBe(false);
    expect(clock.now()).toBe(1_000);
    expect(admitted).toEqual([0]);
  });

  it("tells how long requests take by the pace that is really kept, and not by the one that is meant", async () => {
    const { clock, limiter, ask } = limiting();
    expect(limiter.durationMs(100)).toBe(5_000);
    await clock.run(ask());
    limiter.release("answered");
    for (let count = 0; count < 50; count++) {
      // Each is a little late, as timers are.
      await clock.run(ask());
      await clock.run(clock.sleep(10));
      limiter.release("answered");
      await clock.run(clock.sleep(30));
      await clock.run(clock.sleep(0));
    }
    expect(limiter.durationMs(100)).toBeGreaterThanOrEqual(5_000);
    expect(limiter.durationMs(100)).toBeLessThan(6_500);
  });

  // Four instances took 15 minutes to confirm after that, and a gate opened by the list's word.
  it("takes no time for a request's in which its process was stopped", async () => {
    const { clock, limiter, ask } = limiting();
    await clock.run(ask());
    await clock.run(clock.sleep(600_000));
    limiter.release("answered");
    expect(limiter.durationMs(4)).toBe(200);
    await clock.run(ask());
    await clock.run(clock.sleep(400));
    limiter.release("answered");
    expect(limiter.durationMs(4)).toBe(4 * 50 + 400);
  });
});
