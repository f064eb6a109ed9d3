/**
 * What the page shows, as plain data. Times are absolute, so that nothing changes while nothing happens; only `now` does, by
 * which the page reckons. Longer than other files: the shapes that the page shows, and what fills them, are one list.
 */

import { describeFault } from "../faults/fault";
import type { PendingFault } from "../faults/fault-queue";
import type { Visit } from "../instances/history";
import { isAllowed, OPERATIONS, type Operation } from "../instances/operations";
import type { Settings } from "../options";
import type { RecordedRequest } from "../request-log";
import type { State } from "../state";
import { type Pace, paceOf, type Watcher, watchersOf } from "./traffic";

/**
 * A stretch of an instance's life, and when it began or begins.
 *
 * @example
 * ```ts
 * const stretch: simulator.Stretch | undefined = undefined;
 * ```
 */
export interface Stretch {
  /** State and operation state, as timelines spell them; "missing" and "no state" are the two that are none. */
  label: string;
  state: string;
  error?: string;
  since: number;
}

/**
 * An instance with all that it went through, as the page shows it.
 *
 * @example
 * ```ts
 * const instances: readonly simulator.ShownInstance[] = cloud.snapshot().instances;
 * ```
 */
export interface ShownInstance {
  id: string;
  name: string;
  /** The last one is the present. */
  past: Stretch[];
  future: Stretch[];
  /** Whether the timeline waits for a first look-up. */
  waiting: boolean;
  allowed: Operation[];
}

/**
 * A request, as the page shows it.
 *
 * @example
 * ```ts
 * const shown: simulator.ShownRequest | undefined = undefined;
 * ```
 */
export interface ShownRequest {
  at: number;
  kind: string;
  method: string;
  path: string;
  ids: readonly string[];
  status: number;
  agent: string;
}

/**
 * A pending fault, as the page shows it.
 *
 * @example
 * ```ts
 * const faults: readonly simulator.ShownFault[] = cloud.snapshot().faults;
 * ```
 */
export interface ShownFault {
  text: string;
  /** When it ends; undefined if that does not depend on time, or if it has hit nothing yet. */
  endsAt?: number;
  /** How many requests it still hits; undefined where it hits all. */
  left?: number;
  /** Whether it ends some time after the first request that it hits. */
  armed: boolean;
}

/**
 * What the simulator's page shows at one moment.
 *
 * @example
 * ```ts
 * const { instances, pace }: simulator.Snapshot = cloud.snapshot();
 * ```
 */
export interface Snapshot {
  now: number;
  region: string;
  projectId: string;
  instances: ShownInstance[];
  /** Instances that are too many to show. */
  hidden: number;
  /** The newest first. */
  requests: ShownRequest[];
  pace: Pace;
  watchers: Watcher[];
  faults: ShownFault[];
  limit: string | undefined;
  notices: string[];
}

export interface Subject {
  settings: Settings;
  state: State;
  requests: readonly RecordedRequest[];
  notices: string[];
}

const MOST_INSTANCES = 200;
const MOST_STRETCHES = 40;
const MOST_REQUESTS = 60;

function stretchOf({ step, since }: Visit): Stretch {
  const state = step.missing === true ? "missing" : (step.state ?? "no state");
  const label = step.operationState === undefined ? state : `${state}/${step.operationState}`;
  const error = [step.error?.error_type, step.error?.error_code, step.error?.error_msg]
    .filter((text) => text)
    .join(" ");
  return { label, state, since, ...(error === "" ? {} : { error }) };
}

/** Stretches that look alike and follow each other are one. */
function joined(visits: readonly Visit[]): Stretch[] {
  const all = visits.map(stretchOf);
  return all.filter(({ label }, index) => label !== all[index - 1]?.label).slice(-MOST_STRETCHES);
}

function instancesOf({ instances }: State): ShownInstance[] {
  return instances.stories().map(({ id, name, past, future, waiting }) => {
    const step = past.at(-1)?.step ?? {};
    const allowed = step.missing === true ? [] : OPERATIONS.filter((operation) => isAllowed(operation, step));
    return { id, name, past: joined(past), future: joined(future), waiting, allowed };
  });
}

function shownRequest({ at, kind, method, path, ids, status, headers }: RecordedRequest): ShownRequest {
  return { at, kind, method, path, ids, status, agent: headers["user-agent"] ?? "" };
}

function shownFault({ fault, endsAt, left }: PendingFault): ShownFault {
  return {
    text: describeFault(fault),
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(Number.isFinite(left) ? { left } : {}),
    armed: fault.forMs !== undefined && endsAt === undefined,
  };
}

export function takeSnapshot({ settings, state, requests, notices }: Subject): Snapshot {
  const now = settings.now();
  const instances = instancesOf(state);
  const limit = state.throttle.current();
  return {
    now,
    region: settings.region,
    projectId: settings.projectId,
    instances: instances.slice(0, MOST_INSTANCES),
    hidden: Math.max(0, instances.length - MOST_INSTANCES),
    requests: requests.slice(-MOST_REQUESTS).reverse().map(shownRequest),
    pace: paceOf(requests, now),
    watchers: watchersOf(requests, now),
    faults: state.faults.pending().map(shownFault),
    limit: limit === undefined ? undefined : `${limit.requests} in ${limit.windowMs / 1_000} s`,
    notices,
  };
}
