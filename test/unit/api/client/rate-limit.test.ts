import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  afterAnswer,
  afterSending,
  afterThrottle,
  FRESH_RATE_LIMIT,
  type RateLimit,
} from "../../../../src/api/client/rate-limit";
import { ResponseError } from "../../../../src/errors";

interface Told {
  retryAfterMs?: number;
  limit?: { requests: number; windowMs: number };
}

const throttle = (told: Told = {}) => new ResponseError("THROTTLED", { status: 429, ...told });
const always = (chance: number) => () => chance;
const throttled = (pace: RateLimit, now: number, told: Told = {}) =>
  afterThrottle(pace, throttle(told), now, always(1));
const FIVE_MINUTES = { requests: 200, windowMs: 300_000 };

describe("a fresh pace", () => {
  it("sends the first request at once, and then twenty a second", () => {
    expect(FRESH_RATE_LIMIT.nextAt).toBe(0);
    const first = afterSending(FRESH_RATE_LIMIT, 1_000);
    expect(first.nextAt).toBe(1_050);
    expect(afterSending(first, 1_050).nextAt).toBe(1_100);
  });

  it("saves nothing up in a pause", () => {
    const first = afterSending(FRESH_RATE_LIMIT, 0);
    expect(afterSending(first, 60_000).nextAt).toBe(60_050);
  });
});

