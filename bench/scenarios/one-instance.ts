/** One gate on one instance, a provisioning time after the other, by every waiter on the same timelines. */
import { seededRandom } from "../../test/support/virtual-clock";
import { awsWaiters } from "../peers/aws-waiter";
import { azurePoller } from "../peers/azure-poller";
import { fixedPoll, kooCli, terraform } from "../peers/loops";
import { mean, percentile, type Result, together } from "../result";
import type { Measurement, Scenario } from "../scenario";
import { becomesRunning, type Distribution, HOUR_MS, PROVISIONING, provisioningTimes } from "../timelines";
import { ours, type Waiter } from "../waiter";
import { createWorld } from "../world";

const ID = "instance-1";

interface Waits {
  scenario: string;
  count: number;
  times: Distribution;
  faultShare?: number;
  waiters: readonly Waiter[];
}

const fixed10 = fixedPoll(10);
const fixed5 = fixedPoll(5);
const everybody = [ours, ...awsWaiters, azurePoller, terraform, kooCli, fixed5, fixed10];

const usual: Waits = {
  scenario: "one instance, 200 times (median 12 min)",
  count: 200,
  times: PROVISIONING,
  waiters: everybody,
};
const faulty: Waits = { ...usual, scenario: "the same with 2 % faults", faultShare: 0.02 };
const long: Waits = {
  scenario: "a long wait, 10 times (median 3 h)",
  count: 10,
  times: { medianMs: 3 * HOUR_MS, sigma: 0.5 },
  waiters: [ours, fixed5, fixed10],
};

export const oneInstance = scenario(usual, [
  { text: "mean ≤ 2.7 s", met: ({ lags }) => mean(lags) <= 2_700 },
  { text: "p99 ≤ 6 s", met: ({ lags }) => percentile(lags, 0.99) <= 6_000 },
  {
    text: "requests ≤ 2.1 × fixed 10 s",
    met: ({ requests }, of) => requests <= 2.1 * of(fixed10.name).requests,
    reached: ({ requests }, of) => (requests / of(fixed10.name).requests).toFixed(2),
  },
]);
export const oneInstanceWithFaults = scenario(faulty, [{ text: "200 of 200", met: ({ right, of }) => right === of }]);
export const longWait = scenario(long, []);

function scenario(waits: Waits, targets: readonly Omit<Scenario["targets"][number], "scenario">[]): Scenario {
  return {
    async measure(seed) {
      const measurements: Measurement[] = [];
      for (const waiter of waits.waiters)
        measurements.push({
          scenario: waits.scenario,
          waiter: waiter.name,
          result: await repeat(waits, waiter, seed),
        });
      return measurements;
    },
    targets: targets.map((target) => ({ ...target, scenario: waits.scenario })),
  };
}

async function repeat({ count, times, faultShare = 0 }: Waits, waiter: Waiter, seed: number): Promise<Result> {
  const results: Result[] = [];
  for (const [at, runsAfterMs] of provisioningTimes(count, seededRandom(seed), times).entries()) {
    const instances = { [ID]: becomesRunning(runsAfterMs) };
    const world = createWorld({ seed: seed * 1_000 + at, instances, faultShare });
    const { clock, cloud } = world;
    const endedWell = await clock.run(
      waiter.wait(world, ID).then(
        () => true,
        () => false,
      ),
    );
    results.push({
      right: endedWell ? 1 : 0,
      of: 1,
      lags: endedWell ? [clock.now() - runsAfterMs] : [],
      requests: cloud.requests.length,
      throttled: 0,
    });
  }
  return together(results);
}
