import { describe, expect, it } from "@jest/globals";
import { createWaitWarnings } from "../../../src/provider/wait-warnings";
import { planWait } from "../../../src/wait/options";
import { type Observation, observe, startTrack, type Track } from "../../../src/wait/track";
import { seen } from "../../support/fake-context";

const { plan } = planWait({});
const track = (what: Observation): Track => observe(startTrack("i", 0), what, 0);
const times = (count: number, what: Observation) => Array.from({ length: count }, () => track(what));

/** A wait for so many instances, at a pause for each. */
function noticing(instances: number, pauseMs: number, taken: string[] = []) {
  const said: string[] = [];
  const inquiries = {
    ask: () => Promise.reject(new Error("nobody asks here")),
    roundMs: (count: number) => count * pauseMs,
    takeNotices: () => taken.splice(0),
  };
  return { said, notice: createWaitWarnings(instances, plan, inquiries, (text) => said.push(text)), taken };
}

describe("somebody who waits is told", () => {
  it("at once when a look at all takes longer than the interval", () => {
    const { said } = noticing(1_000, 1_100);
    expect(said).toEqual([
      "a look at all 1000 instances takes about 18m20s at the pace that the API allows: news of one may be 18m25s late",
    ]);
  });

  it("when the pace has become that slow, of those who are not ready", () => {
    let pauseMs = 1;
    const said: string[] = [];
    const inquiries = {
      ask: () => Promise.reject(),
      roundMs: (count: number) => count * pauseMs,
      takeNotices: () => [],
    };
    const notice = createWaitWarnings(100, plan, inquiries, (text) => said.push(text));
    notice(times(100, seen("pending")));
    expect(said).toEqual([]);
    pauseMs = 100;
    notice([...times(40, seen("running")), ...times(60, seen("pending"))]);
    expect(said).toEqual([
      "a look at all 60 instances takes about 6s at the pace that the API allows: news of one may be 11s late",
    ]);
  });

  it("of each unknown state, by its name", () => {
    const { said, notice } = noticing(3, 0);
    notice([track(seen("defragmenting")), track(seen("defragmenting")), track(seen("pending"))]);
    notice([track(seen("defragmenting")), track(seen("hibernating")), track(seen("running"))]);
    expect(said).toEqual([
      'the API says "defragmenting", a state that this package does not know: waiting on',
      'the API says "hibernating", a state that this package does not know: waiting on',
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
