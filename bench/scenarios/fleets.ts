/** One gate on a fleet, under a limit that the server enforces. */
import { createFleet, type Fleet, SHARED_LIMIT, SLOW_LIMIT, throttledIn } from "../fleet";
import { openLine } from "../our-line";
import { watch } from "../our-wait";
import { mean, type Result } from "../result";
import { OURS, type Scenario } from "../scenario";

const HUNDRED = "100 instances, 200 requests in 5 min";
const THOUSAND = "1,000 instances, 1 request a second";
const TEN_THOUSAND = "10,000 instances, 1 request a second";

const POLL_INTERVAL_MS = 5_000;
const hundred = { limit: SHARED_LIMIT };
const thousand = { limit: SLOW_LIMIT };

const fleets: readonly (readonly [scenario: string, create: (seed: number) => Fleet])[] = [
  [HUNDRED, (seed) => createFleet(100, { seed, ...hundred })],
  [`${HUNDRED}, 2 % faults`, (seed) => createFleet(100, { seed, ...hundred, faultShare: 0.02 })],
  [`${HUNDRED}, the 429 names no window`, (seed) => createFleet(100, { seed, ...hundred, wordless429: true })],
  [`${HUNDRED}, no permission to list`, (seed) => withoutList(createFleet(100, { seed, ...hundred }))],
  [THOUSAND, (seed) => createFleet(1_000, { seed, ...thousand })],
  [`${THOUSAND}, the 429 names no window`, (seed) => createFleet(1_000, { seed, ...thousand, wordless429: true })],
  [TEN_THOUSAND, (seed) => createFleet(10_000, { seed, ...thousand })],
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
    { scenario: HUNDRED, text: "all confirmed by the status API", met: ({ opening }) => opening?.confirmed === 100 },
    { scenario: THOUSAND, text: "all running", met: allRunning },
    { scenario: THOUSAND, text: "mean ≤ 8 s", met: ({ lags }) => mean(lags) <= 8_000 },
    {
      scenario: THOUSAND,
      text: "opens at most one round after the last news",
      met: ({ opening }) => opening !== undefined && opening.afterLastNewsMs <= opening.roundMs,
      reached: ({ opening }) => `${((opening?.afterLastNewsMs ?? Number.NaN) / 1_000).toFixed(1)} s`,
    },
    { scenario: TEN_THOUSAND, text: "opens", met: allRunning },
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
  const lastNews = [...noticedAt.values()].reduce((latest, at) => Math.max(latest, at), 0);
  return {
    opening: {
      confirmed: outcome.tracks.filter(({ confirmed }) => confirmed.looks > 0).length,
      afterLastNewsMs: world.clock.now() - lastNews,
      // A round begins on the grid of the interval.
      roundMs: gate.client.roundMs(runsAt.size) + POLL_INTERVAL_MS,
    },
    right: outcome.tracks.filter(({ verdict }) => verdict === "ready").length,
    of: runsAt.size,
    lags: [...noticedAt].map(([id, at]) => at - (runsAt.get(id) ?? Number.NaN)),
    requests: world.cloud.requests.length,
    throttled: throttledIn(world),
  };
}
