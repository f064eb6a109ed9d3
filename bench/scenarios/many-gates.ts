/** Many gates in one process, under one limit: small ones beside a large one, and a hundred small ones. */
import { seededRandom } from "../../test/support/virtual-clock";
import { createFleet, SHARED_LIMIT, SLOW_LIMIT, throttledIn } from "../fleet";
import { openLine } from "../our-line";
import { watch } from "../our-wait";
import type { Result } from "../result";
import { OURS, type Scenario } from "../scenario";
import { becomesRunning, MINUTE_MS, provisioningTimes } from "../timelines";

/** So many fit, one after the other, into the time that the fleet takes. */
const SMALL_GATES = 10;
const STARTS_WITHIN_MS = 10_000;
const SMALL_TIMES = { medianMs: MINUTE_MS, sigma: 0.5 };

export const manyGates: Scenario = {
  measure: async (seed) => [
    {
      scenario: "10 gates on one instance, beside a gate on 1,000, 1 request a second",
      waiter: OURS,
      result: await besideAFleet(seed),
    },
    {
      scenario: "100 gates on one instance each, 200 requests in 5 min",
      waiter: OURS,
      result: await oneByOne(seed),
    },
  ],
  targets: [],
};

async function besideAFleet(seed: number): Promise<Result> {
  const { world, runsAt } = createFleet(1_000, { seed, limit: SLOW_LIMIT });
  const { clock, cloud } = world;
  const client = openLine(world);
  const lags: number[] = [];

  const smallGates = async () => {
    for (const [at, ms] of provisioningTimes(SMALL_GATES, seededRandom(seed ^ 0x5eed3), SMALL_TIMES).entries()) {
      const id = `small-${at}`;
      const runs = clock.now() + ms;
      cloud.put(id, becomesRunning(ms));
      const { noticedAt } = await watch(world, [id], { client, owner: id });
      for (const noticed of noticedAt.values()) lags.push(noticed - runs);
    }
  };
  // The fleet's own gate has its row; here it is only in the way, and need not be waited for.
  void watch(world, [...runsAt.keys()], { client, owner: "fleet" });
  await clock.run(smallGates());
  return {
    right: lags.length,
    of: SMALL_GATES,
    lags,
    requests: cloud.requests.length,
    throttled: throttledIn(world),
  };
}

/** As a program has it that makes a gate in a loop over its instances. */
async function oneByOne(seed: number): Promise<Result> {
  const { world, runsAt } = createFleet(100, { seed, limit: SHARED_LIMIT });
  const { clock } = world;
  const client = openLine(world);
  const starts = seededRandom(seed ^ 0x5eed4);
  const lags: number[] = [];
  const gates = [...runsAt].map(async ([id, runs]) => {
    // The engine starts them one after the other, within seconds.
    await clock.sleep(Math.round(starts() * STARTS_WITHIN_MS));
    const { noticedAt } = await watch(world, [id], { client, owner: id });
    for (const noticed of noticedAt.values()) lags.push(noticed - runs);
  });
  await clock.run(Promise.all(gates));
  return {
    right: lags.length,
    of: runsAt.size,
    lags,
    requests: world.cloud.requests.length,
    throttled: throttledIn(world),
  };
}
