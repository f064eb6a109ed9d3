/** The promise that counts most, apart and often: a gate opens only on a moment at which all of its instances were ready. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { opensRightly } from "../support/flapping-gate";
import { blocksOf, checkBlock, RUNS, SEED } from "./campaign";

/** So many gates for each run of the campaign: they cost a hundredth of a second each. */
const GATES = 10;
/** So many runs are one test. */
const BLOCK = 100;
const HOURS_MS = 6 * 3_600_000;

const opensOnAMoment = fc.asyncProperty(fc.nat(), async (seed: number) => {
  expect(await opensRightly(seed)).not.toBe(false);
});

describe(`seed ${SEED}: gates on instances that flap and fail, under loss and 429s`, () => {
  it.each(blocksOf("opening", Math.ceil(RUNS / BLOCK)))(
    "are open only if all instances were ready at one moment within the last round: block %d",
    (block) => checkBlock("opening", block, Math.min(BLOCK, RUNS) * GATES, opensOnAMoment),
    HOURS_MS,
  );
});
