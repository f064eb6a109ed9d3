/** Runs a scenario against the hooks of gates in virtual time, as a provider process would, and notes all that can be seen. */
import type { dynamic } from "@pulumi/pulumi";
import { createClients } from "../../../src/api/clients";
import { createLookUp, PATIENT } from "../../../src/api/look-up";
import type { Settings } from "../../../src/api/settings";
import type { Context } from "../../../src/provider/context";
import { createGateHooks } from "../../../src/provider/gate-hooks";
import { createProgramWatch } from "../../../src/provider/program-watch";
import { createSnapshot } from "../../../src/provider/snapshot";
import { failureOf } from "../../support/engine-rpc";
import { createVirtualClock } from "../../support/virtual-clock";
import { createNetwork, type Exchange, PASSWORD } from "./network";
import { type Gate, idOf, type Scenario } from "./scenario";

type Properties = Record<string, unknown>;

/** What the next `up` found in state, saw by `check`, and made of it by `diff`. */
export interface NextUp {
  /** Of `check`, in milliseconds of the virtual clock. */
  readonly from: number;
  readonly until: number;
  readonly olds: Properties;
  readonly inputs: Properties;
  readonly changes: boolean;
  readonly replaces: readonly string[];
}

export interface Refreshed {
  readonly props?: Properties;
  readonly thrown?: string;
  readonly reasons?: readonly string[];
  /** What it saves although it threw. */
  readonly properties?: Properties;
}

/** One wait of a gate: `create`, or `update` by the next `up`. */
export interface GateRun {
  readonly gate: Gate;
  readonly ids: readonly string[];
  readonly urn: string;
  readonly hook: "create" | "update";
  /** Of the wait, in milliseconds of the virtual clock. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** What a wall clock that is right showed then. */
  readonly endedOn: number;
  /** What the hook returned. */
  readonly open?: Properties;
  /** What it threw. */
  readonly failure?: { message: string; reasons?: string[]; properties?: Properties };
  /** Everything that was said of this gate, and when. */
  readonly lines: readonly { readonly at: number; readonly message: string }[];
  /** How long a look at the gate's instances takes by the status API when it ended, and one at all that the process looks at. */
  readonly confirmationMs: number;
  readonly roundMs: number;
  /** What `read` returned or threw afterwards, as the engine reads it. */
  readonly read: Refreshed | undefined;
  /** Requests that `delete` sent. */
  readonly requestsOfDelete: number;
  /** Absent where no `up` follows, or nothing was saved for it. */
  readonly next?: NextUp | undefined;
}

export interface Run {
  readonly gates: readonly GateRun[];
  readonly exchanges: readonly Exchange[];
  /** The wall clock at the beginning. */
  readonly startedOn: number;
  /** Warnings of Node's, such as that of too many listeners. */
  readonly warnings: readonly string[];
}

/** Of what was said, all is known only in the end. */
type Silent = Omit<GateRun, "lines">;

/** From the environment of the test; absent elsewhere. */
declare const processWarnings: string[] | undefined;

const REGION = "ap-southeast-3";
const PROJECT = "0123456789abcdef0123456789abcdef";
const SIGN_IN: Record<Scenario["signIn"], Record<string, string>> = {
  token: { HW_AUTH_TOKEN: "simulator-token" },
  keys: { HW_ACCESS_KEY: "SIMULATORACCESSKEY", HW_SECRET_KEY: "simulator-secret-key" },
  password: { HW_USER_NAME: "simulator-user", HW_DOMAIN_NAME: "simulator-domain", HW_USER_PASSWORD: PASSWORD },
};

