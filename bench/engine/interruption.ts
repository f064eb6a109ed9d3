/** How long `pulumi up` goes on after Ctrl-C in the middle of a wait. */
import { type Finding, median } from "./finding";
import { instanceIds, openStack, type Stack, startWaiting, withCloud, withGate } from "./stacks";

const INSTANCES = 100;
const ROUNDS = 5;
const MOST_SECONDS = 2;

export function interruption(engine: string): Promise<Finding> {
  return withCloud("pending", INSTANCES, async (cloud) => {
    const stack = await openStack(engine, cloud, withGate(instanceIds(INSTANCES)));
    const seconds: number[] = [];
    try {
      for (let at = 0; at < ROUNDS; at++) seconds.push(await secondsToTheEnd(stack));
    } finally {
      stack.remove();
    }
    const slowest = Math.max(...seconds);
    return {
      what: `Ctrl-C while a gate waits on ${INSTANCES} instances, until pulumi up has ended`,
      result: `${slowest.toFixed(1)} s`,
      target: `≤ ${MOST_SECONDS} s`,
      met: slowest <= MOST_SECONDS,
      measured: `the slowest of ${ROUNDS}; median ${median(seconds).toFixed(1)} s`,
    };
  });
}

async function secondsToTheEnd(stack: Stack): Promise<number> {
  const up = await startWaiting(stack);
  const began = performance.now();
  up.signal("SIGINT");
  const { output } = await up.done;
  const seconds = (performance.now() - began) / 1_000;
  if (!output.includes("interrupted")) throw new Error(`pulumi up did not end as interrupted:\n${output}`);
  return seconds;
}
