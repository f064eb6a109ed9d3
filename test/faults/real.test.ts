/** The campaign on the real engine: random instances, faults and interruptions, and what must hold of each `pulumi up`. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { blocksOf, checkBlock, REAL, SEED } from "./campaign";
import { runOnEngine } from "./real/run";
import { type RealScenario, realScenario, TROUBLES } from "./real/scenario";

const engine = process.env.TEST_ENGINE ?? "";
const HOUR_MS = 3_600_000;

/** Each day begins with another trouble, so that a small campaign has had all of them within a week. */
const troubleOf = (block: number) => TROUBLES[(SEED + block) % TROUBLES.length] as RealScenario["trouble"];

const runs = blocksOf("real", REAL).map((block) => ({ block, trouble: troubleOf(block) }));

(engine === "" ? describe.skip : describe)(`seed ${SEED}: stacks among faults, on the real engine`, () => {
  // A run waits as much as it computes.
  it.concurrent.each(runs)(
    "keep their promises in run $block, trouble: $trouble",
    ({ block, trouble }) =>
      checkBlock(
        "real",
        block,
        1,
        fc.asyncProperty(realScenario(trouble), async (one) => {
          expect(await runOnEngine(one, engine)).toEqual([]);
        }),
      ),
    HOUR_MS,
  );
});
