/** Many gates in one process, under one limit: small ones beside a large one, and a hundred small ones. */
import { seededRandom } from "../../test/support/virtual-clock";
import { createFleet, SHARED_LIMIT, SLOW_LIMIT, throttledIn } from "../fleet";
import { openLine } from "../our-line";
import { watch } from "../our-wait";
import { mean, percentile, type Result } from "../result";
import { OURS, type Scenario } from "../scenario";
import { becomesRunning, MINUTE_MS, provisioningTimes } from "../timelines";

/** So many fit, one after the other, into the time that the fleet takes. */
const SMALL_GATES = 10;
const STARTS_WITHIN_MS = 10_000;
const SMALL_TIMES = { medianMs: MINUTE_MS, sigma: 0.5 };

const ONE_EACH = "100 gates on one instance each, 200 requests in 5 min";
const ONE_GATE = "one gate on all 100";

export const manyGates: Scenario = {
  measure: async (seed) => [
    {
      scenario: "10 gates on one instance, beside a gate on 1,000, 1 request a second",
      waiter: OURS,
      result: await besideAFleet(seed),
    },
    { scenario: ONE_EACH, waiter: OURS, result: await oneByOne(seed) },
    { scenario: ONE_EACH, waiter: ONE_GATE, result: await allInOne(seed) },
  ],
  targets: [
    { scenario: ONE_EACH, text: "mean ≤ 5 s", met: ({ lags }) => mean(lags) <= 5_000 },
    { scenario: ONE_EACH, text: "p99 ≤ 12 s", met: ({ lags }) => percentile(lags, 0.99) <= 12_000 },
    {
      scenario: ONE_EACH,
      text: "requests ≤ 1.5 × one gate on all",
      met: ({ requests }, of) => requests <= 1.5 * of(ONE_GATE).requests,
      reached: ({ requests }, of) => (requests / of(ONE_GATE).requests).toFixed(2),
    },
  ],
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

async function allInOne(seed: number): Promise<Result> {
  const { world, runsAt } = createFleet(100, { seed, limit: SHARED_LIMIT });
  const gate = { client: openLine(world), owner: "all" };
  const { noticedAt } = await world.clock.run(watch(world, [...runsAt.keys()], gate));
  return {
    right: noticedAt.size,
    of: runsAt.size,
    lags: [...noticedAt].map(([id, at]) => at - (runsAt.get(id) ?? Number.NaN)),
    requests: world.cloud.requests.length,
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
