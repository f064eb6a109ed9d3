/** The hooks of `InstanceStatus`: the live state is among the inputs, so that the engine's own diff shows drift. */
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { dynamic } from "@pulumi/pulumi";
import type { RecordInputs, RecordNews } from "../contract";
import { type Given, givenOptions } from "../given-options";
import { instanceIdProblem } from "../instance/id";
import { type Kept, keptRecord } from "../kept-state";
import { HIDDEN, registerSecretIds } from "../secret-ids";
import type { Observation } from "../wait/track";
import { failuresOf, isUnknown, observed } from "./checks";
import type { Context } from "./context";
import { withoutStack } from "./init-failure";
import { differencesOf, locate } from "./location";
import { liveText } from "./preview-summary";
import { ignoredIn, observedIn, RECORD_OPTIONS, RECORDED, recorded, unrecorded } from "./record";
import { secrecyChanged } from "./secrecy";

export function createStatusHooks(context: Context): dynamic.ResourceProvider {
  const { log, programWatch, snapshot, lookUp, settings } = context;

  const name = ({ instanceId, __secret: secret }: RecordInputs) => (secret ? "the instance" : `instance ${instanceId}`);

  /** An unknown option is warned of once, though a record that is replaced is checked twice. */
  const warned = new Set<string>();

  function warnOnce(urn: string | undefined, sentence: string): void {
    if (warned.has(`${urn} ${sentence}`)) return;
    warned.add(`${urn} ${sentence}`);
    log(urn, sentence, { severity: "warning" });
  }

  async function check(state: unknown, given: Given<RecordNews>) {
    const olds = keptRecord(state);
    const { known: news, unknown } = givenOptions(given, RECORD_OPTIONS, RECORDED);
    for (const sentence of unknown) warnOnce(news.__urn, sentence);
    programWatch.remember(news.__urn, news.__run);
    const { location, problems: misplaced } = locate(news, settings(), olds.__location);
    const inputs: RecordInputs = { ...unrecorded(news), __location: location };
    if ([inputs.instanceId, ...Object.values(location)].some(isUnknown)) return { inputs };
    const wrongId = problemOf(inputs);
    const problems = [...(wrongId ? [wrongId] : []), ...misplaced];
    if (problems.length > 0) return { inputs, failures: failuresOf(problems, inputs.__secret) };

    const { instanceId, __urn: owner = "" } = inputs;
    const same = olds.instanceId === instanceId;
    const ignored = same ? ignoredIn(news) : [];
    if (ignored.length > 0) inputs.__ignoreChanges = ignored;
    else delete inputs.__ignoreChanges;
    registerSecretIds(secretIds(inputs));
    const all = await programWatch.whileRunning(owner, (signal) => snapshot([instanceId], location, { owner, signal }));
    const seen = all.get(instanceId) as Observation;
    const status = observedIn(seen);
    const before = same ? recorded(olds) : {};
    if (status) {
      const left = Object.fromEntries(Object.entries(before).filter(([key]) => ignored.some((one) => one === key)));
      return { inputs: { ...inputs, ...recorded(status, ignored), ...left } };
    }
    // What cannot be looked at has not been seen to drift.
    const consequence = same ? "the recorded status is kept" : "nothing is known about it";
    log(inputs.__urn, `${name(inputs)} is ${liveText(seen)}; ${consequence}`, { severity: "warning" });
    return { inputs: { ...inputs, ...before } };
  }

  async function look(inputs: RecordInputs, ownAnswer = false): Promise<Observation> {
    const { instanceId, __location: location, __urn: owner = "" } = inputs;
    registerSecretIds(secretIds(inputs));
    const answer = programWatch.whileRunning(owner, (signal) =>
      lookUp(instanceId, location, { owner, signal, bypassList: true, ownAnswer }),
    );
    return observed(answer);
  }

  /** Nothing of an older observation stays, nor of an older run. `checked`: what check has just been told will do. */
  async function observedNow(news: RecordInputs, checked: boolean): Promise<RecordInputs> {
    const inputs = unrecorded(news);
    const seen = await look(inputs, checked);
    const status = observedIn(seen);
    if (status) return { ...inputs, ...status };
    const why = "error" in seen ? seen.error.message : "";
    throw withoutStack(`${name(inputs)} could not be looked up, wanted its status: ${why}`);
  }

  /** By the id alone, without a check: the only hook that `InstanceStatus.get` has. */
  async function adopt(id: string, props: Kept<RecordInputs>): Promise<RecordInputs> {
    const wrongId = instanceIdProblem("instanceId", id);
    const { location, problems } = locate(props, settings());
    const [problem] = [...(wrongId ? [wrongId] : []), ...problems];
    if (problem) throw withoutStack(problem.message);
    const outs = await observedNow({ ...unrecorded({ ...props, instanceId: id }), __location: location }, false);
    if (outs.phase === "missing")
      throw withoutStack(`instance ${id} was not found, wanted its status: check the id, the region and the project`);
    return outs;
  }

  /** A refresh. What cannot be looked at, such as without credentials, stays as it was recorded. */
  async function refresh(props: RecordInputs): Promise<RecordInputs> {
    const inputs = unrecorded(props);
    const seen = await look(inputs);
    const status = observedIn(seen);
    if (status) return { ...inputs, ...status };
    log(props.__urn, `${name(props)} is ${liveText(seen)}; the recorded status is kept`, { severity: "warning" });
    return props;
  }

  return {
    configure: async ({ config }) => context.configure(config),
    check,
    async diff(_id, state: unknown, news: RecordInputs) {
      const olds = keptRecord(state);
      const otherId = isUnknown(news.instanceId) || olds.instanceId !== news.instanceId;
      const elsewhere = differencesOf(olds.__location ?? {}, news.__location);
      const replaces = [...(otherId ? ["instanceId"] : []), ...elsewhere];
      const unknown = Object.values(news.__location).some(isUnknown);
      const ignored = news.__ignoreChanges ?? [];
      const drifted = !isDeepStrictEqual(recorded(olds, ignored), recorded(news, ignored));
      return { changes: replaces.length > 0 || drifted || unknown || secrecyChanged(olds, news), replaces };
    },
    async create(inputs: RecordInputs) {
      const id = inputs.__secret
        ? createHash("sha256").update(inputs.instanceId).digest("hex").slice(0, 16)
        : inputs.instanceId;
      return { id, outs: await observedNow(inputs, true) };
    },
    update: async (_id, _olds: unknown, inputs: RecordInputs) => ({ outs: await observedNow(inputs, true) }),
    async read(id, state: RecordNews) {
      const props = keptRecord(state);
      programWatch.remember(props.__urn, state.__run);
      // A refresh that runs the program would show inputs that are returned as a change of it.
      if (isRecord(props)) return { id, props: await refresh({ __location: {}, ...props }) };
      if (props.__location) {
        log(props.__urn, NO_INSTANCE, { severity: "warning" });
        return { id, props };
      }
      const outs = await adopt(id, props);
      return { id, props: outs, inputs: outs };
    },
    // A record of a look has nothing to delete.
    delete: async () => {},
  };
}

/** With `.get` only the id is known, and no place is in state. */
const isRecord = (props: Kept<RecordInputs>): props is Kept<RecordInputs> & { instanceId: string } =>
  props.instanceId !== undefined;
const NO_INSTANCE =
  "the record's state names no instance (its instanceId is not an id), so it stays as it is: pulumi up replaces it";

/** The id that no text may show. */
const secretIds = ({ instanceId, __secret: secret }: RecordInputs): string[] => (secret ? [instanceId] : []);

const problemOf = ({ instanceId, __secret: secret }: RecordInputs) =>
  instanceIdProblem("instanceId", instanceId, secret ? HIDDEN : instanceId);
