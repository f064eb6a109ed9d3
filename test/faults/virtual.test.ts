/** The campaign in virtual time: random instances, gates and faults against the hooks, and what must hold of each run. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { blocksOf, checkBlock, RUNS, SEED } from "./campaign";
import { brokenPromises } from "./virtual/promises";
import { runVirtually } from "./virtual/run";
import { type Scenario, scenario } from "./virtual/scenario";

/** So many runs are one test. */
const BLOCK = 100;
const HOURS_MS = 6 * 3_600_000;

const keepsItsPromises = fc.asyncProperty(scenario, async (one: Scenario) => {
  expect(brokenPromises(one, await runVirtually(one))).toEqual([]);
});

describe(`seed ${SEED}: gates among faults, in virtual time`, () => {
  it.each(blocksOf("virtual", Math.ceil(RUNS / BLOCK)))(
    "keep their promises in each run of block %d",
    (block) => checkBlock("virtual", block, Math.min(BLOCK, RUNS), keepsItsPromises),
    HOURS_MS,
  );
});
