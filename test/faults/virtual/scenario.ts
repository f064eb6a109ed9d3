/** What happens in one virtual run, as a plain value: instances, gates, faults and sleeps. fast-check makes and shrinks it. */
import fc from "fast-check";
import type { Step } from "../../../src/simulator";
import { readTimeline } from "../../../src/simulator/instances/timeline";
import { EFFECTS, type EffectName, FINAL } from "./effects";

/** One stretch of an instance's life, in the simulator's words. */
export interface Stretch {
  readonly state: string;
  readonly forMs: number;
}

export interface Instance {
  readonly stretches: readonly Stretch[];
  /** How it ends, for good. */
  readonly last: string;
}

export interface Fault {
  readonly what: EffectName;
  readonly atMs: number;
  readonly forMs: number;
  /** How many of the requests it hits, in per cent. */
  readonly share: number;
  readonly of: "any" | "status" | "list" | "iam";
}

export interface Gate {
  /** Places in `instances`. */
  readonly of: readonly number[];
  readonly startsAtMs: number;
  readonly secret: boolean;
  readonly interruptedAfterMs: number | null;
  /** The next `up`, so long after the end of this one; before it a refresh, or none. */
  readonly again: {
    readonly afterMs: number;
    readonly refreshed: boolean;
    readonly interruptedAfterMs: number | null;
  } | null;
  readonly timeout: string;
  readonly pollInterval: string;
  readonly settle: number;
  readonly notFoundGrace: string;
  readonly stoppedGrace: string;
  readonly initialDelay: string;
  readonly tolerateError: boolean;
}

export interface Scenario {
  /** Of latencies, of which requests a fault hits, and of the jitter of the product. */
  readonly chance: number;
  readonly instances: readonly Instance[];
  readonly gates: readonly Gate[];
  readonly faults: readonly Fault[];
  /** Moments at which everything that IAM has issued is revoked. */
  readonly revokedAtMs: readonly number[];
  /** From then on the server's clock is so far ahead, or the wall clock of the machine that waits. */
  readonly clockJumps: readonly {
    readonly atMs: number;
    readonly aheadMs: number;
    readonly whose: "server" | "machine";
  }[];
  readonly sleeps: readonly { readonly atMs: number; readonly ms: number; readonly who: "process" | "machine" }[];
  readonly signIn: "token" | "keys" | "password";
  readonly list: "fine" | "forbidden" | "lagging" | "old vocabulary" | "small pages";
  readonly limit: {
    readonly requests: number;
    readonly windowMs: number;
    readonly says: "window" | "retry" | "nothing";
  } | null;
  readonly latencyMs: number;
}

/** Stands for an answer that names no state at all. */
const NO_STATE = "nameless";

/** What passes by itself, and what is only the list's opinion. */
const HARMLESS = [
  "pending",
  "stopped/install-processing",
  "running",
  "running",
  "running/reinstall-processing",
  "running/reinstall-processing",
  "defragmenting",
  NO_STATE,
  "running/defragmenting",
  "running/defragment-processing",
  "running list=pending",
  "pending list=running",
  "running list=missing",
  "pending list=error",
  "pending list=terminated",
];
const GRAVE = [
  "stopped",
  "missing",
  "error",
  "running/reinstall-failed",
  "pending/defragment-failed",
  "pending list=missing",
];
const LAST = ["error", "terminated", "shutting-down", "missing", "stopped", "pending"];

/** Null in all but one of so many. */
const rarely = <T>(oneOf: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: oneOf - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
const seconds = (most: number) => fc.integer({ min: 0, max: most * 1_000 });

const instance = (ways: readonly string[], lasts: readonly string[]): fc.Arbitrary<Instance> =>
  fc.record({
    stretches: fc.array(fc.record({ state: fc.constantFrom(...ways), forMs: seconds(40) }), { maxLength: 5 }),
    last: fc.constantFrom(...lasts),
  });
const harmless = instance(HARMLESS, ["running", "running", "running", "running list=missing", "running list=pending"]);
const any = instance([...HARMLESS, ...GRAVE], [...LAST, ...LAST.map(() => "running")]);

const effects = Object.keys(EFFECTS) as EffectName[];
const passing = effects.filter((what) => !FINAL.includes(what));

const fault = (names: readonly EffectName[]): fc.Arbitrary<Fault> =>
  fc.record({
    what: fc.constantFrom(...names),
    atMs: seconds(150),
    forMs: seconds(90),
    share: fc.constantFrom(100, 100, 50, 20),
    of: fc.constantFrom("any", "any", "status", "list", "iam"),
  });

/** No way to the API, ever. */
const noWay = fc
  .constantFrom<EffectName>("no name", "another certificate", "no TLS")
  .map((what): Fault[] => [{ what, atMs: 0, forMs: 3_600_000, share: 100, of: "any" }]);

const gate = (instances: number): fc.Arbitrary<Gate> =>
  fc
    .record({
      of: fc.oneof(
        { weight: 3, arbitrary: fc.constant(Array.from({ length: instances }, (_, at) => at)) },
        { weight: 1, arbitrary: fc.uniqueArray(fc.nat({ max: instances - 1 }), { minLength: 1, maxLength: 6 }) },
      ),
      startsAtMs: fc.constantFrom(0, 0, 0, 700, 20_000),
      secret: fc.boolean(),
      interruptedAfterMs: rarely(8, seconds(120)),
      again: rarely(
        2,
        fc.record({ afterMs: seconds(60), refreshed: fc.boolean(), interruptedAfterMs: rarely(8, seconds(120)) }),
      ),
      timeout: fc.constantFrom("10m", "15m", "10m", "4m", "2m", "1m", "20s", "0s"),
      pollInterval: fc.constantFrom("5s", "2s", "10s", "30s", "200ms"),
      settle: fc.constantFrom(1, 1, 1, 2, 3),
      notFoundGrace: fc.constantFrom("2m", "10s", "0s", "30m"),
      stoppedGrace: fc.constantFrom("10m", "20s", "0s"),
      initialDelay: fc.constantFrom("0s", "0s", "0s", "15s"),
      tolerateError: fc.boolean(),
    })
    .map((one) => ({
      ...one,
      ...((one.timeout === "0s" || one.timeout === "20s") && { initialDelay: "0s" }),
      // Ten minutes of looks each 200 ms are no more than one minute of them.
      ...(one.pollInterval === "200ms" && { timeout: "1m" }),
      ...(instances > 20 && { pollInterval: "10s", timeout: "4m" }),
    }));

/** Mostly a few instances, now and then a fleet. */
const count = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 1, arbitrary: fc.integer({ min: 95, max: 130 }) },
);

