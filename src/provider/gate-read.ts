/** `read` of a gate: what a refresh records, and what it warns of. */
import type { GateOutputs } from "../contract";
import { failureClassOf } from "../failure-class";
import { truncateReasons } from "../wait/reasons";
import type { Observation } from "../wait/track";
import type { Context } from "./context";
import { labelFor } from "./gate-inputs";
import { snapshotOf } from "./gate-snapshot";
import { unhealthy } from "./init-failure";
import { groupByStatus, statusesOf } from "./observed";
import { groupByText, isReady, summarize } from "./preview-summary";

export function createGateRead(context: Context) {
  /**
   * `outputs` may come from an older run of the program. Return no inputs: stale ones would replace those in state, and the
   * next preview would show a change that nobody made.
   */
  return async (id: string, outputs: GateOutputs) => {
    if (outputs.skipWait) return { id, props: outputs };
    const seen = await snapshotOf(context, outputs);
    const label = labelFor(outputs);
    // Of what could not be looked up, nothing was learned: what the state knows of it stays. Its text says that it was not seen.
    const before = statusesOf(outputs.instanceIds, outputs.observed);
    const known = new Map(
      [...seen].map(([one, what]): [string, Observation] => {
        const status = before.get(one);
        return [one, learned(what) || status === undefined ? what : { status }];
      }),
    );
    const status = summarize(seen, label);
    const observed = groupByStatus(outputs.instanceIds, (one) => {
      const what = known.get(one);
      return what && "status" in what ? what.status : undefined;
    });
    const others = [...seen].filter(([, one]) => !isReady(one));
    if (others.length === 0) return { id, props: { ...outputs, status, observed } };
    const reasons = groupByText(others, label).map(({ names, text, count }) =>
      count === 1
        ? `instance ${names} is ${text}, wanted running: pulumi up waits for it again`
        : `instances ${names} are ${text}, wanted running: pulumi up waits for them again`,
    );
    const { openedBy, ...rest } = outputs;
    const mark = openedBy && ([...known.values()].every(isReady) ? { openedBy } : { wasOpen: true });
    throw unhealthy({ id, reasons: truncateReasons(reasons), properties: { ...rest, status, observed, ...mark } });
  };
}

const learned = (seen: Observation): boolean => !("error" in seen) || failureClassOf(seen.error.code) === "missing";
