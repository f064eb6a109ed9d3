/** What goes wrong between a client and Huawei's gateway, by chance and from a seed. */
import type { Fault } from "../src/simulator";

const FAULTS: readonly Fault[] = [
  { status: 500 },
  { status: 502, body: "<html><body>502 Bad Gateway</body></html>" },
  { status: 503 },
  { reset: true },
  { body: "<html><body>Please sign in to the network.</body></html>" },
  { cut: true },
];

/** The fault of the next request, if it is one of the share that gets one. */
export function faultByChance(share: number, random: () => number): Fault | undefined {
  if (random() >= share) return undefined;
  return FAULTS[Math.floor(random() * FAULTS.length)];
}