/** One among harmless ones, which decides. */
const fleetWith = (instances: number, one: fc.Arbitrary<Instance>): fc.Arbitrary<Instance[]> =>
  fc
    .tuple(one, fc.array(harmless, { minLength: instances - 1, maxLength: instances - 1 }))
    .map(([decisive, others]) => [...others, decisive]);

const limit = fc.record({
  requests: fc.constantFrom(200, 20, 5),
  windowMs: fc.constantFrom(60_000, 10_000),
  says: fc.constantFrom("window", "retry", "nothing"),
});
const service = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      list: fc.constantFrom("fine", "fine", "fine", "forbidden", "lagging", "old vocabulary", "small pages"),
      limit: rarely(3, limit),
    }),
  },
  // From five instances on, confirming takes longer than a minute, and the list's word opens the gate.
  {
    weight: 1,
    arbitrary: fc.record({
      list: fc.constantFrom("fine", "lagging", "small pages", "old vocabulary", "old vocabulary"),
      limit: fc.constant({ requests: 5, windowMs: 60_000, says: "window" }),
    }),
  },
);

export const scenario: fc.Arbitrary<Scenario> = count
  .chain((instances) =>
    fc.record({
      chance: fc.nat({ max: 2 ** 31 }),
      instances: fc.oneof(
        { weight: 3, arbitrary: fc.array(harmless, { minLength: instances, maxLength: instances }) },
        { weight: 2, arbitrary: fleetWith(instances, any) },
      ),
      gates: fc.oneof(
        { weight: 3, arbitrary: fc.array(gate(instances), { minLength: 1, maxLength: 1 }) },
        { weight: 1, arbitrary: fc.array(gate(instances), { minLength: 2, maxLength: 4 }) },
      ),
      faults: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 12, arbitrary: fc.array(fault(passing), { maxLength: 4 }) },
        { weight: 2, arbitrary: fc.array(fault(effects), { maxLength: 4 }) },
        { weight: 1, arbitrary: fc.array(fault(FINAL), { minLength: 1, maxLength: 2 }) },
        { weight: 1, arbitrary: fc.array(fault(["401 once"]), { minLength: 1, maxLength: 2 }) },
        { weight: 2, arbitrary: noWay },
      ),
      revokedAtMs: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(seconds(150), { maxLength: 2 }) },
      ),
      clockJumps: fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        {
          weight: 1,
          arbitrary: fc.array(
            fc.record({
              atMs: seconds(150),
              aheadMs: fc.constantFrom(600_000, -600_000, 3_600_000, -3_600_000),
              whose: fc.constantFrom("server" as const, "machine" as const),
            }),
            { maxLength: 2 },
          ),
        },
      ),
      sleeps: fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        {
          weight: 1,
          arbitrary: fc.array(
            fc.record({
              atMs: seconds(300),
              ms: seconds(600),
              who: fc.constantFrom("process" as const, "machine" as const),
            }),
            { maxLength: 2 },
          ),
        },
      ),
      signIn: fc.constantFrom("token", "keys", "password", "password"),
      service,
      latencyMs: fc.constantFrom(150, 0, 20, 400),
    }),
  )
  .map(({ service: { list, limit }, ...rest }) => ({ ...rest, list, limit })) as fc.Arbitrary<Scenario>;

/** Ids of its own for each run: which of them are a secret is known to the whole process. */
export const idOf = ({ chance }: Scenario, place: number): string =>
  `machine-${chance}-${String(place).padStart(3, "0")}`;

/** The instance's life as the simulator plays it. */
export const timelineOf = ({ stretches, last }: Instance): readonly Step[] =>
  readTimeline([...stretches.map(({ state, forMs }) => `${state} ${forMs}ms`), last].join(", ")).map((step) => {
    const { state, ...nameless } = step;
    return state === NO_STATE ? nameless : step;
  });
