/** The hooks of `InstanceGate`: what the engine calls for a gate, from preview to destroy. */
import type { dynamic } from "@pulumi/pulumi";
import type { GateInputs, GateOutputs } from "../contract";
import { truncateReasons } from "../wait/reasons";
import type { Context } from "./context";
import { createGateCheck } from "./gate-check";
import { diffGate } from "./gate-diff";
import { gateId, labelFor } from "./gate-inputs";
import { snapshotOf } from "./gate-snapshot";
import { createGateWait } from "./gate-wait";
import { unhealthy } from "./init-failure";
import { groupByStatus } from "./observed";
import { groupByText, isReady, READY, summarize } from "./preview-summary";

export function createGateHooks(context: Context): dynamic.ResourceProvider {
  const wait = createGateWait(context);

  /**
   * `outputs` may come from an older run of the program. Return no inputs: stale ones would replace those in state, and the
   * next preview would show a change that nobody made.
   */
  async function read(id: string, outputs: GateOutputs) {
    if (outputs.skipWait) return { id, props: outputs };
    const seen = await snapshotOf(context, outputs);
    const label = labelFor(outputs);
    const status = summarize(seen, label);
    const observed = groupByStatus(outputs.instanceIds, (one) => {
      const what = seen.get(one);
      return what && "status" in what ? what.status : undefined;
    });
    if (status === READY) return { id, props: { ...outputs, status, observed } };
    const others = [...seen].filter(([, one]) => !isReady(one));
    const reasons = groupByText(others, label).map(({ names, text, count }) =>
      count === 1
        ? `instance ${names} is ${text}, wanted running: pulumi up waits for it again`
        : `instances ${names} are ${text}, wanted running: pulumi up waits for them again`,
    );
    const { openedBy: _shut, ...rest } = outputs;
    throw unhealthy({ id, reasons: truncateReasons(reasons), properties: { ...rest, status, observed } });
  }

  return {
    configure: async ({ config }) => context.configure(config),
    check: createGateCheck(context),
    diff: async (_id, olds: GateOutputs, news: GateInputs) => diffGate(olds, news),
    async create(inputs: GateInputs) {
      const id = gateId(inputs);
      return { id, outs: await wait(inputs, id) };
    },
    update: async (id, _olds: GateOutputs, inputs: GateInputs) => ({ outs: await wait(inputs, id) }),
    read,
    // There is nothing to delete: a gate is a wait that is over.
    delete: async () => {},
  };
}
