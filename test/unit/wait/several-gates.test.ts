import { describe, expect, it } from "@jest/globals";
import { createLimiter } from "../../../src/api/client/limiter";
import { createStatusClient } from "../../../src/api/client/status-client";
import { planWait, type WaitOptions } from "../../../src/wait/options";
import { reasonsOf } from "../../../src/wait/reasons";
import { type Source, waitUntilReady } from "../../../src/wait/wait";
import {
  allRunning,
  answer,
  createScriptedSession,
  type Script,
  throttled,
} from "../../support/scripted-project-client";
import { createVirtualClock } from "../../support/virtual-clock";

/** Gates of one process, which share its client and begin at once. */
async function gatesOn(groups: readonly (readonly string[])[], script: Script, options: WaitOptions) {
  const clock = createVirtualClock();
  const client = createStatusClient(createScriptedSession(clock, script), createLimiter(clock), clock);
  const { plan } = planWait(options);
  const waits = groups.map((ids, at) => {
    const source: Source = {
      roundMs: client.roundMs,
      served: client.served,
      hasAnswered: client.hasAnswered,
      heldMs: client.heldMs,
      look: (due, how, tell) => client.look(due, { owner: `gate-${at}`, ...how }, tell),
    };
    return waitUntilReady(ids, plan, { clock, source });
  });
  const outcomes = await clock.run(Promise.all(waits));
  return {
    kinds: outcomes.map(({ kind }) => kind),
    reasons: outcomes.flatMap((outcome) => reasonsOf(outcome, plan, (id) => id)),
    endMs: clock.now(),
  };
}

const fleets = (gates: number, instances: number) =>
  Array.from({ length: gates }, (_, gate) => Array.from({ length: instances }, (_, at) => `i-${gate}-${at}`));

describe("several gates of a process", () => {
  it("open although their looks take turns, and a round takes longer than one gate alone would need", async () => {
    const { kinds, endMs } = await gatesOn(fleets(6, 30), allRunning, { timeout: "5m" });
    expect(new Set(kinds)).toEqual(new Set(["running"]));
    expect(endMs).toBeLessThan(15_000);
  });
});

describe("a hold of the API", () => {
  it("is no time in which an instance was seen to be missing", async () => {
    const script: Script = ({ at, ids }) => {
      if (at > 20_000 && at < 24_000) return throttled("Too many requests", { "retry-after": "240" });
      if (ids[0] === "new" && at < 270_000) return answer(404, { error_code: "iMetal.0200" });
      return answer(200, { state: "running" });
    };
    const { kinds, reasons } = await gatesOn([["old", "new"]], script, { timeout: "20m" });
    expect([kinds, reasons]).toEqual([["running"], []]);
  });
});
