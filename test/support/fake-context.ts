/** What the hooks work with, made by hand: no network, no engine, no machine. A test decides what the API says. */
import { createLookUp, PATIENT } from "../../src/api/look-up";
import type { Settings } from "../../src/api/settings";
import type { Location } from "../../src/api/target";
import { CloudDcError, type ErrorCode, ResponseError } from "../../src/errors";
import type { InstanceStatus } from "../../src/instance/status";
import type { Context } from "../../src/provider/context";
import type { LogOptions } from "../../src/provider/engine-log";
import { createProgramWatch } from "../../src/provider/program-watch";
import { createSnapshot } from "../../src/provider/snapshot";
import type { Observation } from "../../src/wait/track";
import { createFakeStatusClient } from "./fake-status-client";
import { createVirtualClock, type VirtualClock } from "./virtual-clock";

export interface FakeOptions {
  /** What the API says of an instance at a time of the clock; `pending` unless told. */
  live?: (id: string, atMs: number) => Observation;
  env?: Record<string, string>;
  /** The stack's configuration, by full keys. */
  config?: Record<string, string>;
  /** Processes that have ended, and from when on. */
  ended?: Record<number, number>;
  /** Why there is no line to the API. */
  noLine?: Error;
  /** What connecting takes, each time, and what it fails with. */
  connecting?: (clock: VirtualClock) => Promise<void>;
  notices?: string[];
}

export interface FakeContext extends Context {
  readonly clock: VirtualClock;
  readonly logged: readonly ({ urn: string | undefined; message: string } & LogOptions)[];
  readonly connected: readonly Location[];
  readonly snapshots: readonly { ids: readonly string[]; where: Location; owner: string }[];
  /** Each question so far: about whom, and for whom. */
  readonly asked: readonly { id: string; asker: string; at: number; sure: boolean }[];
}

export const WHERE = { region: "ap-southeast-3", projectId: "p-1", endpoint: "https://clouddc.example" };

/** An answer of the API's. */
export const seen = (state: string, operationState?: string): { status: InstanceStatus; requestId: string } => ({
  status: { state, ...(operationState !== undefined && { operationState }) },
  requestId: "r-1",
});

export const unanswered = (code: ErrorCode, status: number, errorMsg?: string): Observation => ({
  error: new ResponseError(code, { status, errorMsg }),
});

export const missing = (id: string): Observation => ({
  error: new ResponseError("INSTANCE_NOT_FOUND", {
    status: 404,
    errorCode: "iMetal.0200",
    errorMsg: `Instances not found: [${id}]`,
    requestId: "r-404",
  }),
});

export function createFakeContext({
  live = () => seen("pending"),
  env = {},
  config = {},
  ended = {},
  noLine,
  connecting = async () => {},
  notices = [],
}: FakeOptions = {}): FakeContext {
  const clock = createVirtualClock();
  const logged: { urn: string | undefined; message: string }[] = [];
  const connected: Location[] = [];
  const snapshots: FakeContext["snapshots"][number][] = [];
  const asked: FakeContext["asked"][number][] = [];
  let read = (key: string): string | undefined => config[key];
  const settings: Settings = { env, config: (key) => read(key), home: "/nowhere" };

  const connect: Context["connect"] = async (where) => {
    connected.push(where);
    if (noLine) throw noLine;
    await connecting(clock);
    return createFakeStatusClient({
      now: clock.now,
      warnings: notices,
      async get(id, { owner, confirm = false, signal }) {
        asked.push({ id, asker: owner, at: clock.now(), sure: confirm });
        if (signal?.aborted) throw new CloudDcError("INTERRUPTED", "taken back");
        const what = live(id, clock.now());
        if ("error" in what) throw what.error;
        return what;
      },
    });
  };
  const snapshot = createSnapshot(connect, clock);

  return {
    clock,
    logged,
    connected,
    snapshots,
    asked,
    log: (urn, message, options) => void logged.push({ urn, message, ...options }),
    programWatch: createProgramWatch(clock, (pid) => clock.now() < (ended[pid] ?? Number.POSITIVE_INFINITY)),
    connect,
    lookUp: createLookUp(connect, clock, PATIENT),
    snapshot(ids, where, options) {
      snapshots.push({ ids, where, owner: options.owner });
      return snapshot(ids, where, options);
    },
    settings: () => settings,
    configure(given) {
      read = (key) => given.get(key);
    },
  };
}
