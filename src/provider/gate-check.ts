/** `check` of a gate: says what is wrong with the inputs, and puts among them where it asks, and the live state. */
import type { Settings } from "../api/settings";
import type { GateInputs, GateNews } from "../contract";
import { ArgumentError } from "../errors";
import { READY, SKIPPED } from "../gate-status";
import { type Given, givenOptions, truthValue } from "../given-options";
import { keptGate } from "../kept-state";
import { failuresOf, isUnknown, UNKNOWN } from "./checks";
import type { Context } from "./context";
import type { Announcements } from "./gate-announcements";
import { FILLED_BY_CONSTRUCTOR, GATE_OPTIONS, gateProblems, labelFor, unique } from "./gate-inputs";
import { snapshotOf } from "./gate-snapshot";
import { locate } from "./location";
import { statusInput, summarize } from "./preview-summary";

export function createGateCheck(context: Context, announcements: Announcements) {
  const { programWatch, settings } = context;

  return async (state: unknown, given: Given<GateNews>) => {
    const olds = keptGate(state);
    const { known, unknown } = givenOptions(given, GATE_OPTIONS, FILLED_BY_CONSTRUCTOR);
    const { __run: program, instanceId: _one, skipWait: skip = skipWaitOf(settings()), ...args } = known;
    announcements.warn(args.__urn, unknown);
    programWatch.remember(args.__urn, program);
    const isNew = olds.instanceIds === undefined;
    const { location, problems: misplaced } = locate(args, settings(), olds.__location);
    const wrongSwitch = skip instanceof ArgumentError ? [skip] : [];
    const skipWait = skip instanceof ArgumentError || skip === false ? {} : { skipWait: skip };
    const inputs: GateInputs = { ...args, ...skipWait, __location: location };
    const problems = [...gateProblems({ ...known, ...skipWait }), ...wrongSwitch, ...misplaced];
    if (problems.length > 0) return { inputs, failures: failuresOf(problems, inputs.__secret) };
    if ([inputs.instanceIds, ...Object.values(location)].some(isUnknown))
      return { inputs: { ...inputs, status: UNKNOWN } };

    inputs.instanceIds = unique(inputs.instanceIds);
    if (inputs.skipWait === true) return { inputs: { ...inputs, status: SKIPPED } };
    const seen = await programWatch.whileRunning(inputs.__urn, (signal) => snapshotOf(context, inputs, signal));
    if (program?.preview === true) announcements.found(inputs, seen, isNew);
    // It may yet be what a gate says that does not look, and an update plan holds to what a preview says.
    if (isUnknown(inputs.skipWait)) return { inputs: { ...inputs, status: UNKNOWN } };
    const live = summarize(seen, labelFor(inputs));
    return { inputs: { ...inputs, status: isNew ? READY : statusInput(live, olds.status) } };
  };
}

/** The stack's own switch, for all of its gates. */
function skipWaitOf({ config }: Settings): boolean | ArgumentError {
  const text = config("clouddc:skipWait")?.trim();
  if (!text) return false;
  return truthValue(text) ?? new ArgumentError("clouddc:skipWait", text, "write true or false");
}
