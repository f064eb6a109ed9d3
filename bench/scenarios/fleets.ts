/** One gate on a fleet, under a limit that the server enforces. */
import { createFleet, type Fleet, SHARED_LIMIT, SLOW_LIMIT, throttledIn } from "../fleet";
import { openLine } from "../our-line";
import { watch } from "../our-wait";
import { mean, type Result } from "../result";
import { OURS, type Scenario } from "../scenario";

const HUNDRED = "100 instances, 200 requests in 5 min";
const THOUSAND = "1,000 instances, 1 request a second";

const hundred = { limit: SHARED_LIMIT };
const thousand = { limit: SLOW_LIMIT };

const fleets: readonly (readonly [scenario: string, create: (seed: number) => Fleet])[] = [
  [HUNDRED, (seed) => createFleet(100, { seed, ...hundred })],
  [`${HUNDRED}, 2 % faults`, (seed) => createFleet(100, { seed, ...hundred, faultShare: 0.02 })],
  [`${HUNDRED}, the 429 names no window`, (seed) => createFleet(100, { seed, ...hundred, wordless429: true })],
  [`${HUNDRED}, no permission to list`, (seed) => withoutList(createFleet(100, { seed, ...hundred }))],
  [THOUSAND, (seed) => createFleet(1_000, { seed, ...thousand })],
  [`${THOUSAND}, the 429 names no window`, (seed) => createFleet(1_000, { seed, ...thousand, wordless429: true })],
];

export const manyInstances: Scenario = {
  async measure(seed) {
    const measurements = [];
    for (const [scenario, create] of fleets)
      measurements.push({ scenario, waiter: OURS, result: await watched(create(seed)) });
    return measurements;
  },
  targets: [
    { scenario: HUNDRED, text: "all running", met: allRunning },
    { scenario: HUNDRED, text: "mean ≤ 5 s", met: ({ lags }) => mean(lags) <= 5_000 },
    { scenario: HUNDRED, text: "429s ≤ 2", met: ({ throttled }) => throttled <= 2 },
    { scenario: THOUSAND, text: "all running", met: allRunning },
    { scenario: THOUSAND, text: "mean ≤ 8 s", met: ({ lags }) => mean(lags) <= 8_000 },
  ],
};

function allRunning({ right, of }: Result): boolean {
  return right === of;
}

function withoutList(fleet: Fleet): Fleet {
  fleet.world.cloud.allowList(false);
  return fleet;
}

async function watched({ world, runsAt }: Fleet): Promise<Result> {
  const gate = { client: openLine(world), owner: "fleet" };
  const { outcome, noticedAt } = await world.clock.run(watch(world, [...runsAt.keys()], gate));
  return {
    right: outcome.tracks.filter(({ verdict }) => verdict === "ready").length,
    of: runsAt.size,
    lags: [...noticedAt].map(([id, at]) => at - (runsAt.get(id) ?? Number.NaN)),
    requests: world.cloud.requests.length,
    throttled: throttledIn(world),
  };
}
