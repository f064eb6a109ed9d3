/** `create` and `update` of a gate: the wait, and what of its outcome is saved. */
import type { GateInputs, GateOutputs } from "../contract";
import { isCloudDcError } from "../errors";
import { READY } from "../gate-status";
import { withTexts } from "../instance/texts";
import { redactSecretIds, registerSecretIds } from "../secret-ids";
import type { WaitPlan } from "../wait/options";
import { reasonsOf } from "../wait/reasons";
import type { Observation } from "../wait/track";
import { describeTrail } from "../wait/trail";
import type { Outcome } from "../wait/wait";
import { waitOnClient } from "../waiter/wait-on-client";
import type { Context } from "./context";
import { waitsAgain } from "./gate-diff";
import { labelFor, planOf, secretIds, turnOf } from "./gate-inputs";
import { initFailure, withoutStack } from "./init-failure";
import { groupByStatus, statusesOf } from "./observed";
import { summarize } from "./preview-summary";
import type { RequestTimeout } from "./request-timeout";
import { secrecyChanged } from "./secrecy";

const PIPELINE_HEARTBEAT_MS = 30_000;

export function createGateWait({ clock, log, programWatch, connect, settings }: Context) {
  async function waitFor(inputs: GateInputs, plan: WaitPlan, signal: AbortSignal): Promise<Outcome> {
    const { __urn: urn = "" } = inputs;
    registerSecretIds(secretIds(inputs));
    const wait = waitOnClient(inputs.instanceIds, plan, {
      connect: () => connect(inputs.__location),
      clock,
      owner: urn,
      signal,
      // A pipeline keeps every line.
      ...(settings().env.CI && { heartbeatMs: PIPELINE_HEARTBEAT_MS }),
      report: ({ line }) => log(urn, line, { ephemeral: true }),
      warn: (text) => log(urn, text, { severity: "warning" }),
    });
    return wait.catch((error) => {
      throw isCloudDcError(error) ? withoutStack(error.message) : error;
    });
  }

  /** `olds` is what is in state, `{}` of a new gate. */
  return async (given: GateInputs & RequestTimeout, id: string, olds: Partial<GateOutputs>): Promise<GateOutputs> => {
    const { __requestTimeout: engineSeconds, ...inputs } = given;
    const { instanceIds: ids, __urn: urn } = inputs;
    if (inputs.skipWait) {
      log(urn, "skipWait: no instance was looked at, and dependents start immediately", { severity: "warning" });
      return { ...inputs, observed: [], openedBy: "skipWait" };
    }
    if (secrecyChanged(olds, inputs) && !waitsAgain(olds, inputs)) return stillOpen(olds, inputs);
    const turn = turnOf(olds);
    const plan = planOf(inputs, turn, engineSeconds);
    const outcome = await programWatch.whileRunning(urn, (signal) => waitFor(inputs, plan, signal));
    const observed = observedIn(ids, outcome);
    if (outcome.kind === "running") return { ...inputs, status: READY, observed, openedBy: "wait" };
    const label = labelFor(inputs);
    const reasons = reasonsOf(outcome, plan, label);
    // Where nothing at all was seen there is nothing to save: wrong endpoint, no credentials, no network.
    if (outcome.tracks.every(({ phase }) => phase === undefined)) throw withoutStack(reasons.join("; "));
    const shut = { status: summarize(seenIn(outcome), label), observed, ...(turn === "again" && { wasOpen: true }) };
    throw initFailure({ id, reasons, properties: { ...inputs, ...shut } });
  };
}

/** Nothing has changed but whether the ids are a secret: there is nothing to wait for, and only what is saved is another. */
function stillOpen({ instanceIds, observed, openedBy }: Partial<GateOutputs>, inputs: GateInputs): GateOutputs {
  registerSecretIds(secretIds(inputs));
  const before = statusesOf(instanceIds ?? [], observed);
  const statusOf = (id: string) => {
    const status = before.get(id);
    return status && withTexts(status, redactSecretIds);
  };
  return { ...inputs, observed: groupByStatus(inputs.instanceIds, statusOf), ...(openedBy && { openedBy }) };
}

function observedIn(ids: readonly string[], { kind, tracks }: Outcome) {
  const byId = new Map(tracks.map((track) => [track.id, track]));
  const trailOf = (id: string) => (kind === "running" ? undefined : describeTrail(byId.get(id)?.trail ?? []));
  return groupByStatus(ids, (id) => byId.get(id)?.status, trailOf);
}

/** The last that each look brought; nothing of an instance that was not looked at in time. */
function seenIn({ tracks }: Outcome): ReadonlyMap<string, Observation> {
  return new Map(
    tracks.flatMap(({ id, status, error }): [string, Observation][] => {
      if (error) return [[id, { error }]];
      return status ? [[id, { status }]] : [];
    }),
  );
}
