/** The hooks of `InstanceStatus`: the live state is among the inputs, so that the engine's own diff shows drift. */
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { dynamic } from "@pulumi/pulumi";
import { resolveLocation, targetOf } from "../api/target";
import type { RecordedStatus, RecordInputs, RecordNews } from "../contract";
import { failureClassOf } from "../failure-class";
import { instanceIdProblem } from "../instance/id";
import { phaseOf } from "../instance/meaning";
import type { Observation } from "../wait/track";
import { failuresOf, HIDDEN, isUnknown, observed } from "./checks";
import type { Context } from "./context";
import { withoutStack } from "./init-failure";
import { liveText } from "./preview-summary";

export function createStatusHooks(context: Context): dynamic.ResourceProvider {
  const { log, programWatch, snapshot, lookUp, settings } = context;

  const name = ({ instanceId, __secret: secret }: RecordInputs) => (secret ? "the instance" : `instance ${instanceId}`);

  async function check(olds: Partial<RecordInputs>, { __run: program, ...news }: RecordNews) {
    programWatch.remember(news.__urn, program);
    const where = resolveLocation(news, settings());
    const inputs: RecordInputs = { ...news, ...where };
    if ([inputs.instanceId, where.region, where.projectId, where.endpoint].some(isUnknown)) return { inputs };
    const wrongId = problemOf(inputs);
    const target = targetOf(where, settings());
    const problems = [...(wrongId ? [wrongId] : []), ...("problems" in target ? target.problems : [])];
    if (problems.length > 0) return { inputs, failures: failuresOf(problems, inputs.__secret) };

    const { instanceId, __urn: owner = "" } = inputs;
    const all = await programWatch.whileRunning(owner, (signal) =>
      snapshot([instanceId], where, { owner, signal, secrets: secretIds(inputs) }),
    );
    const seen = all.get(instanceId) as Observation;
    const status = observedIn(seen);
    if (status) return { inputs: { ...inputs, ...status } };
    // What cannot be looked at has not been seen to drift.
    const same = olds.instanceId === inputs.instanceId;
    const consequence = same ? "what was recorded stays" : "nothing is known of it";
    log(inputs.__urn, `${name(inputs)} is ${liveText(seen)}; ${consequence}`, { severity: "warning" });
    return { inputs: { ...inputs, ...(same && recorded(olds)) } };
  }

  async function look(inputs: RecordInputs): Promise<RecordedStatus> {
    const { instanceId, __urn: owner = "" } = inputs;
    const answer = programWatch.whileRunning(owner, (signal) =>
      lookUp(instanceId, inputs, { owner, signal, bypassList: true }),
    );
    const seen = await observed(answer, secretIds(inputs));
    const status = observedIn(seen);
    if (status) return status;
    const why = "error" in seen ? seen.error.message : "";
    throw withoutStack(`${name(inputs)} could not be looked at, wanted its status: ${why}`);
  }

  /** `{ ...inputs, ...seen }`, but nothing of an older observation stays, nor of an older run. */
  const observedNow = async ({
    __run: _run,
    state: _s,
    operationState: _o,
    error: _e,
    phase: _p,
    ...inputs
  }: RecordNews) => ({
    ...inputs,
    ...(await look(inputs)),
  });

  return {
    configure: async ({ config }) => context.configure(config),
    check,
    async diff(_id, olds: RecordInputs, news: RecordInputs) {
      const replaces = (["instanceId", "region", "projectId", "endpoint"] as const).filter(
        (key) => isUnknown(news[key]) || olds[key] !== news[key],
      );
      return { changes: replaces.length > 0 || !isDeepStrictEqual(recorded(olds), recorded(news)), replaces };
    },
    async create(inputs: RecordInputs) {
      const id = inputs.__secret
        ? createHash("sha256").update(inputs.instanceId).digest("hex").slice(0, 16)
        : inputs.instanceId;
      return { id, outs: await observedNow(inputs) };
    },
    update: async (_id, _olds: RecordInputs, inputs: RecordInputs) => ({ outs: await observedNow(inputs) }),
    async read(id, props: RecordNews) {
      const adopted = props.instanceId === undefined; // `.get`: only the id is known, and there was no check
      programWatch.remember(props.__urn, props.__run);
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
const secretIds = ({ instanceId, __secret: secret }: RecordInputs): string[] => (secret ? [instanceId] : []);

const problemOf = ({ instanceId, __secret: secret }: RecordInputs) =>
  instanceIdProblem("instanceId", instanceId, secret ? HIDDEN : instanceId);

/** `undefined` where nothing was learned. A missing instance is an observation: there is certainly none. */
function observedIn(seen: Observation): RecordedStatus | undefined {
  if ("error" in seen) return failureClassOf(seen.error.code) === "missing" ? { phase: "missing" } : undefined;
  return { ...seen.status, phase: phaseOf(seen.status) };
}

const recorded = ({ state, operationState, error, phase }: Partial<RecordInputs>): RecordedStatus => ({
  ...(state !== undefined && { state }),
  ...(operationState !== undefined && { operationState }),
  ...(error !== undefined && { error }),
  ...(phase !== undefined && { phase }),
});
