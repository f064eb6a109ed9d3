/** A quick look at many instances, for check and refresh: it ends within seconds, whatever the API does. */
import { setMaxListeners } from "node:events";
import { retryLookUp } from "../api/client/retry";
import type { Connect } from "../api/clients";
import type { Location } from "../api/target";
import type { Clock } from "../clock";
import { CloudDcError, isCloudDcError } from "../errors";
import type { Observation } from "../wait/track";
import { redactIds } from "./checks";

/** A preview must never hang: so long without any answer is long enough. */
const IDLE_TIMEOUT_MS = 5_000;
/** As long as answers keep coming a large fleet may take longer, but not for ever. */
const LONGEST_MS = 30_000;
/** What check has just fetched, diff and the refresh's second diff need not fetch again. */
const SHARED_FOR_MS = 2_000;

export interface GlanceOptions {
  asker: string;
  /** Ids that no text may show. */
  secrets?: readonly string[];
  /** Aborted when nobody waits for the answers any more. */
  signal?: AbortSignal;
}

export type Snapshot = (
  ids: readonly string[],
  where: Location,
  options: GlanceOptions,
) => Promise<ReadonlyMap<string, Observation>>;

export function createSnapshot(connect: Connect, clock: Clock): Snapshot {
  /** Projects that gave no answer, and until when nobody else need wait for one. */
  const silentUntil = new Map<string, number>();

  return async (ids, where, { asker, secrets = [], signal }) => {
    const site = JSON.stringify(where);
    const seen = new Map<string, Observation>();
    if (clock.now() < (silentUntil.get(site) ?? Number.NEGATIVE_INFINITY)) return complete(ids, seen);

    const over = new AbortController();
    setMaxListeners(0, over.signal);
    let lastAnswer = clock.now();
    const note = (id: string, what: Observation) => {
      if (over.signal.aborted) return;
      lastAnswer = clock.now();
      seen.set(id, what);
    };
    const look = async (id: string) => {
      try {
        const inquiries = await connect(where);
        const ask = () => inquiries.ask(id, { asker, signal: over.signal, maxAgeMs: SHARED_FOR_MS });
        note(id, await redactIds(retryLookUp(ask, clock, over.signal), secrets));
      } catch (error) {
        if (!isCloudDcError(error)) throw error;
        note(id, { error });
      }
    };
    const patience = async () => {
      const began = clock.now();
      const end = () => Math.min(lastAnswer + IDLE_TIMEOUT_MS, began + LONGEST_MS);
      const until = signal ? AbortSignal.any([over.signal, signal]) : over.signal;
      while (!until.aborted && clock.now() < end()) await clock.sleep(end() - clock.now(), until);
    };

    const looks = Promise.all(ids.map(look));
    await Promise.race([looks, patience()]).finally(() => over.abort());
    if (signal?.aborted) return complete(ids, seen, INTERRUPTED);
    if (seen.size === 0) silentUntil.set(site, clock.now() + LONGEST_MS);
    return complete(ids, seen);
  };
}

const SILENT = { error: new CloudDcError("REQUEST_TIMED_OUT", `no answer within ${IDLE_TIMEOUT_MS / 1000}s`) };
const INTERRUPTED = { error: new CloudDcError("INTERRUPTED", "the deployment was interrupted") };

function complete(
  ids: readonly string[],
  seen: ReadonlyMap<string, Observation>,
  unanswered: Observation = SILENT,
): ReadonlyMap<string, Observation> {
  return new Map(ids.map((id) => [id, seen.get(id) ?? unanswered]));
}
