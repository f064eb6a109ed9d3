import { describe, expect, it } from "@jest/globals";
import { allReady, lacking, wordFor } from "../../../src/wait/opening";
import { planWait, type WaitOptions } from "../../../src/wait/options";
import { type Observation, observe, startTrack, type Track } from "../../../src/wait/track";

type Seen = readonly [askedAt: number, state: string, by?: "list"];

/** Each answer comes 100 ms after it was asked for. */
const having = (id: string, ...seen: readonly Seen[]): Track =>
  seen.reduce(
    (track, [askedAt, state, by]) => {
      const what: Observation = { status: { state }, askedAt, ...(by && { listed: true }) };
      return observe(track, what, askedAt + 100);
    },
    startTrack(id, 0),
  );

const plan = (options: WaitOptions = {}) => planWait(options).plan;
const STATUS = { byList: false, freshForMs: 5_000 };
const LIST = { byList: true, freshForMs: 5_000 };
const names = (tracks: readonly Track[]) => tracks.map(({ id }) => id);
const shut = (tracks: Track[], word = STATUS, options: WaitOptions = {}, now = 10_500) =>
  names(lacking(tracks, word, plan(options), now).all);

describe("a gate", () => {
  it("lacks nothing when all were found ready again after the last one became so", () => {
    const a = having("a", [5_000, "running"], [10_200, "running"]);
    const b = having("b", [5_050, "pending"], [10_000, "running"]); // answered at 10,100
    expect(shut([a, b])).toEqual([]);
  });

  it("on one instance lacks nothing when that is ready", () => {
    expect(shut([having("a", [10_000, "running"])])).toEqual([]);
  });

  it("lacks what was asked about before the last one became ready: it may have failed just before that", () => {
    const a = having("a", [5_000, "running"], [10_000, "running"]);
    const b = having("b", [5_050, "pending"], [10_050, "running"]);
    expect(shut([a, b])).toEqual(["a"]);
  });

  it("lacks all of those that were found ready first at the same time, each by a request of its own", () => {
    expect(shut([having("a", [10_000, "running"]), having("b", [10_050, "running"])])).toEqual(["a", "b"]);
    const again = [
      having("a", [10_000, "running"], [10_200, "running"]),
      having("b", [10_050, "running"], [10_250, "running"]),
    ];
    expect(shut(again)).toEqual([]);
  });

  it("lacks what was found ready only before another one was found pending", () => {
    const a = having("a", [5_000, "running"]);
    const b = having("b", [0, "running"], [5_050, "pending"], [10_000, "running"]);
    expect(shut([a, b])).toEqual(["a"]);
  });

  it("asks at once about what was not confirmed since then, and the rest with the next round", () => {
    const now = (tracks: Track[], options: WaitOptions = {}) =>
      names(lacking(tracks, STATUS, plan(options), 10_500).now);
    const listed = having("a", [10_000, "running", "list"]);
    expect(now([listed])).toEqual(["a"]);
    expect(now([having("a", [10_000, "running"])], { settle: 2 })).toEqual([]);
    const early = having("a", [5_000, "running"], [10_000, "running"]);
    expect(now([early, having("b", [10_050, "running"])])).toEqual(["a"]);
  });

  it("lacks what was seen longer than a poll interval ago", () => {
    expect(shut([having("a", [5_400, "running"])])).toEqual(["a"]);
    expect(shut([having("a", [5_500, "running"])])).toEqual([]);
  });

  it("lacks what the list alone calls ready", () => {
    expect(shut([having("a", [10_000, "running", "list"])])).toEqual(["a"]);
    expect(shut([having("a", [10_000, "running", "list"], [10_200, "running"])])).toEqual([]);
  });

  it("lacks what was not found ready so often in a row, by the status API", () => {
    const settle = { settle: 2 };
    expect(shut([having("a", [5_000, "running", "list"], [10_000, "running"])], STATUS, settle)).toEqual(["a"]);
    expect(shut([having("a", [5_000, "running"], [10_000, "running"])], STATUS, settle)).toEqual([]);
    expect(
      shut([having("a", [5_000, "running"], [7_000, "pending", "list"], [10_000, "running"])], STATUS, settle),
    ).toEqual(["a"]);
  });
});

describe("a gate that the list opens", () => {
  it("wants it to say ready twice in a row", () => {
    expect(shut([having("a", [10_000, "running", "list"])], LIST)).toEqual(["a"]);
    expect(shut([having("a", [5_000, "running", "list"], [10_000, "running", "list"])], LIST)).toEqual([]);
  });

  it("takes the status API's word at once", () => {
    expect(shut([having("a", [10_000, "running"])], LIST)).toEqual([]);
  });
});

describe("whose word opens a gate", () => {
  const spacing = (ms: number) => ({
    roundMs: (instances: number, { confirm }: { confirm: boolean }) =>
      (confirm ? instances : Math.ceil(instances / 100)) * ms,
  });
  const word = (instances: number, spacingMs: number, oldVocabulary = false, waitedMs = 0) =>
    wordFor(instances, { pace: spacing(spacingMs), plan: plan(), waitedMs, oldVocabulary });

  it.each([1, 5, 6, 600])("is the status API's, where that takes a minute at most: %d instances", (instances) => {
    expect(word(instances, 100).byList).toBe(false);
  });

  it("is the list's where confirming all would take longer", () => {
    expect(word(600, 100).byList).toBe(false);
    expect(word(601, 100).byList).toBe(true);
    expect(word(37, 1_650).byList).toBe(true);
  });

  it("is the status API's where there is no list, however long that takes", () => {
    const pace = { roundMs: (instances: number) => instances * 1_000 };
    const word = wordFor(1_000, { pace, plan: plan(), waitedMs: 0, oldVocabulary: false });
    expect(word).toEqual({ byList: false, freshForMs: 1_250_000 });
  });

  it("is never that of a list which speaks its old vocabulary", () => {
    expect(word(1_000, 1_000, true).byList).toBe(false);
  });

  it("is fresh for a poll interval, or for a round and a quarter where that takes longer", () => {
    expect(word(6, 50).freshForMs).toBe(5_000);
    expect(word(600, 100).freshForMs).toBe(75_000);
    expect(word(1_000, 1_000).freshForMs).toBe(12_500);
    expect(word(6, 50, false, 4 * 3_600_000).freshForMs).toBe(30_000);
  });

  it.each([
    [
      "the turns that other gates took, too, where it is the status API's",
      50,
      { confirming: 600, byAnyone: 0 },
      37_500,
    ],
    ["those of a round by anybody's word, where it is the status API's", 50, { confirming: 0, byAnyone: 600 }, 37_500],
    ["the turns of a round by the list, where it is the list's", 6_000, { confirming: 0, byAnyone: 3 }, 22_500],
    ["no turns of a round of the status API, where it is the list's", 6_000, { confirming: 12, byAnyone: 0 }, 7_500],
  ])("is fresh for %s", (_, spacingMs, requests, freshForMs) => {
    const circumstances = { pace: spacing(spacingMs), plan: plan(), waitedMs: 0, oldVocabulary: false };
    expect(wordFor(12, { ...circumstances, requests }).freshForMs).toBe(freshForMs);
  });
});

it("not all are ready while one was not seen, or its last look had no answer", () => {
  const ready = having("a", [0, "running"]);
  expect(allReady([ready])).toBe(true);
  expect(allReady([ready, startTrack("b", 0)])).toBe(false);
});
