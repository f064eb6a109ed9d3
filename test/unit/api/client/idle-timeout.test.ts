/** A look-up that gets no answer ends; one that waits for its turn among others that do get theirs goes on. */
import { describe, expect, it } from "@jest/globals";
import { createIdleTimeout } from "../../../../src/api/client/idle-timeout";
import { CloudDcError, isCloudDcError } from "../../../../src/errors";
import { createVirtualClock } from "../../../support/virtual-clock";

const never = () => new Promise<string>(() => {});
const messageOf = (error: unknown) => (isCloudDcError(error) ? error.message : String(error));

describe("the patience of a look-up", () => {
  it("is over half a minute after the last answer to anybody", async () => {
    const clock = createVirtualClock();
    const patiently = createIdleTimeout(clock, { idleMs: 30_000 });
    const silent = patiently(never).catch(messageOf);
    const answered = patiently(async () => {
      await clock.sleep(20_000);
      return "running";
    });
    expect(await clock.run(answered)).toBe("running");
    expect(await clock.run(silent)).toBe("no answer within 30s");
    expect(clock.now()).toBe(50_000);
  });

  it("counts a refusal as an answer", async () => {
    const clock = createVirtualClock();
    const withTimeout = createIdleTimeout(clock, { idleMs: 30_000 });
    const silent = withTimeout(never).catch(messageOf);
    const refused = withTimeout(async () => {
      await clock.sleep(20_000);
      throw new CloudDcError("FORBIDDEN", "refused");
    }).catch(messageOf);
    expect(await clock.run(refused)).toBe("refused");
    await clock.run(silent);
    expect(clock.now()).toBe(50_000);
  });

  it("has an end of its own, however many others are answered", async () => {
    const clock = createVirtualClock();
    const withTimeout = createIdleTimeout(clock, { idleMs: 5_000, longestMs: 30_000 });
    const silent = withTimeout(never).catch(messageOf);
    for (let second = 4; second <= 60; second += 4) void withTimeout(() => clock.sleep(second * 1_000)).catch(() => {});
    expect(await clock.run(silent)).toBe("no answer within 5s");
    expect(clock.now()).toBe(30_000);
  });

  it("ends with what the question itself knows of the hold", async () => {
    const clock = createVirtualClock();
    const held = new CloudDcError("THROTTLED", "too many requests");
    const patiently = createIdleTimeout(clock, { idleMs: 30_000 });
    const ask = (signal: AbortSignal) =>
      new Promise<string>((_, reject) => signal.addEventListener("abort", () => reject(held)));
    expect(await clock.run(patiently(ask).catch(messageOf))).toBe("too many requests");
  });

  it("ends at once when nobody waits any more", async () => {
    const clock = createVirtualClock();
    const nobody = new AbortController();
    const waiting = createIdleTimeout(clock, { idleMs: 30_000 })(never, nobody.signal).catch(messageOf);
    nobody.abort();
    expect(await clock.run(waiting)).toBe("the deployment was interrupted");
    expect(clock.now()).toBe(0);
  });

  it("leaves nothing asleep behind an answer", async () => {
    const clock = createVirtualClock();
    expect(await clock.run(createIdleTimeout(clock, { idleMs: 30_000 })(async () => "running"))).toBe("running");
    await clock.run(clock.sleep(1));
    expect(clock.now()).toBe(1);
  });
});
