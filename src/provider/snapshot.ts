/** A quick look at many instances, for check and refresh: it ends within seconds, whatever the API does. */
import type { IdleLimits } from "../api/client/idle-timeout";
import type { Connect } from "../api/clients";
import { createLookUp } from "../api/look-up";
import type { Location } from "../api/target";
import type { Clock } from "../clock";
import { type CloudDcError, isCloudDcError } from "../errors";
import { failureClassOf } from "../failure-class";
import type { Observation } from "../wait/track";
import { redactIds } from "./checks";

/** A preview must never hang. As long as answers keep coming a large fleet may take longer, but not for ever. */
const QUICK: IdleLimits = { idleMs: 5_000, longestMs: 30_000 };
/** After an API that gave no answer, so long nobody else need wait for one. */
const SILENCE_LASTS_MS = 30_000;

export interface SnapshotOptions {
  owner: string;
  /** Ids that no text may show. */
  secrets?: readonly string[];
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

  return async (ids, where, { owner, secrets = [], signal }) => {
    const target = JSON.stringify(where);
    const known = silent.get(target);
    if (known && clock.now() < known.until) return new Map(ids.map((id) => [id, { error: known.error }]));

    const lookUp = createLookUp(connect, clock, QUICK);
    const look = async (id: string): Promise<Observation> => {
      try {
        return await redactIds(lookUp(id, where, { owner, ...(signal && { signal }) }), secrets);
      } catch (error) {
        if (isCloudDcError(error)) return { error };
        throw error;
      }
    };
    const seen = await Promise.all(ids.map(async (id) => [id, await look(id)] as const));
    const errors = seen.map(([, one]) => ("error" in one ? one.error : undefined));
    const [error] = errors;
    if (error && errors.every((one) => one && isSilence(one)))
      silent.set(target, { until: clock.now() + SILENCE_LASTS_MS, error });
    return new Map(seen);
  };
}

/** Whether the error says that the whole API gives no answer, and nothing of one instance. */
function isSilence({ code }: CloudDcError): boolean {
  const failureClass = failureClassOf(code);
  return failureClass === "hold" || failureClass === "unreachable" || NO_ANSWER.has(code);
}
const NO_ANSWER: ReadonlySet<string> = new Set(["REQUEST_TIMED_OUT", "CONNECTION_FAILED"]);
