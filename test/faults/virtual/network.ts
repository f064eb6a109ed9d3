/** The way to a simulated cloud in virtual time, with a scenario's faults on it. Notes every request. */
import { networkFailure, timeOut } from "../../../src/api/http/network-failure";
import { type HttpResponse, REQUEST_TIMEOUT_MS, type Send } from "../../../src/api/http/transport";
import { ConnectionError } from "../../../src/errors";
import { type Cloud, type CloudAnswer, createCloud } from "../../../src/simulator";
import { seededRandom, type VirtualClock } from "../../support/virtual-clock";
import { EFFECTS, type Effect } from "./effects";
import { type Fault, idOf, type Scenario, timelineOf } from "./scenario";

/** One request and what came of it. Times are in milliseconds of the virtual clock. */
export interface Exchange {
  readonly kind: "status" | "list" | "iam";
  readonly ids: readonly string[];
  readonly sentAt: number;
  endedAt?: number;
  /** Absent where no answer came. */
  answer?: HttpResponse;
  /** The code of the error that came instead. */
  failure?: string;
}

export const PASSWORD = "simulator-password";
/** How far a lagging list is behind. */
export const LIST_LAG_MS = 8_000;

export interface Network {
  readonly cloud: Cloud;
  readonly exchanges: readonly Exchange[];
  readonly send: Send;
}

export function createNetwork(scenario: Scenario, clock: VirtualClock): Network {
  const { limit, list, latencyMs, faults } = scenario;
  const cloud = createCloud({
    now: () => clock.date().getTime(),
    timelinesStart: "at-once",
    instances: Object.fromEntries(scenario.instances.map((one, place) => [idOf(scenario, place), timelineOf(one)])),
    ...(limit && {
      limit: { requests: limit.requests, windowMs: limit.windowMs, retryAfter: limit.says === "retry" },
    }),
    ...(list === "lagging" && { listLagMs: LIST_LAG_MS }),
    ...(list === "small pages" && { pageSize: 10 }),
    oldListVocabulary: list === "old vocabulary",
    tokenLifetimeMs: 20 * 60_000,
  });
  if (list === "forbidden") cloud.allowList(false);
  const random = seededRandom(scenario.chance);
  const used = new Set<Fault>();
  const exchanges: Exchange[] = [];

  const effectOn = (kind: Exchange["kind"]): Effect => {
    const now = clock.now();
    const hits = faults.find(
      (one) =>
        now >= one.atMs &&
        now < one.atMs + one.forMs &&
        (one.of === "any" || one.of === kind) &&
        !used.has(one) &&
        random() * 100 < one.share,
    );
    if (!hits) return {};
    const effect: Effect = EFFECTS[hits.what];
    if (effect.once) used.add(hits);
    return effect;
  };

  const reach = ({ method, url, headers = {}, body = "" }: Parameters<Send>[0]): CloudAnswer =>
    cloud.answer({ method, url: url.pathname + url.search, headers: { host: url.host, ...lowerCased(headers) }, body });

  async function exchange(request: Parameters<Send>[0], note: Exchange): Promise<HttpResponse> {
    await clock.sleep(latencyMs / 2);
    const { breaks, answers, changes, lateMs = 0 } = effectOn(note.kind);
    // A gateway in trouble counts a request all the same.
    const { status, headers, body } = reach(request);
    await clock.sleep(latencyMs / 2 + lateMs);
    if (breaks) throw networkFailure(breaks, { host: request.url.host });
    if (answers) return answers;
    const response = limit?.says === "nothing" && status === 429 ? wordless(headers) : { status, headers, body };
    return changes ? changes(response, request.url) : response;
  }

  const send: Send = async (request, { timeoutMs = REQUEST_TIMEOUT_MS, signal } = {}) => {
    const note: Exchange = { sentAt: clock.now(), ...readUrl(request.url) };
    exchanges.push(note);
    const over = new AbortController();
    const { host } = request.url;
    const ends = async (): Promise<never> => {
      await clock.sleep(timeoutMs, signal ? AbortSignal.any([signal, over.signal]) : over.signal);
      if (signal?.aborted) throw new ConnectionError("INTERRUPTED", `the request to ${host} was given up`);
      throw timeOut(timeoutMs, true, { host });
    };
    try {
      note.answer = await Promise.race([exchange(request, note), ends()]);
      return note.answer;
    } catch (error) {
      note.failure = (error as ConnectionError).code;
      throw error;
    } finally {
      note.endedAt = clock.now();
      over.abort();
    }
  };
  return { cloud, exchanges, send };
}

function readUrl({ pathname, searchParams }: URL): Pick<Exchange, "kind" | "ids"> {
  const list = searchParams.get("instance_id");
  if (list !== null) return { kind: "list", ids: list.split(",") };
  const [, id] = /^\/v1\/[^/]+\/instances\/([^/]+)\/status$/.exec(pathname) ?? [];
  return id === undefined ? { kind: "iam", ids: [] } : { kind: "status", ids: [decodeURIComponent(id)] };
}

const wordless = (headers: Record<string, string>): HttpResponse => ({
  status: 429,
  headers,
  body: JSON.stringify({ error_code: "iMetal.0005", error_msg: "Too many requests" }),
});

const lowerCased = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
