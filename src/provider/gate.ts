/** The hooks of `InstanceGate`: what the engine calls for a gate, from preview to destroy. */
import type { dynamic } from "@pulumi/pulumi";
import { resolveWhere, type SiteArgs, siteOf } from "../api/site";
import { isCloudDcError, presentable } from "../errors";
import { planWait, type WaitPlan } from "../wait/options";
import { readersWorth, reasonsOf } from "../wait/reasons";
import type { Seen } from "../wait/track";
import { type Outcome, waitUntilReady } from "../wait/wait";
import { announcements } from "./announcement";
import { discreet } from "./discretion";
import { initFailure, unhealthy, withoutStack } from "./failures";
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
  unique,
} from "./gate-inputs";
import { group, liveOf, liveText, READY, summarize } from "./live-status";
import { createNotices } from "./notices";
import type { Surroundings } from "./surroundings";

export function createGateHooks(surroundings: Surroundings): dynamic.ResourceProvider {
  const { clock, log, programs, glance, connect, settings } = surroundings;

  async function check(olds: Partial<GateInputs>, news: GateNews) {
    const { __run: run, customTimeouts: _resolved, ...args } = news;
    programs.remember(news.__urn, run);
    const isNew = olds.instanceIds === undefined;
    const where = resolveWhere(news, settings());
    const skipWait = news.skipWait ?? settings().config("clouddc:skipWait") === "true";
    const inputs: GateInputs = {
      ...args,
      ...where,
      timeout: effectiveTimeout(news, isNew),
      ...(skipWait && { skipWait }),
    };
    const place = siteOf(where, settings());
    const problems = [...gateProblems(inputs), ...("problems" in place ? place.problems : [])];
    if (problems.length > 0)
      return { inputs, failures: problems.map(({ argument, message }) => ({ property: argument, reason: message })) };
    if ([inputs.instanceIds, where.region, where.projectId, where.endpoint].some(isUnknown)) return { inputs };

    inputs.instanceIds = unique(inputs.instanceIds);
    if (skipWait === true) return { inputs: { ...inputs, status: "not checked (skipWait)" } };
    const seen = await programs.whileRunning(inputs.__urn, (signal) => glanceAt(inputs, signal));
    const label = labelFor(inputs);
    const status = summarize(seen, label);
    if (run?.preview)
      for (const { text, severity } of announcements(inputs, seen, label, isNew)) log(inputs.__urn, text, { severity });
    // A new gate is about to lead from what is seen now to running; an old one has come from running to what is seen.
    return { inputs: { ...inputs, status: isNew && status !== READY ? `${status} → ${READY}` : status } };
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
    if (outcome.kind === "running") return { ...inputs, observed };
    const reasons = reasonsOf(outcome, plan, labelFor(inputs));
    // Where nothing at all was seen there is nothing to save: wrong endpoint, no credentials, no network.
    if (outcome.tracks.every(({ phase }) => phase === undefined)) throw withoutStack(reasons.join("; "));
    throw initFailure({ id, reasons, inputs: { ...inputs }, properties: { ...inputs, observed } });
  }

  async function watch(inputs: GateInputs, plan: WaitPlan, signal: AbortSignal) {
    const { __urn: urn = "" } = inputs;
    const secrets = secretIds(inputs);
    const inquiries = await connected(inputs);
    const notice = createNotices(inputs.instanceIds.length, plan, inquiries, (text) =>
      log(urn, presentable(text, secrets), { severity: "warning" }),
    );
    return waitUntilReady(inputs.instanceIds, plan, {
      clock,
      signal,
      look: (id, lookSignal, sure) => discreet(inquiries.ask(id, { asker: urn, signal: lookSignal, sure }), secrets),
      report({ line }, tracks) {
        log(urn, line, { ephemeral: true });
        notice(tracks);
      },
    });
  }

  async function connected(where: SiteArgs) {
    try {
      return await connect(where);
    } catch (error) {
      throw isCloudDcError(error) ? withoutStack(error.message) : error;
    }
  }

  async function read(id: string, { observed: _before, ...inputs }: GateOutputs) {
    if (inputs.skipWait) return { id, props: { ...inputs, observed: _before }, inputs };
    const seen = await glanceAt(inputs);
    const label = labelFor(inputs);
    const status = summarize(seen, label);
    const observed = group(inputs.instanceIds, (one) => statusIn(seen.get(one)));
    const now = { ...inputs, status };
    if (status === READY) return { id, props: { ...now, observed }, inputs: now };
    const reasons = [...seen]
      .filter(([, one]) => liveOf(one) !== "ready")
      .map(
        ([one, what]) => `instance ${label(one)} is ${liveText(what)}, wanted running: pulumi up waits for it again`,
      );
    throw unhealthy({ id, reasons: readersWorth(reasons), inputs: now, properties: { ...now, observed } });
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

const statusIn = (seen: Seen | undefined) => (seen && "status" in seen ? seen.status : undefined);
