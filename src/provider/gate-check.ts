/** `check` of a gate: completes the inputs, says what is wrong with them, and puts the live state among them. */
import { resolveLocation, targetOf } from "../api/target";
import type { GateInputs, GateNews } from "../contract";
import type { Observation } from "../wait/track";
import { failuresOf, isUnknown, UNKNOWN } from "./checks";
import type { Context } from "./context";
import { effectiveTimeout, gateProblems, labelFor, unique } from "./gate-inputs";
import { snapshotOf } from "./gate-snapshot";
import { previewMessages } from "./preview-messages";
import { statusInput, summarize } from "./preview-summary";

export function createGateCheck(context: Context) {
  const { log, programWatch, settings } = context;

  /** A gate that is about to be replaced is checked twice, as the old and as the new one. */
  const announced = new Set<string>();

  function announce(inputs: GateInputs, seen: ReadonlyMap<string, Observation>, isNew: boolean): void {
    const { __urn: urn } = inputs;
    for (const { what, text, severity } of previewMessages(inputs, seen, labelFor(inputs), isNew)) {
      if (announced.has(`${urn} ${what}`)) continue;
      announced.add(`${urn} ${what}`);
      log(urn, text, { severity });
    }
  }

  return async (olds: Partial<GateInputs>, news: GateNews) => {
    const { __run: program, customTimeouts: _resolved, ...args } = news;
    programWatch.remember(news.__urn, program);
    const isNew = olds.instanceIds === undefined;
    const where = resolveLocation(news, settings());
    const skipWait = news.skipWait ?? settings().config("clouddc:skipWait") === "true";
    const inputs: GateInputs = {
      ...args,
      ...where,
      timeout: effectiveTimeout(news, isNew),
      ...(skipWait && { skipWait }),
    };
    const target = targetOf(where, settings());
    const problems = [...gateProblems(inputs), ...("problems" in target ? target.problems : [])];
    if (problems.length > 0) return { inputs, failures: failuresOf(problems, inputs.__secret) };
    if ([inputs.instanceIds, where.region, where.projectId, where.endpoint].some(isUnknown))
      return { inputs: { ...inputs, status: UNKNOWN } };

    inputs.instanceIds = unique(inputs.instanceIds);
    if (skipWait === true) return { inputs: { ...inputs, status: "not checked (skipWait)" } };
    const seen = await programWatch.whileRunning(inputs.__urn, (signal) => snapshotOf(context, inputs, signal));
    const status = summarize(seen, labelFor(inputs));
    const preview = program?.preview === true;
    if (preview) announce(inputs, seen, isNew);
    return { inputs: { ...inputs, status: statusInput(status, isNew, preview) } };
  };
}