export async function runVirtually(scenario: Scenario): Promise<Run> {
  const world = createVirtualClock(scenario.chance);
  /** How far the wall clock of the machine is ahead of the world's. */
  let aheadMs = 0;
  const clock = { ...world, date: () => new Date(world.date().getTime() + aheadMs) };
  for (const { atMs, ms, who } of scenario.sleeps) world.suspend(atMs, ms, who);
  const { cloud, exchanges, send } = createNetwork(scenario, world);
  const env = { HW_REGION_NAME: REGION, HW_PROJECT_ID: PROJECT, ...SIGN_IN[scenario.signIn] };
  const settings: Settings = { env, config: () => undefined, home: "/nowhere" };
  const lines: { urn: string | undefined; at: number; message: string }[] = [];
  const say = (urn: string | undefined, message: string) => void lines.push({ urn, at: clock.now(), message });
  const connect = createClients(settings, clock, (_severity, message) => say(undefined, message), {
    openTransport: () => send,
  });
  const endsAt = new Map<number, number>();
  const context: Context = {
    clock,
    log: say,
    programWatch: createProgramWatch(clock, (pid) => clock.now() < (endsAt.get(pid) ?? Number.POSITIVE_INFINITY)),
    connect,
    lookUp: createLookUp(connect, clock, PATIENT),
    snapshot: createSnapshot(connect, clock),
    settings: () => settings,
    configure: () => {},
  };
  const hooks = createGateHooks(context) as Required<dynamic.ResourceProvider>;
  const startedOn = world.date().getTime();
  // Looks of two gates share a request only where they fall together.
  const total = scenario.gates.flatMap(({ of }) => of).length;

  /** A gate's life as the engine leads it: an `up`, often a refresh, and the next `up` with a program of its own. */
  async function live(gate: Gate, at: number): Promise<Silent[]> {
    await clock.sleep(gate.startsAtMs);
    const ids = gate.of.map((place) => idOf(scenario, place));
    const urn = `urn:pulumi:dev::stack::pulumi-nodejs:dynamic/clouddc:InstanceGate::gate-${1_000 + at}`;
    const { of: _of, startsAtMs: _starts, interruptedAfterMs, again, secret, ...options } = gate;
    const check = async (olds: Properties, pid: number): Promise<Properties> => {
      const { inputs, failures = [] } = await hooks.check(olds, {
        instanceIds: ids,
        ...options,
        status: "",
        __provider: "exports.handler = () => …",
        __urn: urn,
        ...(secret && { __secret: true }),
        __run: { pid, preview: false },
      });
      if (failures.length > 0) throw new Error(`the scenario's options are wrong: ${JSON.stringify(failures)}`);
      return inputs;
    };

    /** `afterMs`: when the program is interrupted. */
    async function wait(
      hook: GateRun["hook"],
      pid: number,
      afterMs: number | null,
      inputs: Properties,
      olds: Properties,
    ): Promise<Silent> {
      const beganAt = clock.now();
      if (afterMs !== null) endsAt.set(pid, beganAt + afterMs);
      const end = await (hook === "create" ? hooks.create(inputs) : hooks.update("gate-1", olds, inputs)).then(
        ({ outs }) => ({ open: outs as Properties }),
        (failure) => ({ failure }),
      );
      const ended = { endedAt: clock.now(), endedOn: world.date().getTime() };
      const client = await connect({}).catch(() => undefined);
      const pace = {
        confirmationMs: client?.roundMs(ids.length, { confirm: true }) ?? 0,
        roundMs: client?.roundMs(total, { confirm: true }) ?? 0,
      };
      endsAt.delete(pid);
      const saved: Properties | undefined = "open" in end ? end.open : end.failure.properties;
      const read: Refreshed | undefined =
        saved &&
        (await hooks.read("gate-1", saved).then(
          ({ props }) => ({ props }),
          (error) => ({ thrown: error.message, ...failureOf(error).initFailed }),
        ));
      const before = exchanges.length;
      if (saved) await hooks.delete("gate-1", saved);
      const requestsOfDelete = gateIsAlone() ? exchanges.length - before : 0;
      return {
        gate: { ...gate, interruptedAfterMs: afterMs },
        ids,
        urn,
        hook,
        beganAt,
        ...ended,
        ...end,
        ...pace,
        read,
        requestsOfDelete,
      };
    }

    const inputs = await check({}, 1_000 + at);
    const first = await wait("create", 1_000 + at, interruptedAfterMs, inputs, {});
    const saved = first.open ?? first.failure?.properties;
    if (again === null || saved === undefined) return [first];
    await clock.sleep(again.afterMs);
    const from = clock.now();
    const olds = (again.refreshed && (first.read?.props ?? first.read?.properties)) || saved;
    const nextInputs = await check(inputs, 2_000 + at);
    const until = clock.now();
    const diff = await hooks.diff("gate-1", olds, nextInputs);
    const next = {
      from,
      until,
      olds,
      inputs: nextInputs,
      changes: diff.changes === true,
      replaces: diff.replaces ?? [],
    };
    // The engine updates what was not initialised, whatever the diff says.
    const isInitialised = again.refreshed ? first.read?.props !== undefined : first.open !== undefined;
    if (!next.changes && isInitialised) return [{ ...first, next }];
    return [{ ...first, next }, await wait("update", 2_000 + at, again.interruptedAfterMs, nextInputs, olds)];
  }
  const gateIsAlone = () => scenario.gates.length === 1;

  for (const atMs of scenario.revokedAtMs)
    void clock.sleep(atMs).then(() => {
      cloud.revokeTokens();
      cloud.revokeKeys();
    });
  for (const { atMs, aheadMs: ms, whose } of scenario.clockJumps)
    void clock.sleep(atMs).then(() => {
      if (whose === "server") cloud.clockOffset(ms);
      else aheadMs = ms;
    });
  const lives = await clock.run(Promise.all(scenario.gates.map(live)));
  // What was still under way comes to its end, and may be what nobody handles.
  await clock.run(clock.sleep(120_000));
  const warnings = typeof processWarnings === "undefined" ? [] : processWarnings.splice(0);
  const gates = lives.flat().map((one) => ({
    ...one,
    lines: lines.filter(({ urn }) => urn === undefined || urn === one.urn),
  }));
  return { gates, exchanges, startedOn, warnings };
}
