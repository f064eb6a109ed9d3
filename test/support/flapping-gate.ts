/** A gate on instances of a random cloud, and whether it opened on a moment at which all were ready: all from a seed. */
import { phaseOf } from "../../src/instance/meaning";
import { wordFor } from "../../src/wait/opening";
import { planWait, type WaitOptions } from "../../src/wait/options";
import { type Source, waitUntilReady } from "../../src/wait/wait";
import { createRandomCloud } from "./random-cloud";
import { type Look, unseenFlaps } from "./unseen-flaps";
import { seededRandom } from "./virtual-clock";

/**
 * `undefined` where the gate did not open; else whether all instances were ready at one moment within the last round, as far as
 * looks can tell.
 */
export async function opensRightly(seed: number): Promise<boolean | undefined> {
  const { clock, client, ids, wasReady, changes } = createRandomCloud(seed);
  const { plan } = planWait(optionsOf(seed));
  const looks: Look[] = [];
  const source: Source = {
    roundMs: client.roundMs,
    served: client.served,
    hasAnswered: client.hasAnswered,
    heldMs: client.heldMs,
    look: (due, how, tell) =>
      client.look(due, { owner: "gate", ...how }, (id, seen) => {
        if ("status" in seen)
          looks.push({ id, askedAt: seen.askedAt ?? clock.now(), ready: phaseOf(seen.status) === "ready" });
        tell(id, seen);
      }),
  };
  const { kind, elapsedMs } = await clock.run(waitUntilReady(ids, plan, { clock, source }));
  if (kind !== "running") return undefined;
  const { freshForMs } = wordFor(ids.length, { pace: client, plan, waitedMs: elapsedMs, oldVocabulary: false });
  const from = Math.max(clock.now() - freshForMs, 0);
  const seemedReady = unseenFlaps(looks, freshForMs);
  return [from, ...changes(from, clock.now()), ...looks.map(({ askedAt }) => askedAt).filter((at) => at >= from)].some(
    (moment) => ids.every((id) => wasReady(id, moment) || seemedReady(id, moment)),
  );
}

function optionsOf(seed: number): WaitOptions {
  const random = seededRandom(seed ^ 0x5eed);
  const among = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  return {
    timeout: among("1m", "2m", "4m"),
    pollInterval: among("2s", "5s", "10s"),
    settle: among(1, 1, 2, 3),
    tolerateError: random() < 0.3,
  };
}
