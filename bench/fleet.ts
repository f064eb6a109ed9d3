/** Many instances in one world, and the limits that a server enforces on whoever watches them. */
import { seededRandom } from "../test/support/virtual-clock";
import { becomesRunning, MINUTE_MS, provisioningTimes } from "./timelines";
import { createWorld, type World, type WorldOptions } from "./world";

/** What Huawei's gateway named in a real 429: `limit:200,time:5 minute`. */
export const SHARED_LIMIT = { requests: 200, windowMs: 5 * MINUTE_MS };
export const SLOW_LIMIT = { requests: 1, windowMs: 1_000 };

export interface Fleet {
  world: World;
  /** When each instance becomes running, by id. */
  runsAt: ReadonlyMap<string, number>;
}

export function createFleet(count: number, options: Omit<WorldOptions, "instances">): Fleet {
  const times = provisioningTimes(count, seededRandom(options.seed));
  const runsAt = new Map(times.map((ms, at) => [`instance-${at}`, ms]));
  const instances = Object.fromEntries([...runsAt].map(([id, ms]) => [id, becomesRunning(ms)]));
  return { world: createWorld({ ...options, instances }), runsAt };
}

export const throttledIn = ({ cloud }: World): number => cloud.requests.filter(({ status }) => status === 429).length;
