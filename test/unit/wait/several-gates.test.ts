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
  listOf,
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
    // The status API is asked about each of the 180 twice, twenty times a second.
    expect(endMs).toBeLessThan(20_000);
  });
});

const running = { state: "running" };
const list = (ids: readonly string[], state = "running") => listOf(ids.map((id) => ({ id, state })));

describe("a large gate", () => {
  it.each([
    [600, 0.02],
    [400, 0.05],
  ])("on %d instances opens though a share of %d of all requests fails", async (instances, share) => {
    const chance = createVirtualClock(3);
    const script: Script = ({ kind, ids }) => {
      if (chance.random() < share) return answer(500);
      return kind === "list" ? list(ids) : answer(200, running);
    };
    const { kinds, reasons, endMs } = await gatesOn(fleets(1, instances), script, {});
    expect([kinds, reasons]).toEqual([["running"], []]);
    // A round of the status API is a twentieth of a second for each instance; there are two, and one more now and then.
    expect(endMs).toBeLessThan(instances * 50 * 8);
  });

  it("stays shut on instances that were never ready at once by the status API, whatever the list says", async () => {
    const script: Script = ({ kind, ids, at }) => {
      if (kind === "list") return list(ids);
      if (ids[0] === "i-0-0") return answer(200, { state: at < 8_000 ? "running" : "error" });
      const isBusy = ids[0] === "i-0-499" && at < 20_000;
      return answer(200, isBusy ? { ...running, operation_state: "reinstall-processing" } : running);
    };
    const { kinds, reasons } = await gatesOn(fleets(1, 500), script, {});
    expect(kinds).toEqual(["failed"]);
    expect(reasons).toEqual([expect.stringContaining("i-0-0 is error")]);
  });

  it("whose instances become ready one after the other confirms each of them then, and all when the last one is", async () => {
    const readyAt = (id: string) => Number(id.split("-")[2]) * 300;
    const stateAt = (id: string, at: number) => (at < readyAt(id) ? "pending" : "running");
    const script: Script = ({ kind, ids, at }) =>
      kind === "list"
        ? listOf(ids.map((id) => ({ id, state: stateAt(id, at) })))
        : answer(200, { state: stateAt(ids[0] ?? "", at) });
    const { kinds, endMs } = await gatesOn(fleets(1, 400), script, {});
    expect(kinds).toEqual(["running"]);
    // The last one is ready at 120 s; its news is five seconds late at most, and one round of 400 looks takes twenty.
    expect(endMs).toBeLessThan(120_000 + 5_000 + 1.5 * 20_000);
  });
});

describe("the grace of `stopped`", () => {
  const STOPPED = { state: "stopped" };
  const INSTALLING = { ...STOPPED, operation_state: "install-processing" };

  it("does not run while the list says no more than `stopped`, and the status API knows what is in progress", async () => {
    const script: Script = ({ kind, ids, at }) => {
      if (kind === "list") return list(ids, at < 640_000 ? "stopped" : "running");
      // The operation changes, and for some seconds there is none.
      const between = at > 598_000 && at < 606_000;
      return answer(200, between ? STOPPED : at < 640_000 ? INSTALLING : running);
    };
    const { kinds, reasons } = await gatesOn(fleets(1, 6), script, {});
    expect([kinds, reasons]).toEqual([["running"], []]);
  });

  it("runs out when it should where the status API says the same as the list", async () => {
    const script: Script = ({ kind, ids }) => (kind === "list" ? list(ids, "stopped") : answer(200, STOPPED));
    const { kinds, endMs } = await gatesOn(fleets(1, 6), script, { stoppedGrace: "10m" });
    expect(kinds).toEqual(["failed"]);
    expect(endMs).toBeLessThan(610_000);
  });

  it("costs a large gate one request for each instance and grace, where the list does not know what is in progress", async () => {
    let asked = 0;
    const script: Script = ({ kind, ids }) => {
      if (kind === "list") return list(ids, "stopped");
      asked++;
      return answer(200, INSTALLING);
    };
    await gatesOn(fleets(1, 200), script, { timeout: "29m" });
    // Besides, one instance is asked about each minute, to find out whether the list keeps up.
    expect(asked).toBe(3 * 200 + 29);
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
