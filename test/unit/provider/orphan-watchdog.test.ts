import { describe, expect, it } from "@jest/globals";
import { endWithEngine } from "../../../src/provider/orphan-watchdog";
import { createVirtualClock } from "../../support/virtual-clock";

/** When the process ends, in seconds, with an engine that is gone at these seconds. */
async function endOf(isGone: (second: number) => boolean): Promise<number> {
  const clock = createVirtualClock();
  let end = -1;
  await clock.run(
    endWithEngine(
      () => isGone(clock.now() / 1_000),
      clock,
      () => {
        end = clock.now() / 1_000;
      },
    ),
  );
  return end;
}

describe("the provider process", () => {
  it("ends when its engine is gone, after a wait has had a moment to see it", async () => {
    expect(await endOf((second) => second >= 10)).toBe(13);
  });

  it("goes on after a connection that failed for a moment", async () => {
    expect(await endOf((second) => (second >= 5 && second < 8) || second >= 20)).toBe(23);
  });
});
