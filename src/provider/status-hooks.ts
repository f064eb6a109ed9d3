/** The hooks of `InstanceStatus`: the live state is among the inputs, so that the engine's own diff shows drift. */
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { dynamic } from "@pulumi/pulumi";
import { createIdleTimeout } from "../api/client/idle-timeout";
import { retryLookUp } from "../api/client/retry";
import { type Location, resolveLocation, targetOf } from "../api/target";
import { isCloudDcError } from "../errors";
import { failureClassOf } from "../failure-class";
import { instanceIdProblem } from "../instance/id";
import { type Phase, phaseOf } from "../instance/meaning";
import type { InstanceStatus } from "../instance/status";
import type { Observation } from "../wait/track";
import { failuresOf, HIDDEN, redactIds } from "./checks";
import type { Context } from "./context";
import { isUnknown } from "./gate-inputs";
import { withoutStack } from "./init-failure";
import { liveText } from "./preview-summary";
import type { Run } from "./program-watch";

/** What check has just seen, create need not ask again. */
const SHARED_FOR_MS = 2_000;

/** What was seen, as inputs and as outputs. */
interface Observed extends InstanceStatus {
  phase?: Phase;
}

interface StatusInputs extends Location, Observed {
  instanceId: string;
  __urn?: string;
  __run?: Run;
  /** The id is a secret: no message, and no resource id, may show it. */
  __secret?: boolean;
}

export function createStatusHooks(surroundings: Context): dynamic.ResourceProvider {
  const { clock, log, programs, glance, connect, settings } = surroundings;

  const patiently = createIdleTimeout(clock);
  const name = ({ instanceId, __secret: secret }: StatusInputs) => (secret ? "the instance" : `instance ${instanceId}`);

  async function check(olds: Partial<StatusInputs>, { __run: run, ...news }: StatusInputs) {
    programs.remember(news.__urn, run);
    const where = resolveLocation(news, settings());
    const inputs: StatusInputs = { ...news, ...where };
    if ([inputs.instanceId, where.region, where.projectId, where.endpoint].some(isUnknown)) return { inputs };
    const wrongId = problemOf(inputs);
    const place = targetOf(where, settings());
    const problems = [...(wrongId ? [wrongId] : []), ...("problems" in place ? place.problems : [])];
    if (problems.length > 0) return { inputs, failures: failuresOf(problems, inputs.__secret) };

    const { instanceId, __urn: asker = "" } = inputs;
    const all = await programs.whileRunning(asker, (signal) =>
      glance([instanceId], where, { asker, signal, secrets: secretIds(inputs) }),
    );
    const seen = all.get(instanceId) as Observation;
    const observed = observedIn(seen);
    if (observed) return { inputs: { ...inputs, ...observed } };
    // What cannot be looked at has not been seen to drift.
    const same = olds.instanceId === inputs.instanceId;
    log(
      inputs.__urn,
      `${name(inputs)} is ${liveText(seen)}; ${same ? "what was recorded stays" : "nothing is known of it"}`,
      {
        severity: "warning",
      },
    );
    return { inputs: { ...inputs, ...(same && recorded(olds)) } };
  }

  async function look(inputs: StatusInputs): Promise<Observed> {
    try {
      const { instanceId, __urn: asker = "" } = inputs;
      const inquiries = await connect(inputs);
      const ask = (signal: AbortSignal) =>
        retryLookUp(() => inquiries.ask(instanceId, { asker, signal, maxAgeMs: SHARED_FOR_MS }), clock, signal);
      const answer = programs.whileRunning(asker, (ended) => patiently(ask, ended));
      return observedIn(await redactIds(answer, secretIds(inputs))) as Observed;
    } catch (error) {
      if (!isCloudDcError(error)) throw error;
      const missing = observedIn({ error });
      if (missing) return missing;
      throw withoutStack(`${name(inputs)} could not be looked at, wanted its status: ${error.message}`);
    }
  }

  /** `{ ...inputs, ...seen }`, but nothing of an older observation stays, nor of an older run. */
  const observedNow = async ({
    __run: _run,
    state: _s,
    operationState: _o,
    error: _e,
    phase: _p,
    ...inputs
  }: StatusInputs) => ({
    ...inputs,
    ...(await look(inputs)),
  });

  return {
    configure: async ({ config }) => surroundings.configure(config),
    check,
    async diff(_id, olds: StatusInputs, news: StatusInputs) {
      const replaces = (["instanceId", "region", "projectId", "endpoint"] as const).filter(
        (key) => isUnknown(news[key]) || olds[key] !== news[key],
      );
      return { changes: replaces.length > 0 || !isDeepStrictEqual(recorded(olds), recorded(news)), replaces };
    },
    async create(inputs: StatusInputs) {
      const id = inputs.__secret
        ? createHash("sha256").update(inputs.instanceId).digest("hex").slice(0, 16)
        : inputs.instanceId;
      return { id, outs: await observedNow(inputs) };
    },
    update: async (_id, _olds: StatusInputs, inputs: StatusInputs) => ({ outs: await observedNow(inputs) }),
    async read(id, props: StatusInputs) {
      const adopted = props.instanceId === undefined; // `.get`: only the id is known, and there was no check
      programs.remember(props.__urn, props.__run);
      const wrongId = adopted ? instanceIdProblem("instanceId", id) : undefined;
      if (wrongId) throw withoutStack(wrongId.message);
      const inputs = adopted ? { ...props, ...resolveLocation(props, settings()), instanceId: id } : props;
      const outs = await observedNow(inputs);
      if (adopted && outs.phase === "missing")
        throw withoutStack(`instance ${id} was not found, wanted its status: check the id, the region and the project`);
      return { id, props: outs, inputs: outs };
    },
    // A record of a look has nothing to delete.
    delete: async () => {},
  };
}

/** The id that no text may show. */
const secretIds = ({ instanceId, __secret: secret }: StatusInputs): string[] => (secret ? [instanceId] : []);

const problemOf = ({ instanceId, __secret: secret }: StatusInputs) =>
  instanceIdProblem("instanceId", instanceId, secret ? HIDDEN : instanceId);

/** `undefined` where nothing was learned. A missing instance is an observation: there is certainly none. */
function observedIn(seen: Observation): Observed | undefined {
  if ("error" in seen) return failureClassOf(seen.error.code) === "missing" ? { phase: "missing" } : undefined;
  return { ...seen.status, phase: phaseOf(seen.status) };
}

const recorded = ({ state, operationState, error, phase }: Partial<StatusInputs>): Observed => ({
  ...(state !== undefined && { state }),
  ...(operationState !== undefined && { operationState }),
  ...(error !== undefined && { error }),
  ...(phase !== undefined && { phase }),
});
