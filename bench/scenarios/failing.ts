/** How soon a gate ends when an instance goes to `error`. */
import { seededRandom } from "../../test/support/virtual-clock";
import { SHARED_LIMIT, throttledIn } from "../fleet";
import { openLine } from "../our-line";
import { watch } from "../our-wait";
import { type Result, together } from "../result";
import { OURS, type Scenario } from "../scenario";
import { becomesError, becomesRunning, provisioningTimes, runsAndFails } from "../timelines";
import { createWorld } from "../world";

const ALONE = "goes to error: alone, 100 times";
const AMONG = "goes to error: one of 100, 10 times";
const AFTER_RUNNING = "goes to error after it ran: one of 100, 10 times";

/** The poll interval that the documentation promises after so long a wait. */
const intervalMs = (waitedMs: number): number => Math.max(5_000, Math.min(waitedMs * 0.004, 30_000));
/** A request's way there and back, and its place in the queue. A fleet's failure is confirmed with a second one. */
const REQUEST_MS = 300;

export const failing: Scenario = {
  measure: async (seed) => [
    { scenario: ALONE, waiter: OURS, result: await repeat(seed, { waits: 100, others: 0, requests: 1 }) },
    { scenario: AMONG, waiter: OURS, result: await repeat(seed, { waits: 10, others: 99, requests: 2 }) },
    {
      scenario: AFTER_RUNNING,
      waiter: OURS,
      result: await repeat(seed, { waits: 10, others: 99, requests: 2, ranBefore: true }),
    },
  ],
  targets: [ALONE, AMONG, AFTER_RUNNING].map((scenario) => ({
    scenario,
    text: "within one poll interval (5 s, or 0.4 % of a long wait)",
    met: ({ right, of }) => right === of,
  })),
};

interface Failing {
  waits: number;
  others: number;
  /** How many requests one after the other it takes to be sure. */
  requests: number;
  /** It was ready for the half of its time, while others were on their way. */
  ranBefore?: boolean;
}

async function repeat(seed: number, { waits, others, requests, ranBefore = false }: Failing): Promise<Result> {
  const results: Result[] = [];
  const random = seededRandom(seed);
  for (const [at, failsAfterMs] of provisioningTimes(waits, random).entries()) {
    // The others are all still on their way when it fails: the gate is as large as it can be.
    const siblings = provisioningTimes(others, random).map((ms) => failsAfterMs + ms);
    const instances = Object.fromEntries([
      ["instance-bad", ranBefore ? runsAndFails(failsAfterMs) : becomesError(failsAfterMs)],
      ...siblings.map((ms, number) => [`instance-${number}`, becomesRunning(ms)] as const),
    ]);
    const world = createWorld({ seed: seed * 1_000 + at, instances, limit: SHARED_LIMIT });
    const gate = { client: openLine(world), owner: "gate" };
    const { outcome } = await world.clock.run(watch(world, Object.keys(instances), gate));
    const lagMs = world.clock.now() - failsAfterMs;
    const inTime = lagMs <= intervalMs(failsAfterMs) + requests * REQUEST_MS;
    results.push({
      right: outcome.kind === "failed" && inTime ? 1 : 0,
      of: 1,
      lags: [lagMs],
      requests: world.cloud.requests.length,
      throttled: throttledIn(world),
    });
  }
  return together(results);
}
