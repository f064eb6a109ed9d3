/** The hooks of `InstanceGate`: what the engine calls for a gate, from preview to destroy. */
import type { dynamic } from "@pulumi/pulumi";
import { type Location, resolveLocation, targetOf } from "../api/target";
import { isCloudDcError, presentable } from "../errors";
import { planWait, type WaitPlan } from "../wait/options";
import { reasonsOf, truncateReasons } from "../wait/reasons";
import type { Observation } from "../wait/track";
import { type Outcome, waitUntilReady } from "../wait/wait";
import { failuresOf, redactIds } from "./checks";
import type { Context } from "./context";
import { diffGate } from "./gate-diff";
import {
  effectiveTimeout,
  type GateInputs,
  type GateNews,
  type GateOutputs,
  gateId,
  gateProblems,
  isUnknown,
  labelFor,
  secretIds,
  UNKNOWN,
  unique,
} from "./gate-inputs";
import { initFailure, unhealthy, withoutStack } from "./init-failure";
import { previewMessages } from "./preview-messages";
import { group, groupByText, liveOf, READY, statusInput, summarize } from "./preview-summary";
import { createWaitWarnings } from "./wait-warnings";

export function createGateHooks(surroundings: Context): dynamic.ResourceProvider {
  const { clock, log, programs, glance, connect, settings } = surroundings;

  async function check(olds: Partial<GateInputs>, news: GateNews) {
    const { __run: run, customTimeouts: _resolved, ...args } = news;
    programs.remember(news.__urn, run);
    const isNew = olds.instanceIds === undefined;
    const where = resolveLocation(news, settings());
    const skipWait = news.skipWait ?? settings().config("clouddc:skipWait") === "true";
    const inputs: GateInputs = {
      ...args,
      ...where,
      timeout: effectiveTimeout(news, isNew),
      ...(skipWait && { skipWait }),
    };
    const place = targetOf(where, settings());
    const problems = [...gateProblems(inputs), ...("problems" in place ? place.problems : [])];
    if (problems.length > 0) return { inputs, failures: failuresOf(problems, inputs.__secret) };
    if ([inputs.instanceIds, where.region, where.projectId, where.endpoint].some(isUnknown))
      return { inputs: { ...inputs, status: UNKNOWN } };

    inputs.instanceIds = unique(inputs.instanceIds);
    if (skipWait === true) return { inputs: { ...inputs, status: "not checked (skipWait)" } };
    const seen = await programs.whileRunning(inputs.__urn, (signal) => glanceAt(inputs, signal));
    const status = summarize(seen, labelFor(inputs));
    const preview = run?.preview === true;
    if (preview) announce(inputs, seen, isNew);
    return { inputs: { ...inputs, status: statusInput(status, isNew, preview) } };
  }

  /** A gate that is about to be replaced is checked twice, as the old and as the new one. */
  const announced = new Set<string>();

  function announce(inputs: GateInputs, seen: ReadonlyMap<string, Observation>, isNew: boolean): void {
    const { __urn: urn } = inputs;
    for (const { live, text, severity } of previewMessages(inputs, seen, labelFor(inputs), isNew)) {
      if (announced.has(`${urn} ${live}`)) continue;
      announced.add(`${urn} ${live}`);
      log(urn, text, { severity });
    }
  }

  function glanceAt(inputs: GateInputs, signal?: AbortSignal) {
    const { region, projectId, endpoint, __urn: asker = "" } = inputs;
    const options = { asker, secrets: secretIds(inputs), ...(signal && { signal }) };
    return glance(inputs.instanceIds, { region, projectId, endpoint }, options);
  }

  async function wait(inputs: GateInputs, id: string): Promise<GateOutputs> {
    const { instanceIds: ids, __urn: urn } = inputs;
    if (inputs.skipWait) {
      log(urn, "skipWait: no instance was looked at, and dependents start at once", { severity: "warning" });
      return { ...inputs, observed: [] };
    }
    const { plan } = planWait(inputs);
    const outcome = await programs.whileRunning(urn, (signal) => watch(inputs, plan, signal));
    const observed = observedIn(ids, outcome);
    if (outcome.kind === "running") return { ...inputs, status: READY, observed };
    const label = labelFor(inputs);
    const reasons = reasonsOf(outcome, plan, label);
    // Where nothing at all was seen there is nothing to save: wrong endpoint, no credentials, no network.
    if (outcome.tracks.every(({ phase }) => phase === undefined)) throw withoutStack(reasons.join("; "));
    throw initFailure({ id, reasons, properties: { ...inputs, status: summarize(seenIn(outcome), label), observed } });
  }

  async function watch(inputs: GateInputs, plan: WaitPlan, signal: AbortSignal) {
    const { __urn: urn = "" } = inputs;
    const secrets = secretIds(inputs);
    const inquiries = await connected(inputs);
    const notice = createWaitWarnings(inputs.instanceIds.length, plan, inquiries, (text) =>
      log(urn, presentable(text, secrets), { severity: "warning" }),
    );
    return waitUntilReady(inputs.instanceIds, plan, {
      clock,
      signal,
      look: (id, lookSignal, sure) => redactIds(inquiries.ask(id, { asker: urn, signal: lookSignal, sure }), secrets),
      report({ line }, tracks) {
        log(urn, line, { ephemeral: true });
        notice(tracks);
      },
    });
  }

  async function connected(where: Location) {
    try {
      return await connect(where);
    } catch (error) {
      throw isCloudDcError(error) ? withoutStack(error.message) : error;
    }
  }

  /**
   * It is given the outputs, which a step without a change leaves as an older program made them. So it returns no inputs:
   * those in state would become older ones, and the next preview would show a change that nobody made.
   */
  async function read(id: string, outputs: GateOutputs) {
    if (outputs.skipWait) return { id, props: outputs };
    const seen = await glanceAt(outputs);
    const label = labelFor(outputs);
    const status = summarize(seen, label);
    const props = { ...outputs, status, observed: group(outputs.instanceIds, (one) => statusIn(seen.get(one))) };
    if (status === READY) return { id, props };
    const others = [...seen].filter(([, one]) => liveOf(one) !== "ready");
    const reasons = groupByText(others, label).map(({ names, text, count }) =>
      count === 1
        ? `instance ${names} is ${text}, wanted running: pulumi up waits for it again`
        : `instances ${names} are ${text}, wanted running: pulumi up waits for them again`,
    );
    throw unhealthy({ id, reasons: truncateReasons(reasons), properties: props });
  }

  return {
    configure: async ({ config }) => surroundings.configure(config),
    check,
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

function observedIn(ids: readonly string[], { tracks }: Outcome) {
  const byId = new Map(tracks.map((track) => [track.id, track]));
  return group(ids, (id) => byId.get(id)?.status);
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

const statusIn = (seen: Observation | undefined) => (seen && "status" in seen ? seen.status : undefined);
