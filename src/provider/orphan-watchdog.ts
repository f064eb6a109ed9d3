/**
 * The orphan watchdog: ends the provider process when its engine is gone. Pulumi does so itself at the end of a deployment, but not where the
 * CLI was killed: the process would stay behind for ever, and nobody could reach it again.
 */
import type { Clock } from "../clock";

const LOOK_EACH_MS = 1_000;
/** So many looks in a row: a connection may fail once, and a wait needs a moment to see that it is over. */
const LOOKS = 4;

export async function endWithEngine(
  isGone: () => boolean,
  clock: Clock,
  end: () => void = () => process.exit(1),
): Promise<void> {
  for (let gone = 0; gone < LOOKS; gone = isGone() ? gone + 1 : 0) await clock.sleep(LOOK_EACH_MS);
  end();
}
