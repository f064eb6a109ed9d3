/** `check` of a gate: completes the inputs, says what is wrong with them, and puts the live state among them. */
import { type Settings, truthValue } from "../api/settings";
import { resolveLocation, targetOf } from "../api/target";
import type { GateInputs, GateNews } from "../contract";
import { ArgumentError } from "../errors";
import { type Given, givenOptions } from "../given-options";
import { failuresOf, isUnknown, UNKNOWN } from "./checks";
import type { Context } from "./context";
import { effectiveTimeout, FILLED_BY_CONSTRUCTOR, GATE_OPTIONS, gateProblems, labelFor, unique } from "./gate-inputs";
import { snapshotOf } from "./gate-snapshot";
import { type PreviewMessage, previewMessages } from "./preview-messages";
import { statusInput, summarize } from "./preview-summary";

export function createGateCheck(context: Context) {
  const { log, programWatch, settings } = context;

  /** A gate that is about to be replaced is checked twice, as the old and as the new one. */
  const announced = new Set<string>();

  function announce({ __urn: urn }: GateNews, messages: readonly PreviewMessage[]): void {
    for (const { what, text, severity } of messages) {
      if (announced.has(`${urn} ${what}`)) continue;
      announced.add(`${urn} ${what}`);
      log(urn, text, { severity });
    }
  }

  return async (olds: Partial<GateInputs>, given: Given<GateNews>) => {
    const { known: news, unknown } = givenOptions(given, GATE_OPTIONS, FILLED_BY_CONSTRUCTOR);
    announce(
      news,
      unknown.map((text) => ({ severity: "warning", what: text, text })),
    );
    const { __run: program, customTimeouts: _resolved, skipWait: skip, ...args } = news;
    programWatch.remember(news.__urn, program);
    const isNew = olds.instanceIds === undefined;
    const where = resolveLocation(news, settings());
    const skipWait = skip ?? skipWaitOf(settings());
    const inputs: GateInputs = {
      ...args,
      ...where,
      timeout: effectiveTimeout(news, isNew),
      ...(skipWait instanceof ArgumentError || skipWait === false ? {} : { skipWait }),
    };
    const target = targetOf(where, settings());
    const problems = [
      ...gateProblems(inputs),
      ...(skipWait instanceof ArgumentError ? [skipWait] : []),
      ...("problems" in target ? target.problems : []),
    ];
    if (problems.length > 0) return { inputs, failures: failuresOf(problems, inputs.__secret) };
    if ([inputs.instanceIds, where.region, where.projectId, where.endpoint].some(isUnknown))
      return { inputs: { ...inputs, status: UNKNOWN } };

    inputs.instanceIds = unique(inputs.instanceIds);
    if (skipWait === true) return { inputs: { ...inputs, status: "not checked (skipWait)" } };
    const seen = await programWatch.whileRunning(inputs.__urn, (signal) => snapshotOf(context, inputs, signal));
    const status = summarize(seen, labelFor(inputs));
    const preview = program?.preview === true;
    if (preview) announce(inputs, previewMessages(inputs, seen, labelFor(inputs), isNew));
    return { inputs: { ...inputs, status: statusInput(status, isNew, preview) } };
  };
}

/** The stack's own switch, for all of its gates. */
function skipWaitOf({ config }: Settings): boolean | ArgumentError {
  const text = config("clouddc:skipWait")?.trim();
  if (!text) return false;
  return truthValue(text) ?? new ArgumentError("clouddc:skipWait", text, "write true or false");
}
