/** What instances go through, from a seed: lognormal provisioning times, as they are with bare metal. Pure. */
import type { Step } from "../src/simulator";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

export interface Distribution {
  medianMs: number;
  sigma: number;
}

/** Half of the instances within twelve minutes, one in a hundred above thirty-eight. */
export const PROVISIONING: Distribution = { medianMs: 12 * MINUTE_MS, sigma: 0.5 };

export function provisioningTimes(count: number, random: () => number, { medianMs, sigma } = PROVISIONING): number[] {
  return Array.from({ length: count }, () => Math.round(medianMs * Math.exp(sigma * normal(random))));
}

/** Box and Muller's transform. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** On the way to `running` an instance passes through `stopped`, which is where a waiter for one state can go wrong. */
export const becomesRunning = (afterMs: number): Step[] => [...installed(afterMs), { state: "running" }];

export const becomesError = (afterMs: number): Step[] => [
  ...installed(afterMs),
  {
    state: "error",
    error: {
      error_code: "iMetal.0301",
      error_msg: "Failed to create the instance.",
      error_type: "create_instance_error",
    },
  },
];

export function runsAndFails(afterMs: number): Step[] {
  const runsAfterMs = Math.round(afterMs / 2);
  const failed = becomesError(0).slice(-1);
  return [...installed(runsAfterMs), { state: "running", forMs: afterMs - runsAfterMs }, ...failed];
}

function installed(ms: number): Step[] {
  const pendingMs = Math.round(ms * 0.7);
  return [
    { state: "pending", forMs: pendingMs },
    { state: "stopped", operationState: "install-processing", forMs: ms - pendingMs },
  ];
}
