/** A gate on instances of a random cloud, and whether it opened on a moment at which all were ready: all from a seed. */
import { phaseOf } from "../../src/instance/meaning";
import { wordFor } from "../../src/wait/opening";
import { planWait, type WaitOptions } from "../../src/wait/options";
import { intervalAt } from "../../src/wait/schedule";
import { type Source, waitUntilReady } from "../../src/wait/wait";
import { createRandomCloud } from "./random-cloud";
import { type Look, unseenFlaps } from "./unseen-flaps";
import { seededRandom } from "./virtual-clock";

/** A round never takes just as long as the one before. */
const UNEVEN = 1.25;

/**
 * `undefined` where the gate did not open; else whether all instances were ready at one moment within the last round, as far as
 * looks can tell.
 */
export async function opensRightly(seed: number): Promise<boolean | undefined> {
  const { clock, client, ids, wasReady, changes } = createRandomCloud(seed);
  const { plan } = planWait(optionsOf(seed));
  const looks: (Look & { served: number })[] = [];
  const source: Source = {
    roundMs: client.roundMs,
    served: client.served,
    hasAnswered: client.hasAnswered,
    heldMs: client.heldMs,
    look: (due, how, tell) =>
      client.look(due, { owner: "gate", ...how }, (id, seen) => {
        if ("status" in seen)
          looks.push({
            id,
            askedAt: seen.askedAt ?? clock.now(),
            ready: phaseOf(seen.status) === "ready",
            served: client.served(),
          });
        tell(id, seen);
      }),
  };
  const { kind, elapsedMs } = await clock.run(waitUntilReady(ids, plan, { clock, source }));
  if (kind !== "running") return undefined;
  const word = wordFor(ids.length, { pace: client, plan, waitedMs: elapsedMs, oldVocabulary: false });
  const roundMs = client.roundMs(requestsOfLastRound(looks, ids), { confirm: true });
  const freshForMs = Math.max(word.freshForMs, roundMs * UNEVEN);
  const from = Math.max(clock.now() - freshForMs, 0);
  // A look is due an interval after the one before, and then waits for its turn for as long as a round takes.
  const seemedReady = unseenFlaps(looks, intervalAt(elapsedMs, plan) + freshForMs);
  return [from, ...changes(from, clock.now()), ...looks.map(({ askedAt }) => askedAt).filter((at) => at >= from)].some(
    (moment) => ids.every((id) => wasReady(id, moment) || seemedReady(id, moment)),
  );
}

/** How many requests the last round took, lost ones among them: those between two looks at the same instance. */
function requestsOfLastRound(looks: readonly (Look & { readonly served: number })[], ids: readonly string[]): number {
  const counts = ids.map((id) => {
    const [before, last] = looks.filter((look) => look.id === id).slice(-2);
    return before && last ? last.served - before.served : 0;
  });
  return Math.max(...counts);
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
