/** Runs a scenario against the hooks of gates in virtual time, as a provider process would, and notes all that can be seen. */
import type { dynamic } from "@pulumi/pulumi";
import { createClients } from "../../../src/api/clients";
import { createLookUp, PATIENT } from "../../../src/api/look-up";
import type { Settings } from "../../../src/api/settings";
import type { Context } from "../../../src/provider/context";
import { createGateHooks } from "../../../src/provider/gate-hooks";
import { createProgramWatch } from "../../../src/provider/program-watch";
import { createSnapshot } from "../../../src/provider/snapshot";
import { createVirtualClock } from "../../support/virtual-clock";
import { createNetwork, type Exchange, PASSWORD } from "./network";
import { type Gate, idOf, type Scenario } from "./scenario";

type Properties = Record<string, unknown>;

export interface GateRun {
  readonly gate: Gate;
  readonly ids: readonly string[];
  /** Of the wait, in milliseconds of the virtual clock. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** What the wall clock showed then. */
  readonly endedOn: number;
  /** What `create` returned. */
  readonly open?: Properties;
  /** What `create` threw. */
  readonly failure?: { message: string; reasons?: string[]; properties?: Properties };
  /** Everything that was said of this gate, and when. */
  readonly lines: readonly { readonly at: number; readonly message: string }[];
  /** How long a look at the gate's instances takes by the status API when it ended, and one at all that the process looks at. */
  readonly confirmationMs: number;
  readonly roundMs: number;
  /** What `read` returned or threw afterwards. */
  readonly read: Properties | undefined;
  /** Requests that `delete` sent. */
  readonly requestsOfDelete: number;
}

export interface Run {
  readonly gates: readonly GateRun[];
  readonly exchanges: readonly Exchange[];
  /** The wall clock at the beginning. */
  readonly startedOn: number;
  /** Warnings of Node's, such as that of too many listeners. */
  readonly warnings: readonly string[];
}

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
  const clock = createVirtualClock(scenario.chance);
  for (const { atMs, ms, who } of scenario.sleeps) clock.suspend(atMs, ms, who);
  const { cloud, exchanges, send } = createNetwork(scenario, clock);
  const env = { HW_REGION_NAME: REGION, HW_PROJECT_ID: PROJECT, ...SIGN_IN[scenario.signIn] };
  const settings: Settings = { env, config: () => undefined, home: "/nowhere" };
  const lines: { urn: string | undefined; at: number; message: string }[] = [];
  const say = (urn: string | undefined, message: string) => void lines.push({ urn, at: clock.now(), message });
  const connect = createClients(
    settings,
    clock,
    (_severity, message) => say(undefined, message),
    () => send,
  );
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
  const startedOn = clock.date().getTime();
  // Looks of two gates share a request only where they fall together.
  const total = scenario.gates.flatMap(({ of }) => of).length;

  async function wait(gate: Gate, pid: number): Promise<GateRun> {
    await clock.sleep(gate.startsAtMs);
    const ids = gate.of.map((place) => idOf(scenario, place));
    const urn = `urn:pulumi:dev::stack::pulumi-nodejs:dynamic/clouddc:InstanceGate::gate-${pid}`;
    const { of: _of, startsAtMs: _starts, interruptedAfterMs, secret, ...options } = gate;
    const news = {
      instanceIds: ids,
      ...options,
      status: "",
      __provider: "exports.handler = () => …",
      __urn: urn,
      ...(secret && { __secret: true }),
      __run: { pid, preview: false },
    };
    const { inputs, failures = [] } = await hooks.check({}, news);
    if (failures.length > 0) throw new Error(`the scenario's options are wrong: ${JSON.stringify(failures)}`);
    const beganAt = clock.now();
    if (interruptedAfterMs !== null) endsAt.set(pid, beganAt + interruptedAfterMs);
    const end = await hooks.create(inputs).then(
      ({ outs }) => ({ open: outs as Properties }),
      (failure) => ({ failure }),
    );
    const ended = { endedAt: clock.now(), endedOn: clock.date().getTime() };
    const client = await connect({}).catch(() => undefined);
    const pace = {
      confirmationMs: client?.roundMs(ids.length, { confirm: true }) ?? 0,
      roundMs: client?.roundMs(total, { confirm: true }) ?? 0,
    };
    endsAt.delete(pid);
    const saved: Properties | undefined = "open" in end ? end.open : end.failure.properties;
    const read =
      saved &&
      (await hooks.read("gate-1", saved).then(
        ({ props }) => props,
        (error) => ({ thrown: error.message, reasons: error.reasons }),
      ));
    const before = exchanges.length;
    if (saved) await hooks.delete("gate-1", saved);
    return {
      gate,
      ids,
      beganAt,
      ...ended,
      ...end,
      ...pace,
      read,
      requestsOfDelete: gateIsAlone() ? exchanges.length - before : 0,
      get lines() {
        return lines.filter((line) => line.urn === undefined || line.urn === urn);
      },
    };
  }
  const gateIsAlone = () => scenario.gates.length === 1;

  for (const atMs of scenario.revokedAtMs)
    void clock.sleep(atMs).then(() => {
      cloud.revokeTokens();
      cloud.revokeKeys();
    });
  for (const { atMs, aheadMs } of scenario.clockJumps) void clock.sleep(atMs).then(() => cloud.clockOffset(aheadMs));
  const gates = await clock.run(Promise.all(scenario.gates.map((gate, at) => wait(gate, 1_000 + at))));
  // What was still under way comes to its end, and may be what nobody handles.
  await clock.run(clock.sleep(120_000));
  const warnings = typeof processWarnings === "undefined" ? [] : processWarnings.splice(0);
  return { gates, exchanges, startedOn, warnings };
}
