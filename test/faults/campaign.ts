/** How large a campaign is, from which seed, and what repeats one of its runs: as `scripts/faults.ts` has set it. */
import fc from "fast-check";
import { DEFAULTS } from "../../scripts/faults";

const number = (name: string, otherwise: string) => Number(process.env[name] ?? otherwise);

export const SEED = number("FAULTS_SEED", "1");
/** Runs in virtual time. */
export const RUNS = number("FAULTS_RUNS", DEFAULTS.runs);
/** Runs on the real engine. */
export const REAL = number("FAULTS_REAL", DEFAULTS.real);
/** What a run is of: a test of this folder each. */
export type Kind = "virtual" | "opening" | "real";
/** `virtual/3/41`: the kind, the block, and fast-check's path in it. */
const [kind, onlyBlock, path] = process.env.FAULTS_PATH?.split("/") ?? [];

/** The blocks of so many runs that are to be run. */
export function blocksOf(what: Kind, blocks: number): number[] {
  if (kind !== undefined) return kind === what ? [Number(onlyBlock)] : [];
  return Array.from({ length: blocks }, (_, block) => block);
}

/** Far apart, so that the blocks of one day and those of the next have no run in common. */
const seedOf = (block: number) => Math.imul(SEED, 0x9e3779b1) + block;

/** Checks a property in the runs of a block. A failure says what repeats and shrinks it. */
export async function checkBlock<T>(
  what: Kind,
  block: number,
  numRuns: number,
  property: fc.IAsyncProperty<[T]>,
): Promise<void> {
  const details = await fc.check(property, {
    seed: seedOf(block),
    // The campaign stops at what it has found; the command that it prints shrinks that, and runs none of those after it.
    ...(path === undefined ? { numRuns, endOnFailure: true } : { numRuns: 1, path }),
  });
  if (!details.failed) return;
  const { errorInstance, counterexample, counterexamplePath, numShrinks } = details;
  throw new Error(
    [
      errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
      path === undefined ? "Repeat and shrink it by" : `The smallest of ${numShrinks} that fail; repeat it by`,
      `  npm run test:faults -- --seed ${SEED} --path ${what}/${block}/${counterexamplePath}`,
      JSON.stringify(counterexample?.[0]),
    ].join("\n"),
  );
}
