/** Our wait, watched: when it learned of each instance. */
import type { StatusClient } from "../src/api/client/status-client";
import { phaseOf } from "../src/instance/meaning";
import { planWait, type WaitOptions } from "../src/wait/options";
import { type Outcome, waitUntilReady } from "../src/wait/wait";
import type { World } from "./world";

export interface Watched {
  outcome: Outcome;
  /** When the first answer came that found the instance ready, by id. */
  noticedAt: ReadonlyMap<string, number>;
}

export interface Gate {
  /** What the gates of a process share. */
  client: StatusClient;
  owner: string;
  options?: WaitOptions;
}

/** Half an hour, the default, is too short for one instance in thirty. */
const PATIENT: WaitOptions = { timeout: "12h" };

export async function watch(world: World, ids: readonly string[], gate: Gate): Promise<Watched> {
  const { clock } = world;
  const { plan, problems } = planWait({ ...PATIENT, ...gate.options });
  if (problems[0]) throw problems[0];
  const noticedAt = new Map<string, number>();
  const { client } = gate;
  const outcome = await waitUntilReady(ids, plan, {
    clock,
    source: {
      roundMs: client.roundMs,
      served: client.served,
      hasAnswered: client.hasAnswered,
      heldMs: client.heldMs,
      look: (due, options, tell) =>
        client.look(due, { owner: gate.owner, ...options }, (id, seen) => {
          if (!("error" in seen) && phaseOf(seen.status) === "ready" && !noticedAt.has(id))
            noticedAt.set(id, clock.now());
          tell(id, seen);
        }),
    },
  });
  return { outcome, noticedAt };
}
