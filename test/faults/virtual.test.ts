/** The campaign in virtual time: random instances, gates and faults against the hooks, and what must hold of each run. */
import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { blocksOf, checkBlock, RUNS, SEED } from "./campaign";
import { brokenPromises } from "./virtual/promises";
import { type Scenario, scenario } from "./virtual/scenario";

/** So many runs are one test. */
const BLOCK = 100;
const HOURS_MS = 6 * 3_600_000;

/** Each block is as in a process of its own, which knows its secret ids for ever and searches each message for them. */
function keepsItsPromises() {
  jest.resetModules();
  const { runVirtually } = require("./virtual/run") as typeof import("./virtual/run");
  return fc.asyncProperty(scenario, async (one: Scenario) => {
    expect(brokenPromises(one, await runVirtually(one))).toEqual([]);
  });
}

describe(`seed ${SEED}: gates among faults, in virtual time`, () => {
  it.each(blocksOf("virtual", Math.ceil(RUNS / BLOCK)))(
    "keep their promises in each run of block %d",
    (block) => checkBlock("virtual", block, Math.min(BLOCK, RUNS), keepsItsPromises()),
    HOURS_MS,
  );
});
