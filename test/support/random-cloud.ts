/** A project in virtual time whose instances flap and fail by chance, behind an API that lags, loses and throttles: all from a seed. */
import { createLimiter } from "../../src/api/client/limiter";
import type { ProjectClient } from "../../src/api/client/project-client";
import { createStatusClient, type StatusClient } from "../../src/api/client/status-client";
import { failureOf } from "../../src/api/http/response";
import { ConnectionError } from "../../src/errors";
import { phaseOf } from "../../src/instance/meaning";
import { answer, listOf, throttled } from "./scripted-project-client";
import { createVirtualClock, seededRandom, type VirtualClock } from "./virtual-clock";

export interface RandomCloud {
  readonly clock: VirtualClock;
  readonly ids: readonly string[];
  readonly client: StatusClient;
  wasReady(id: string, at: number): boolean;
  /** The times at which something changes. */
  changes(from: number, to: number): number[];
}

interface Stretch {
  since: number;
  state: string;
  operation?: string;
}

const ON_THE_WAY = [
  "pending",
  "stopped",
  "running/reinstall-processing",
  "defragmenting",
  "stopped/install-processing",
];

export function createRandomCloud(seed: number): RandomCloud {
  const random = seededRandom(seed);
  const among = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const clock = createVirtualClock(seed + 1);
  const ids = Array.from({ length: among(1, 2, 2, 3, 4, 5, 6, 7, 12) }, (_, at) => `i-${at}`);
  const timelines = new Map(ids.map((id) => [id, timeline(random)]));
  const hasList = random() < 0.7;
  const lagMs = random() < 0.3 ? random() * 20_000 : 0;
  const lossShare = among(0, 0, 0.05, 0.3);
  const limit = random() < 0.3 ? { requests: among(5, 20), windowMs: among(10_000, 30_000) } : undefined;
  const wordless = random() < 0.5;
  const latencyMs = among(0, 20, 150, 400);
  const sentAt: number[] = [];

  const at = (id: string, time: number): Stretch => {
    const stretches = timelines.get(id) ?? [];
    return ([...stretches].reverse().find(({ since }) => since <= time) ?? stretches[0]) as Stretch;
  };
  const item = (id: string, time: number) => {
    const { state, operation } = at(id, time);
    return { id, state, ...(operation && { operation_state: operation }) };
  };

  const project: ProjectClient = {
    secrets: () => [],
    async get(path, { permission }) {
      const now = clock.now();
      sentAt.push(now);
      await clock.sleep(latencyMs / 2);
      const asked = clock.now();
      await clock.sleep(latencyMs / 2);
      if (limit && sentAt.filter((time) => time <= now && time > now - limit.windowMs).length > limit.requests)
        throw failureOf(
          throttled(wordless ? "Too many requests" : `limit:${limit.requests},time:${limit.windowMs / 1_000} second`),
        );
      if (random() < lossShare) throw new ConnectionError("CONNECTION_FAILED", "reset");
      const list = new URL(path, "http://host/").searchParams.get("instance_id");
      if (list === null) return answer(200, item(decodeURIComponent(path.split("/")[1] ?? ""), asked));
      if (!hasList) throw failureOf(answer(403), { permission });
      return listOf(list.split(",").map((id) => item(id, Math.max(asked - lagMs, 0))));
    },
  };

  const isReady = ({ state, operation }: Stretch) =>
    phaseOf({ state, ...(operation && { operationState: operation }) }) === "ready";
  return {
    clock,
    ids,
    client: createStatusClient(project, createLimiter(clock), clock),
    wasReady: (id, time) => isReady(at(id, time)),
    changes: (from, to) =>
      [...timelines.values()].flatMap((stretches) =>
        stretches.map(({ since }) => since).filter((t) => t > from && t <= to),
      ),
  };
}

/** Some stretches on the way, `running` among them, and then `running` or, now and then, `error` for good. */
function timeline(random: () => number): Stretch[] {
  const stretches: Stretch[] = [];
  let since = 0;
  const add = (text: string) => {
    const [state = "", operation] = text.split("/");
    stretches.push({ since, state, ...(operation && { operation }) });
    since += Math.round(500 + random() ** 2 * 60_000);
  };
  for (let left = Math.floor(random() * 5); left > 0; left--)
    add(random() < 0.4 ? "running" : (ON_THE_WAY[Math.floor(random() * ON_THE_WAY.length)] as string));
  add("running");
  if (random() < 0.15) add("error");
  return stretches;
}
