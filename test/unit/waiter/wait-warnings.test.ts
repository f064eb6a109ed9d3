import { describe, expect, it } from "@jest/globals";
import { ConnectionError } from "../../../src/errors";
import { planWait } from "../../../src/wait/options";
import { type Observation, observe, startTrack, type Track } from "../../../src/wait/track";
import { createWaitWarnings } from "../../../src/waiter/wait-warnings";
import { seen } from "../../support/fake-context";

const { plan } = planWait({});
const track = (what: Observation): Track => observe(startTrack("i", 0), what, 0);
const times = (count: number, what: Observation) => Array.from({ length: count }, () => track(what));

/** A wait for so many instances, at a pause for each. */
function noticing(instances: number, pauseMs: number, taken: string[] = []) {
  const said: string[] = [];
  const inquiries = {
    roundMs: (count: number) => count * pauseMs,
    takeWarnings: () => taken.splice(0),
  };
  return { said, notice: createWaitWarnings(instances, plan, inquiries, (text) => said.push(text)), taken };
}

describe("somebody who waits is told", () => {
  it("of some twenty unknown states, though a server may make one up for each look", () => {
    const { said, notice } = noticing(1, 0);
    for (let look = 0; look < 1_000; look++) notice([track(seen(`odd-${look}`))]);
    expect(said).toHaveLength(20);
  });

  it("at once when a look at all takes longer than the interval", () => {
    const { said } = noticing(1_000, 1_100);
    expect(said).toEqual([
      "Polling all 1000 instances takes about 18m20s under the API's rate limit; changes may be seen up to 18m25s late",
    ]);
  });

  it("when the pace has become that slow, of all: those who are ready are watched as well", () => {
    let pauseMs = 1;
    const said: string[] = [];
    const inquiries = {
      roundMs: (count: number) => count * pauseMs,
      takeWarnings: () => [],
    };
    const notice = createWaitWarnings(100, plan, inquiries, (text) => said.push(text));
    notice(times(100, seen("pending")));
    expect(said).toEqual([]);
    pauseMs = 100;
    notice([...times(40, seen("running")), ...times(60, seen("pending"))]);
    expect(said).toEqual([
      "Polling all 100 instances takes about 10s under the API's rate limit; changes may be seen up to 15s late",
    ]);
  });

  it("of no round that takes less than a second, however often somebody looks: it took about 0s, up to 0s late", () => {
    const { plan: often } = planWait({ pollInterval: "100ms" });
    const said: string[] = [];
    const roundMs = (count: number) => count * 150;
    createWaitWarnings(1, often, { roundMs, takeWarnings: () => [] }, (text) => said.push(text));
    expect(said).toEqual([]);
  });

  it("when confirming a fleet by the status API would take too long, so that the list opens the gate", () => {
    const said: string[] = [];
    const roundMs = (count: number, { confirm } = { confirm: false }) => (confirm ? count : count / 100) * 400;
    createWaitWarnings(1_000, plan, { roundMs, takeWarnings: () => [] }, (text) => said.push(text));
    expect(said).toEqual([
      "Confirming all 1000 instances by the status API would take about 6m40s under its rate limit: the gate opens when the list says running in two rounds in a row",
    ]);
  });

  it("when the timeout leaves no time to settle", () => {
    const said: string[] = [];
    const { plan: tight } = planWait({ settle: 3, timeout: "9s" });
    createWaitWarnings(1, tight, { roundMs: () => 0, takeWarnings: () => [] }, (text) => said.push(text));
    expect(said).toEqual([
      '3 looks in a row take 10s, and the timeout is 9s: the gate cannot open; raise "timeout", or lower "settle" or "pollInterval"',
    ]);
  });

  it("of no way to the API, with what helps, once", () => {
    const { said, notice } = noticing(2, 0);
    const lost = new ConnectionError("HOST_NOT_FOUND", "clouddc.example was not found (ENOTFOUND); check the region");
    for (let count = 0; count < 3; count++) notice([track({ error: lost }), track(seen("pending"))]);
    expect(said).toEqual(["clouddc.example was not found (ENOTFOUND); check the region"]);
  });

  it("of each unknown state, by its name", () => {
    const { said, notice } = noticing(3, 0);
    notice([track(seen("defragmenting")), track(seen("defragmenting")), track(seen("pending"))]);
    notice([track(seen("defragmenting")), track(seen("hibernating")), track(seen("running"))]);
    expect(said).toEqual([
      'the API says "defragmenting", a state that this package does not know: the wait goes on',
      'the API says "hibernating", a state that this package does not know: the wait goes on',
    ]);
  });

  it("nothing twice", () => {
    const { said, notice, taken } = noticing(1_000, 1_100, ["the list was refused"]);
    for (let count = 0; count < 3; count++) notice(times(1_000, seen("defragmenting")));
    expect(said).toHaveLength(3);
    expect(taken).toEqual([]);
  });

  it("nothing where there is nothing to tell", () => {
    const { said, notice } = noticing(5, 50);
    notice([track({ status: {} }), track(seen("pending")), startTrack("i", 0)]);
    expect(said).toEqual([]);
  });
});
