/** A simulated cloud behind a network with latency and faults, all in virtual time. Every run has one of its own. */
import type { HttpResponse, Send } from "../src/api/http/transport";
import { ConnectionError } from "../src/errors";
import { type Cloud, type CloudAnswer, createCloud, type Limit, type Timeline } from "../src/simulator";
import { createVirtualClock, seededRandom, type VirtualClock } from "../test/support/virtual-clock";
import { faultByChance } from "./faults";

export const ENDPOINT = "https://clouddc.ap-southeast-3.myhuaweicloud.com";
export const TOKEN = "simulator-token";

const FASTEST_MS = 80;
const SLOWEST_MS = 250;

export interface WorldOptions {
  /** Of latencies, faults, and the chance that a waiter takes. */
  seed: number;
  instances: Readonly<Record<string, Timeline>>;
  limit?: Limit;
  /** The share of requests that something happens to. */
  faultShare?: number;
  /** A 429 says neither a window nor when to come back, as CloudDC's own `iMetal.0005` does. */
  wordless429?: boolean;
}

export interface World {
  clock: VirtualClock;
  cloud: Cloud;
  send: Send;
}

export function createWorld({ seed, instances, limit, faultShare = 0, wordless429 = false }: WorldOptions): World {
  const clock = createVirtualClock(seed);
  const cloud = createCloud({
    now: () => clock.date().getTime(),
    instances,
    timelinesStart: "at-once",
    ...(limit && { limit }),
  });
  const latency = seededRandom(seed ^ 0x5eed1);
  const chance = seededRandom(seed ^ 0x5eed2);

  const send: Send = async ({ method, url, headers = {}, body = "" }) => {
    // The server sees the instance as it is half-way.
    const oneWayMs = Math.round((FASTEST_MS + latency() * (SLOWEST_MS - FASTEST_MS)) / 2);
    await clock.sleep(oneWayMs);
    const fault = faultByChance(faultShare, chance);
    if (fault) cloud.fault(fault);
    const answer = cloud.answer({ method, url: url.pathname + url.search, headers: lowerCased(headers), body });
    await clock.sleep(oneWayMs);
    return arrived(wordless429 && answer.status === 429 ? wordless(answer) : answer);
  };
  return { clock, cloud, send };
}

/** What of an answer reaches the client. */
function arrived({ status, headers, body, delivery }: CloudAnswer): HttpResponse {
  if (delivery.reset) throw new ConnectionError("CONNECTION_FAILED", "the connection was reset (ECONNRESET)");
  return { status, headers, body: delivery.cut ? body.slice(0, body.length / 2) : body };
}

const wordless = (answer: CloudAnswer): CloudAnswer => ({
  ...answer,
  body: JSON.stringify({ error_code: "iMetal.0005", error_msg: "Too many requests" }),
});

const lowerCased = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
