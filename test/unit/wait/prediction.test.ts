import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CloudDcError, isCloudDcError } from "../../../src/errors";
import { planWait, type WaitOptions } from "../../../src/wait/options";
import { predict } from "../../../src/wait/prediction";
import type { Observation } from "../../../src/wait/track";
import { type Source, waitUntilReady } from "../../../src/wait/wait";
import { missing, seen, unanswered } from "../../support/fake-context";
import { createVirtualClock } from "../../support/virtual-clock";

const planned = (options: WaitOptions = {}) => planWait(options).plan;
const MINUTE = 60_000;
const noCredentials = { error: new CloudDcError("NO_CREDENTIALS", "no credentials were found") };

describe("what the next up would do about an instance", () => {
  it.each<[string, Observation, string]>([
    ["running", seen("running"), "ready"],
    ["in error", seen("error"), "fails"],
    ["of a failed operation", seen("running", "reinstall-failed"), "fails"],
    ["terminated", seen("terminated"), "fails"],
    ["pending", seen("pending"), "waits"],
    ["stopped", seen("stopped"), "waits"],
    ["being reinstalled", seen("running", "reinstall-processing"), "waits"],
    ["without a state", { status: {} }, "waits"],
    ["missing", missing("a"), "waits"],
    ["that gave no answer", unanswered("SERVER_ERROR", 503), "unknown"],
    ["behind a refusal", unanswered("UNAUTHENTICATED", 401), "fails"],
    ["nobody may look at", unanswered("FORBIDDEN", 403), "fails"],
    ["at another address", unanswered("WRONG_ENDPOINT", 404), "fails"],
    ["without credentials", noCredentials, "fails"],
    ["behind a name that does not resolve", unanswered("HOST_NOT_FOUND", 0), "fails"],
    ["behind a gateway that knows no such API", unanswered("UNEXPECTED_ANSWER", 404), "fails"],
  ])("%s", (_name, what, kind) => {
    expect(predict(what, planned()).kind).toBe(kind);
  });

  it.each<[string, Observation, WaitOptions, string, number]>([
    ["the timeout for one that is pending", seen("pending"), { timeout: "45m" }, "waits", 45 * MINUTE],
    ["its grace for one that is stopped", seen("stopped"), {}, "waits", 10 * MINUTE],
    ["its grace for one that is missing", missing("a"), {}, "waits", 2 * MINUTE],
    ["the timeout where that ends before the grace", seen("stopped"), { timeout: "5m" }, "waits", 5 * MINUTE],
    ["the timeout for an error that is tolerated", seen("error"), { tolerateError: true }, "retry", 30 * MINUTE],
    ["nothing for one that is stopped, beyond a grace of zero", seen("stopped"), { stoppedGrace: 0 }, "fails", 0],
    ["nothing for one that is missing, beyond a grace of zero", missing("a"), { notFoundGrace: 0 }, "fails", 0],
    ["nothing for one that is pending, where up looks once", seen("pending"), { timeout: 0 }, "fails", 0],
    ["a minute where there is no way to the API", unanswered("HOST_NOT_FOUND", 0), {}, "fails", MINUTE],
    ["the timeout where that ends sooner", unanswered("HOST_NOT_FOUND", 0), { timeout: "5s" }, "fails", 5_000],
    ["nothing for one that cannot come back", seen("terminated"), { tolerateError: true }, "fails", 0],
    ["the timeout where that leaves no time to settle", seen("running"), { timeout: "9s", settle: 3 }, "waits", 9_000],
  ])("says how long it would wait: %s", (_name, what, options, kind, forMs) => {
    expect(predict(what, planned(options))).toEqual({ kind, forMs });
  });

  it("is what a wait does to which nothing else happens", async () => {
    const observations = fc.constantFrom<Observation>(
      seen("running"),
      seen("pending"),
      seen("stopped"),
      seen("error"),
      seen("terminated"),
      seen("running", "reinstall-processing"),
      missing("a"),
      unanswered("FORBIDDEN", 403),
      unanswered("UNAUTHENTICATED", 401),
      unanswered("HOST_NOT_FOUND", 0),
      unanswered("SERVER_ERROR", 503),
      noCredentials,
    );
    const options = fc.record<WaitOptions>({
      timeout: fc.constantFrom(0, "1m", "5m", "30m"),
      stoppedGrace: fc.constantFrom(0, "1m", "10m"),
      notFoundGrace: fc.constantFrom(0, "1m", "2m"),
      tolerateError: fc.boolean(),
      settle: fc.constantFrom(1, 2),
    });
    await fc.assert(
      fc.asyncProperty(observations, options, async (what, given) => {
        const plan = planned(given);
        const { kind, forMs } = predict(what, plan);
        const clock = createVirtualClock();
        const source: Source = {
          roundMs: () => 0,
          served: () => 0,
          hasAnswered: () => false,
          heldMs: () => 0,
          look: (ids, _options, tell) => {
            for (const id of ids) tell(id, { ...what, askedAt: clock.now() });
          },
        };
        const outcome = await clock.run(waitUntilReady(["a"], plan, { clock, source }));
        if (kind === "ready") expect(outcome.kind).toBe("running");
        else {
          expect(outcome.kind).not.toBe("running");
          // The look that finds a grace to be over is at the next interval, or at the deadline.
          expect(outcome.elapsedMs).toBeGreaterThanOrEqual(forMs);
          expect(outcome.elapsedMs).toBeLessThanOrEqual(Math.min(forMs + plan.pollIntervalMs, plan.timeoutMs));
        }
        expect("error" in what ? isCloudDcError(what.error) : true).toBe(true);
      }),
    );
  });
});