describe("a 429", () => {
  it("holds as long as Retry-After says, whatever the message names", () => {
    const pace = throttled(FRESH_RATE_LIMIT, 1_000, { retryAfterMs: 7_000, limit: FIVE_MINUTES });
    expect(pace).toMatchObject({ heldUntil: 8_000, nextAt: 8_000 });
  });

  it("holds for the window that the message names", () => {
    expect(throttled(FRESH_RATE_LIMIT, 1_000, { limit: FIVE_MINUTES }).heldUntil).toBe(301_000);
  });

  it("holds longer each time where nothing is named, a minute at most", () => {
    let pace = FRESH_RATE_LIMIT;
    const holds = Array.from({ length: 9 }, () => {
      const now = pace.heldUntil;
      pace = throttled(pace, now);
      return pace.heldUntil - now;
    });
    expect(holds).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it("slows down to a tenth less than the limit that the message names", () => {
    expect(throttled(FRESH_RATE_LIMIT, 0, { limit: FIVE_MINUTES }).spacingMs).toBeCloseTo(1_650);
  });

  it("slows down to half the speed where nothing is named, or where it was slower already", () => {
    expect(throttled(FRESH_RATE_LIMIT, 0).spacingMs).toBe(100);
    const named = throttled(FRESH_RATE_LIMIT, 0, { limit: FIVE_MINUTES });
    expect(throttled(named, named.heldUntil, { limit: FIVE_MINUTES }).spacingMs).toBeCloseTo(3_300);
  });

  it("that asks for no pause at all is no reason to send sooner", () => {
    const pace = throttled(afterSending(FRESH_RATE_LIMIT, 1_000), 1_010, { retryAfterMs: 0 });
    expect(pace.nextAt).toBe(1_050);
  });

  it("counts once for several requests that were under way together", () => {
    const pace = throttled(FRESH_RATE_LIMIT, 1_000, { retryAfterMs: 5_000 });
    expect(throttled(pace, 1_001)).toBe(pace);
    expect(throttled(pace, 1_001, { retryAfterMs: 4_000 })).toEqual(pace);
    expect(throttled(pace, 6_000, { retryAfterMs: 9_000 }).heldUntil).toBe(15_000);
  });

  it("that asks for longer during a hold extends it, and slows down no further", () => {
    const pace = throttled(FRESH_RATE_LIMIT, 1_000, { retryAfterMs: 5_000 });
    const longer = throttled(pace, 1_001, { retryAfterMs: 9_000 });
    expect(longer).toEqual({ ...pace, heldUntil: 10_001, nextAt: 10_001 });
  });

  it("holds to the end of the window that began with the first request, not for a whole one", () => {
    let pace = FRESH_RATE_LIMIT;
    for (const at of [0, 60_000, 299_000]) pace = afterSending(pace, at);
    expect(throttled(pace, 299_500, { limit: FIVE_MINUTES }).heldUntil).toBe(300_000);
    pace = afterSending(pace, 301_000);
    expect(throttled(pace, 301_500, { limit: FIVE_MINUTES }).heldUntil).toBe(360_000);
  });

  // Each hold ended with the first request that was remembered, and with another 429: its window had begun later.
  it("holds until one more request is within the limit, whichever of ours the window began with", () => {
    const limit = { requests: 3, windowMs: 10_000 };
    let pace = FRESH_RATE_LIMIT;
    for (const at of [0, 6_000, 6_100, 6_200, 6_300]) pace = afterSending(pace, at);
    expect(throttled(pace, 6_400, { limit }).heldUntil).toBe(16_100);
  });

  it.each([
    ["negative", -5_000, 1_000],
    ["absurd", 10 ** 12, 3_601_000],
  ])("is not obeyed where its pause is %s", (_name, retryAfterMs, heldUntil) => {
    expect(throttled(FRESH_RATE_LIMIT, 1_000, { retryAfterMs }).heldUntil).toBe(heldUntil);
  });

  it("with 503 for a status holds, and leaves the pace alone: eight of them made fifty gates wait for minutes", () => {
    const outOfService = new ResponseError("THROTTLED", { status: 503, retryAfterMs: 3_000 });
    const pace = afterThrottle(FRESH_RATE_LIMIT, outOfService, 1_000, always(1));
    expect(pace).toMatchObject({ heldUntil: 4_000, nextAt: 4_000, spacingMs: FRESH_RATE_LIMIT.spacingMs });
  });

  it("begins anew after a good answer", () => {
    const twice = throttled(throttled(FRESH_RATE_LIMIT, 0), 10_000);
    expect(twice.throttles).toBe(2);
    const pace = throttled(afterAnswer(twice), 20_000);
    expect(pace.throttles).toBe(1);
    expect(pace.heldUntil).toBe(21_000);
  });

  it("never guesses a pause that is longer than a poll interval, however long the server refuses everything", () => {
    let pace = FRESH_RATE_LIMIT;
    for (let count = 0; count < 40; count++) pace = throttled(pace, pace.heldUntil);
    // It is the hold that spares the server meanwhile. When it answers again, a fleet must not go on one by one a minute.
    expect(pace.spacingMs).toBeLessThanOrEqual(5_000);
  });

  it("slows down to a limit that is named, however slow that is", () => {
    const slow = { requests: 1, windowMs: 60_000 };
    expect(throttled(FRESH_RATE_LIMIT, 0, { limit: slow }).spacingMs).toBeCloseTo(66_000);
  });

  it("is asked about each hour at least, though its message names one request a day", () => {
    const { spacingMs, floorMs } = throttled(FRESH_RATE_LIMIT, 0, { limit: { requests: 1, windowMs: 86_400_000 } });
    expect([spacingMs, floorMs]).toEqual([3_600_000, 3_600_000]);
  });

  it("goes on some time, whatever limit the message names", () => {
    const pace = throttled(FRESH_RATE_LIMIT, 0, { limit: { requests: 0, windowMs: 60_000 } });
    expect(afterSending(pace, pace.heldUntil).nextAt).toBeLessThan(Number.POSITIVE_INFINITY);
  });
});

describe("good answers", () => {
  it("speed up again by a hundredth each, to what it was before", () => {
    let pace = throttled(FRESH_RATE_LIMIT, 0);
    pace = afterAnswer(pace);
    expect(pace.spacingMs).toBeCloseTo(99);
    for (let count = 0; count < 100; count++) pace = afterAnswer(pace);
    expect(pace.spacingMs).toBe(50);
  });

  it("never speed up beyond a limit that the server has named", () => {
    let pace = throttled(FRESH_RATE_LIMIT, 0, { limit: FIVE_MINUTES });
    for (let count = 0; count < 1_000; count++) pace = afterAnswer(pace);
    expect(pace.spacingMs).toBeCloseTo(1_650);
  });
});

describe("a sender that keeps to it", () => {
  type Event = { wait: number; what: "send" | "answer" | Told };
  const moments = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 20_000 }));
  const told = fc.record(
    {
      retryAfterMs: moments,
      limit: fc.record({ requests: fc.integer({ min: 1, max: 500 }), windowMs: fc.integer({ min: 1, max: 400_000 }) }),
    },
    { requiredKeys: [] },
  );
  const event: fc.Arbitrary<Event> = fc.record({
    wait: moments,
    what: fc.oneof({ weight: 4, arbitrary: fc.constantFrom("send" as const, "answer" as const) }, told),
  });

  it("sends never faster than the spacing, nor during a hold", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (events, chance) => {
        let pace = FRESH_RATE_LIMIT;
        let now = 0;
        let last = { at: Number.NEGATIVE_INFINITY, spacingMs: 0 };
        for (const { wait, what } of events) {
          now += wait;
          if (what === "answer") pace = afterAnswer(pace);
          else if (what !== "send") pace = afterThrottle(pace, throttle(what), now, always(chance));
          else {
            now = Math.max(now, pace.nextAt);
            expect(now).toBeGreaterThanOrEqual(last.at + last.spacingMs);
            expect(now).toBeGreaterThanOrEqual(pace.heldUntil);
            last = { at: now, spacingMs: pace.spacingMs };
            pace = afterSending(pace, now);
            expect(pace.nextAt).toBe(now + pace.spacingMs);
          }
          expect(pace.spacingMs).toBeGreaterThanOrEqual(pace.floorMs);
          expect(pace.floorMs).toBeGreaterThanOrEqual(FRESH_RATE_LIMIT.floorMs);
        }
      }),
    );
  });
});
