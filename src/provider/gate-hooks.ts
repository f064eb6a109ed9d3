/** The hooks of `InstanceGate`: what the engine calls for a gate, from preview to destroy. */
import type { dynamic } from "@pulumi/pulumi";
import type { GateInputs } from "../contract";
import { keptGate } from "../kept-state";
import type { Context } from "./context";
import { createAnnouncements } from "./gate-announcements";
import { createGateCheck } from "./gate-check";
import { diffGate } from "./gate-diff";
import { gateId } from "./gate-inputs";
import { createGateRead } from "./gate-read";
import { createGateWait } from "./gate-wait";

export function createGateHooks(context: Context): dynamic.ResourceProvider {
  const announcements = createAnnouncements(context.log);
  const wait = createGateWait(context);

  return {
    configure: async ({ config }) => context.configure(config),
    check: createGateCheck(context, announcements),
    async diff(_id, olds: unknown, news: GateInputs) {
      const state = keptGate(olds);
      const diff = diffGate(state, news);
      // Of a gate that is replaced the check of the new one says what follows.
      if (diff.replaces.length === 0) announcements.stateOf(news, state);
      return diff;
    },
    async create(inputs: GateInputs) {
      const id = gateId(inputs);
      return { id, outs: await wait(inputs, id, {}) };
    },
    update: async (id, olds: unknown, inputs: GateInputs) => ({ outs: await wait(inputs, id, keptGate(olds)) }),
    read: createGateRead(context),
    // There is nothing to delete: a gate is a wait that is over.
    delete: async () => {},
  };
}
