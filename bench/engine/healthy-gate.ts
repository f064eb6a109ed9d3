/** A gate on a hundred healthy instances: what it costs an up that changes nothing, and what it takes in the state. */
import { differences, type Finding, median } from "./finding";
import { instanceIds, openStack, type Stack, WITH_IDLE_RESOURCE, WITHOUT_GATE, withCloud, withGate } from "./stacks";

const INSTANCES = 100;
const ROUNDS = 15;
const MOST_SECONDS = 0.3;
const MOST_BYTES_AN_INSTANCE = 150;
const MOST_PROVIDER_BYTES = 400;

/** How long the same up takes without a gate, with a resource that does nothing, and with a gate. */
type Round = readonly [without: number, idle: number, gate: number];

export function healthyGate(engine: string): Promise<Finding[]> {
  return withCloud("running", INSTANCES, async (cloud) => {
    const without = await openStack(engine, cloud, WITHOUT_GATE);
    const idle = await openStack(engine, cloud, WITH_IDLE_RESOURCE);
    const gate = await openStack(engine, cloud, withGate(instanceIds(INSTANCES)));
    try {
      for (const stack of [without, idle, gate]) await secondsOf(stack);
      const again = (stack: Stack) => secondsOf(stack, "--expect-no-changes");
      const rounds: Round[] = [];
      for (let at = 0; at < ROUNDS; at++) rounds.push([await again(without), await again(idle), await again(gate)]);
      return [upWithoutChange(rounds), ...(await stateOf(without, gate))];
    } finally {
      for (const stack of [without, idle, gate]) stack.remove();
    }
  });
}

async function secondsOf(stack: Stack, ...args: string[]): Promise<number> {
  const { code, output, seconds } = await stack.up(...args);
  if (code !== 0) throw new Error(`pulumi up ended with ${code}:\n${output}`);
  return seconds;
}

function upWithoutChange(rounds: readonly Round[]): Finding {
  const more = median(differences(rounds.map(([, idle, gate]) => [idle, gate])));
  const pulumis = median(differences(rounds.map(([without, idle]) => [without, idle])));
  const usual = median(rounds.map(([without]) => without));
  return {
    what: `pulumi up without a change, a gate on ${INSTANCES} instances over a dynamic resource that does nothing`,
    result: `${more.toFixed(2)} s more`,
    target: `≤ ${MOST_SECONDS} s`,
    met: more <= MOST_SECONDS,
    measured: `median of ${ROUNDS} rounds; without either ${usual.toFixed(1)} s; that resource alone: ${pulumis.toFixed(2)} s more`,
  };
}

async function stateOf(without: Stack, gated: Stack): Promise<Finding[]> {
  const bytes = await sizeOf(gated);
  const each = (bytes - (await sizeOf(without))) / INSTANCES;
  const { resources = [] } = (await gated.export()).deployment;
  const gate = resources.find(({ type }) => String(type).endsWith(":InstanceGate"));
  const provider = JSON.stringify(gate?.inputs.__provider).length;
  return [
    {
      what: `state of a gate on ${INSTANCES} instances`,
      result: `${each.toFixed(0)} bytes an instance`,
      target: `≤ ${MOST_BYTES_AN_INSTANCE}`,
      met: each <= MOST_BYTES_AN_INSTANCE,
      measured: "JSON without spaces: all that the gate and its provider add to the stack",
    },
    {
      what: "state: the provider's text",
      result: `${provider} bytes`,
      target: `≤ ${MOST_PROVIDER_BYTES}`,
      met: provider <= MOST_PROVIDER_BYTES,
      measured: "`__provider`, as JSON; it is in the inputs and in the outputs",
    },
  ];
}

const sizeOf = async (stack: Stack): Promise<number> =>
  JSON.stringify((await stack.export()).deployment.resources).length;
