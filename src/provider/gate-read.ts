/** `read` of a gate: what a refresh records, and what it warns of. */
import type { GateOutputs } from "../contract";
import { failureClassOf } from "../failure-class";
import { keptGate } from "../kept-state";
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
  return async (id: string, state: unknown) => {
    const { instanceIds, ...kept } = keptGate(state);
    if (!instanceIds) throw unhealthy({ id, reasons: [NO_INSTANCES], properties: shut({ ...kept, observed: [] }) });
    const outputs: GateOutputs = { status: "", observed: [], __location: {}, ...kept, instanceIds };
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
    const properties = { ...outputs, status, observed };
    const stays = [...known.values()].every(isReady);
    throw unhealthy({ id, reasons: truncateReasons(reasons), properties: stays ? properties : shut(properties) });
  };
}

/** The next `up` replaces it, since it is on other instances: those that the program names. */
const NO_INSTANCES =
  "the gate's state names no instances (its instanceIds are not a list of ids), so it is not open: pulumi up replaces it, and waits";

const shut = ({ openedBy, ...rest }: Partial<GateOutputs>) => ({ ...rest, ...(openedBy && { wasOpen: true }) });

const learned = (seen: Observation): boolean => !("error" in seen) || failureClassOf(seen.error.code) === "missing";
