/** A quick look at many instances, for check and refresh: it ends within seconds, whatever the API does. */
import type { IdleLimits } from "../api/client/idle-timeout";
import type { StatusClient } from "../api/client/status-client";
import type { Connect } from "../api/clients";
import { createLookUp } from "../api/look-up";
import type { Location } from "../api/target";
import type { Clock } from "../clock";
import type { CloudDcError } from "../errors";
import { failureClassOf } from "../failure-class";
import { phaseOf } from "../instance/meaning";
import type { Observation } from "../wait/track";
import { observed } from "./checks";

/** A preview must never hang. As long as answers keep coming a large fleet may take longer, but not for ever. */
const QUICK: IdleLimits = { idleMs: 5_000, longestMs: 30_000 };
/** Twenty instances or so: a preview of a hundred healthy ones costs two requests. */
const LONGEST_CONFIRMATION_MS = 1_000;
/** After an API that gave no answer, so long nobody else need wait for one. */
const SILENCE_LASTS_MS = 30_000;

export interface SnapshotOptions {
  owner: string;
  /** Aborted when nobody waits for the answers any more. */
  signal?: AbortSignal;
}

/** What is seen of each, in the order of the ids. */
export type Snapshot = (
  ids: readonly string[],
  where: Location,
  options: SnapshotOptions,
) => Promise<ReadonlyMap<string, Observation>>;

export function createSnapshot(connect: Connect, clock: Clock): Snapshot {
  /** Targets that gave no answer, by location. */
  const silent = new Map<string, { until: number; error: CloudDcError }>();

  return async (ids, where, { owner, signal }) => {
    const target = JSON.stringify(where);
    const known = silent.get(target);
    if (known && clock.now() < known.until) return new Map(ids.map((id) => [id, { error: known.error }]));

    const lookUp = createLookUp(connect, clock, QUICK);
    const look = async (some: readonly string[], bypassList = false) => {
      const options = { owner, bypassList, ...(signal && { signal }) };
      const one = async (id: string) => [id, await observed(lookUp(id, where, options))] as const;
      return new Map(await Promise.all(some.map(one)));
    };

    const first = await look(ids);
    const second = await confirm(first, look, async () => (await connect(where)).roundMs);
    const seen = ids.map((id) => [id, second.get(id) ?? first.get(id)] as [string, Observation]);
    const errors = seen.map(([, one]) => ("error" in one ? one.error : undefined));
    const [error] = errors;
    if (error && errors.every((one) => one && isSilence(one)))
      silent.set(target, { until: clock.now() + SILENCE_LASTS_MS, error });
    return new Map(seen);
  };
}

type Look = (ids: readonly string[], bypassList: boolean) => Promise<Map<string, Observation>>;

/**
 * As in a gate, whatever decides is the status API's word. Where that would take longer than a preview has time for, it is
 * the list's word that an instance is ready, if it says so twice. Resolves with the answers that count more than the first.
 */
async function confirm(
  first: ReadonlyMap<string, Observation>,
  look: Look,
  pace: () => Promise<StatusClient["roundMs"]>,
): Promise<Map<string, Observation>> {
  const listed = [...first].flatMap(([id, seen]) => ("listed" in seen && seen.listed ? [{ id, seen }] : []));
  const decisive = listed.filter(({ seen }) => phaseOf(seen.status) !== "busy");
  if (decisive.length === 0) return new Map();
  const quick = (await pace())(decisive.length, { confirm: true }) <= LONGEST_CONFIRMATION_MS;
  const byList = quick ? [] : decisive.filter(({ seen }) => phaseOf(seen.status) === "ready");
  const byStatus = decisive.filter((one) => !byList.includes(one));
  const ids = (some: typeof decisive) => some.map(({ id }) => id);
  const answers = await Promise.all([look(ids(byStatus), true), look(ids(byList), false)]);
  return new Map(
    answers.flatMap((some) => [...some]).filter(([, seen]) => !("error" in seen && isSilence(seen.error))),
  );
}

/** Whether the error says that the whole API gives no answer, and nothing of one instance. */
function isSilence({ code }: CloudDcError): boolean {
  const failureClass = failureClassOf(code);
  return failureClass === "hold" || failureClass === "unreachable" || NO_ANSWER.has(code);
}
const NO_ANSWER: ReadonlySet<string> = new Set(["REQUEST_TIMED_OUT", "CONNECTION_FAILED"]);
