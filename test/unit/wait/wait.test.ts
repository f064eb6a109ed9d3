import { describe, expect, it } from "@jest/globals";
import { type CloudDcError, ConnectionError, ResponseError } from "../../../src/errors";
import { planWait, type WaitOptions } from "../../../src/wait/options";
import { reasonsOf } from "../../../src/wait/reasons";
import type { Observation } from "../../../src/wait/track";
import { type Source, waitUntilReady } from "../../../src/wait/wait";
import { createVirtualClock, type VirtualClock } from "../../support/virtual-clock";

/** What the API says from which second on: a state, `state/operation`, or the status of a failed answer. */
type Timeline = readonly (readonly [fromSecond: number, says: string | number])[];

const ERRORS: Record<number, () => CloudDcError> = {
  0: () => new ConnectionError("HOST_NOT_FOUND", "clouddc.example was not found; check the region"),
  401: () => new ResponseError("UNAUTHENTICATED", { status: 401, errorCode: "APIGW.0301", requestId: "r-401" }),
  404: () => new ResponseError("INSTANCE_NOT_FOUND", { status: 404, errorCode: "iMetal.0200", requestId: "r-404" }),
  429: () => new ResponseError("THROTTLED", { status: 429 }),
  503: () => new ResponseError("SERVER_ERROR", { status: 503, requestId: "r-503" }),
};

function answerOf(timeline: Timeline | undefined, at: number, listed: boolean): Observation {
  const [, says] = [...(timeline ?? [])].reverse().find(([from]) => from * 1000 <= at) ?? [];
  if (typeof says === "number") return { error: (ERRORS[says] ?? ERRORS[503])?.() as CloudDcError };
  const [state = "", operationState] = (says ?? "").split("/");
  return {
    status: { state, ...(operationState && { operationState }) },
    requestId: "r-200",
    ...(listed && { listed }),
  };
}

/** Where the wall clock of the virtual time begins. */
const START = createVirtualClock().date().getTime();

/** How the API is asked: whether there is a list, what it says where that is something else, and how fast. */
interface Asking {
  lists?: Record<string, Timeline> | boolean;
  spacingMs?: number;
  tookMs?: number;
  /** How much longer the answers about some take. */
  slow?: Record<string, number>;
  /** Answers are told before the question is over, as those are that somebody else has just been given. */
  toldAtOnce?: boolean;
  /** Whose answer is read after those of the others that come in the same moment. */
  lastRead?: string;
  /** The process is stopped at a second, for so many: time goes on, and no timer fires. */
  stops?: { at: number; for: number };
  /** A 429 holds the requests. */
  held?: { at: number; for: number };
  /** The second from which on others have been answered, if only with that 429. */
  othersFrom?: number;
  /** The machine sleeps, and its clock with it. */
  sleeps?: { at: number; for: number };
}

function watching(
  timelines: Record<string, Timeline>,
  options: WaitOptions = {},
  {
    lists: listed = false,
    spacingMs = 0,
    tookMs = 0,
    slow = {},
    lastRead,
    toldAtOnce = false,
    stops,
    sleeps,
    held,
    othersFrom = held?.at ?? Number.POSITIVE_INFINITY,
  }: Asking = {},
) {
  const pace = { lists: listed !== false, spacingMs, tookMs };
  const lists = typeof listed === "object" ? listed : {};
  const virtual = createVirtualClock();
  let stoppedMs = 0;
  if (stops) void virtual.sleep(stops.at * 1_000).then(() => (stoppedMs = stops.for * 1_000));
  const clock = { ...virtual, now: () => virtual.now() + stoppedMs };
  if (sleeps) virtual.suspend(sleeps.at * 1_000, sleeps.for * 1_000, "machine");
  const asleepMs = () => virtual.date().getTime() - START - virtual.now();
  const looks: { id: string; at: number; sure: boolean; byList: boolean }[] = [];
  const lines: { at: number; line: string }[] = [];
  const interrupt = new AbortController();
  const { plan, problems } = planWait(options);
  expect(problems).toEqual([]);
  const source: Source = {
    roundMs: (instances, { confirm }) => (confirm ? pace.spacingMs * instances : pace.spacingMs),
    served: () => 0,
    hasAnswered: () => clock.now() >= othersFrom * 1_000,
    heldMs: () =>
      held && clock.now() >= held.at * 1_000 ? Math.max((held.at + held.for) * 1_000 - clock.now(), 0) : 0,
    look(ids, { confirm }, tell) {
      const askedAt = clock.now();
      const seenAt = askedAt + asleepMs();
      const listed = !confirm && pace.lists && ids.length > 1;
      for (const id of ids) looks.push({ id, at: askedAt / 1000, sure: confirm, byList: listed });
      const tellOf = (id: string) =>
        tell(id, { ...answerOf((listed && lists[id]) || timelines[id], seenAt, listed), askedAt });
      for (const id of ids)
        if (toldAtOnce) tellOf(id);
        else
          void clock.sleep(pace.tookMs + (slow[id] ?? 0)).then(async () => {
            if (id === lastRead) await clock.sleep(0);
            tellOf(id);
          });
    },
  };
  const wait = waitUntilReady(Object.keys(timelines), plan, {
    source,
    clock,
    signal: interrupt.signal,
    report: ({ line }) => lines.push({ at: clock.now() / 1000, line }),
  });
  const outcome = clock.run(wait);
  const reasons = async () => reasonsOf(await outcome, plan, (id) => id);
  return { clock, looks, lines, outcome, reasons, interrupt };
}

const fleet = (count: number, timeline: Timeline) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`i-${index}`, timeline]));
const times = (looks: readonly { at: number }[]) => looks.map(({ at }) => at);
const endOf = (clock: Pick<VirtualClock, "now">) => clock.now() / 1000;

describe("a wait", () => {
  it("is over with the first look when the instance runs already", async () => {
    const { outcome, looks } = watching({ a: [[0, "running"]] });
    expect((await outcome).kind).toBe("running");
    expect(times(looks)).toEqual([0]);
  });

  it("looks each five seconds, on the grid of the interval, until the instance runs", async () => {
    const { outcome, looks } = watching({
      a: [
        [0, "pending"],
        [12, "running"],
      ],
    });
    expect((await outcome).kind).toBe("running");
    expect(times(looks)).toEqual([0, 5, 10, 15]);
  });

  it("opens only when each instance was found ready", async () => {
    const { outcome, clock } = watching({
      a: [[0, "running"]],
      b: [
        [0, "pending"],
        [61, "running"],
      ],
    });
    expect((await outcome).kind).toBe("running");
    expect(endOf(clock)).toBe(65);
  });

  it("leaves the API alone for the initial delay", async () => {
    const { outcome, looks } = watching({ a: [[0, "running"]] }, { initialDelay: "20s" });
    await outcome;
    expect(times(looks)).toEqual([20]);
  });

  it("stays shut where an answer of the same moment says that another instance is gone", async () => {
    const { outcome } = watching(
      {
        last: [
          [0, "pending"],
          [12, "running"],
        ],
        gone: [
          [0, "running"],
          [19, "terminated"],
        ],
      },
      { settle: 2 },
      { tookMs: 150, lastRead: "gone" },
    );
    const { kind, elapsedMs } = await outcome;
    expect([kind, elapsedMs]).toEqual(["failed", 20_150]);
  });

  it("wants an instance ready for as many looks in a row as `settle` says", async () => {
    const flapping: Timeline = [
      [0, "running"],
      [5, "pending"],
      [10, "running"],
    ];
    const { outcome, looks } = watching({ a: flapping }, { settle: 3 });
    expect((await outcome).kind).toBe("running");
    expect(times(looks)).toEqual([0, 5, 10, 15, 20]);
  });

  it.each<[string, Timeline, Asking]>([
    [
      "repeats one without an answer",
      [
        [0, 503],
        [0.3, "running"],
      ],
      {},
    ],
    ["has the list's word confirmed", [[0, "running"]], { lists: true }],
  ])("looks once where it %s, though the answer is told at once", async (_what, timeline, asking) => {
    const late: Timeline = [
      [0, "pending"],
      [12, "running"],
    ];
    const { outcome, looks } = watching(
      { a: timeline, late, later: late },
      { settle: 5 },
      { ...asking, toldAtOnce: true },
    );
    expect((await outcome).kind).toBe("running");
    const early = times(looks.filter(({ id, at }) => id === "a" && at < 15));
    expect(early).toEqual([...new Set(early)]);
  });

  it("does not take the old running of a reinstall for ready", async () => {
    const { outcome, clock } = watching({
      a: [
        [0, "running/reinstall-processing"],
        [31, "running/reinstall-succeed"],
      ],
    });
    expect((await outcome).kind).toBe("running");
    expect(endOf(clock)).toBe(35);
  });

  it("keeps waiting for a state that it does not know", async () => {
    const { outcome } = watching({
      a: [
        [0, "defragmenting"],
        [600, "running"],
      ],
    });
    expect((await outcome).kind).toBe("running");
  });

  it("stretches the interval of a long wait to 0.4 % of the time waited, and half a minute at most", async () => {
    const { outcome, looks } = watching(
      {
        a: [
          [0, "pending"],
          [4 * 3600, "running"],
        ],
      },
      { timeout: "5h" },
    );
    await outcome;
    const at = times(looks);
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(gaps[0]).toBe(5);
    expect(gaps.every((gap, index) => gap <= Math.max(5, 0.004 * (at[index + 1] ?? 0)) + 5)).toBe(true);
    expect(Math.max(...gaps)).toBe(30);
    expect(looks.length).toBeLessThan((4 * 3600) / 5 / 2);
  });
});

describe("a wait fails", () => {
  it("at once for an instance in error, whatever the others do", async () => {
    const { outcome, clock, reasons } = watching({
      a: [
        [0, "pending"],
        [7, "error"],
      ],
      b: [[0, "pending"]],
    });
    expect((await outcome).kind).toBe("failed");
    expect(endOf(clock)).toBe(10);
    expect(await reasons()).toEqual([
      "instance a is error (request id r-200) after 10s (pending 10s → error), wanted running: retry its provisioning in the CloudDC console or replace the instance, then run pulumi up again",
    ]);
  });

  it("not for an instance in error where `tolerateError` says so", async () => {
    const { outcome } = watching(
      {
        a: [
          [0, "error"],
          [60, "running"],
        ],
      },
      { tolerateError: true },
    );
    expect((await outcome).kind).toBe("running");
  });

  it("at once for a failed operation, though the state is still running", async () => {
    const { outcome, reasons } = watching({ a: [[0, "running/reinstall-failed"]] });
    expect((await outcome).kind).toBe("failed");
    expect((await reasons())[0]).toContain("instance a is running (reinstall-failed)");
  });

  it.each([
    "shutting-down",
    "shutting_down",
    "terminated",
    "teminated",
  ])("at once for %s: running cannot be reached", async (state) => {
    const { outcome, reasons, clock } = watching({ a: [[0, state]] });
    expect((await outcome).kind).toBe("failed");
    expect(endOf(clock)).toBe(0);
    expect((await reasons())[0]).toContain("it cannot come back");
  });

  it("for an instance that stays stopped longer than its grace, and not before", async () => {
    const { outcome, clock, reasons } = watching(
      {
        a: [
          [0, "running/reinstall-processing"],
          [20, "stopped"],
        ],
      },
      { stoppedGrace: "1m" },
    );
    expect((await outcome).kind).toBe("failed");
    expect(endOf(clock)).toBe(80);
    expect((await reasons())[0]).toContain(
      "has been stopped (request id r-200) for 1m with nothing in progress (stoppedGrace 1m)",
    );
  });

  it("not for a reboot that passes through stopped again and again", async () => {
    const reboots: Timeline = [
      [0, "stopped"],
      [50, "pending"],
      [60, "stopped"],
      [110, "running"],
    ];
    const { outcome } = watching({ a: reboots }, { stoppedGrace: "1m" });
    expect((await outcome).kind).toBe("running");
  });

  it("for an instance that is not found longer than its grace, and not before", async () => {
    const { outcome, clock, reasons } = watching({ a: [[0, 404]] }, { notFoundGrace: "30s" });
    expect((await outcome).kind).toBe("failed");
    expect(endOf(clock)).toBe(30);
    expect((await reasons())[0]).toMatch(/^instance a was not found for 30s .*check the id.*iMetal\.0200.*r-404/);
  });

  it("not for a new instance that the API does not know yet", async () => {
    const { outcome } = watching({
      a: [
        [0, 404],
        [60, "pending"],
        [120, "running"],
      ],
    });
    expect((await outcome).kind).toBe("running");
  });

  it("at once when the API refuses the credentials", async () => {
    const { outcome, clock, looks } = watching({ a: [[0, 401]] });
    expect((await outcome).kind).toBe("failed");
    expect(endOf(clock)).toBe(0);
    expect(looks).toHaveLength(1);
  });

  it("with a sentence for each instance that failed in the same moment", async () => {
    const { reasons } = watching({ a: [[0, "error"]], b: [[0, "terminated"]], c: [[0, "pending"]] });
    expect((await reasons()).map((reason) => reason.slice(0, 30))).toEqual([
      "instance a is error (request i",
      "instance b is terminated (requ",
    ]);
  });

  it("with twenty sentences and a count, when a thousand fail", async () => {
    const fleet = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`i-${index}`, [[0, "error"]] as Timeline]),
    );
    const { reasons } = watching(fleet);
    expect(await reasons()).toHaveLength(21);
    expect((await reasons()).at(-1)).toBe("and 980 more instances are not running");
  });
});

describe("a wait lives through", () => {
  it("a server error: asks again soon, then on the grid", async () => {
    const { outcome, looks } = watching({
      a: [
        [0, "pending"],
        [5, 503],
        [5.5, "pending"],
        [12, "running"],
      ],
    });
    expect((await outcome).kind).toBe("running");
    const [first, second, third, ...rest] = times(looks);
    expect([first, second]).toEqual([0, 5]);
    expect(third).toBeGreaterThan(5.2);
    expect(third).toBeLessThanOrEqual(5.5);
    expect(rest.at(-1)).toBe(15);
  });

  it("an API that is down for minutes, asking less and less often", async () => {
    const { outcome, looks } = watching({
      a: [
        [0, 503],
        [600, "running"],
      ],
    });
    expect((await outcome).kind).toBe("running");
    expect(looks.length).toBeLessThan(40);
  });

  it("an API that stays down, to its deadline, and says what the last look brought", async () => {
    const { outcome, clock, reasons } = watching(
      {
        a: [
          [0, "pending"],
          [10, 503],
        ],
      },
      { timeout: "5m" },
    );
    expect((await outcome).kind).toBe("timedOut");
    expect(endOf(clock)).toBe(300);
    expect((await reasons())[0]).toBe(
      'instance a was still pending (request id r-200) at the timeout of 5m, wanted running: raise "timeout" or check it in the CloudDC console, then run pulumi up again [CloudDC answered HTTP 503, request id r-503]',
    );
  });
});

describe("a wait's deadline", () => {
  it("has a last look at it, off the grid, and none after it", async () => {
    const { outcome, looks } = watching({ a: [[0, "pending"]] }, { timeout: "12s" });
    expect((await outcome).kind).toBe("timedOut");
    expect(times(looks)).toEqual([0, 5, 10, 12]);
  });

  it("opens the gate for an instance that runs with the last look", async () => {
    const { outcome } = watching(
      {
        a: [
          [0, "pending"],
          [11, "running"],
        ],
      },
      { timeout: "12s" },
    );
    expect((await outcome).kind).toBe("running");
  });

  it("of zero means one look", async () => {
    const ready = watching({ a: [[0, "running"]] }, { timeout: 0 });
    expect((await ready.outcome).kind).toBe("running");
    const busy = watching({ a: [[0, "pending"]] }, { timeout: 0 });
    expect((await busy.outcome).kind).toBe("timedOut");
    expect(busy.looks).toHaveLength(1);
  });

  it("names each instance that is not ready", async () => {
    const { reasons } = watching({ a: [[0, "pending"]], b: [[0, "running"]], c: [[0, "stopped"]] }, { timeout: "10s" });
    expect((await reasons()).map((reason) => reason.slice(0, 20))).toEqual([
      "instance a was still",
      "instance c was still",
    ]);
  });
});

describe("a gate on several instances", () => {
  it("does not open on one that went to error while another was pending", async () => {
    const { outcome, clock } = watching({
      a: [
        [0, "running"],
        [12, "error"],
      ],
      b: [
        [0, "pending"],
        [30, "running"],
      ],
    });
    expect((await outcome).kind).toBe("failed");
    expect(endOf(clock)).toBe(15);
  });

  it("waits for one that was ready and is not any more, and says so", async () => {
    const { outcome, clock, lines } = watching({
      a: [
        [0, "running"],
        [12, "stopped"],
        [40, "running"],
      ],
      b: [
        [0, "pending"],
        [30, "running"],
      ],
    });
    expect((await outcome).kind).toBe("running");
    expect(endOf(clock)).toBe(40);
    expect(lines.map(({ line }) => line.slice(0, 3))).toEqual(["1/2", "1/2", "0/2", "0/2", "1/2", "2/2"]);
  });

  it("needs no request more than a round, and one again at the end for those that were ready before", async () => {
    const timelines: Record<string, Timeline> = {
      a: [[0, "running"]],
      b: [
        [0, "pending"],
        [7, "running"],
      ],
    };
    const { outcome, looks } = watching(timelines, {}, { tookMs: 100 });
    expect((await outcome).kind).toBe("running");
    expect(looks.map(({ id, at }) => `${id} ${at}`)).toEqual(["a 0", "b 0", "a 5", "b 5", "a 10", "b 10", "a 10.1"]);
  });
});

describe("whose word counts", () => {
  const RUNNING: Timeline = [[0, "running"]];
  const LATE: Timeline = [
    [0, "pending"],
    [31, "running"],
  ];

  it.each([2, 5, 6, 600])("the status API's, with %d instances: the list's running opens nothing", async (count) => {
    const asking = { lists: fleet(count, RUNNING), spacingMs: 100 };
    const { outcome, clock } = watching(fleet(count, LATE), {}, asking);
    expect((await outcome).kind).toBe("running");
    expect(endOf(clock)).toBe(35);
  });

  it("the status API's also for a failure", async () => {
    const lists = { a: [[0, "failed"]] as Timeline };
    const { outcome, looks, clock } = watching({ a: LATE, b: RUNNING }, {}, { lists, spacingMs: 1 });
    expect((await outcome).kind).toBe("running");
    expect(endOf(clock)).toBe(35);
    // From then on the status API alone is asked about it.
    expect(looks.filter(({ id, sure }) => id === "a" && !sure)).toHaveLength(1);
  });

  it("a failure that the status API confirms ends the gate at once", async () => {
    const failing: Timeline = [
      [0, "pending"],
      [12, "error"],
    ];
    const { outcome, clock, looks } = watching({ a: failing, b: LATE }, {}, { lists: true, spacingMs: 1 });
    expect((await outcome).kind).toBe("failed");
    expect(endOf(clock)).toBe(15);
    expect(looks.at(-1)).toMatchObject({ id: "a", at: 15, sure: true });
  });

  it("the status API's also for stoppedGrace: the list may not know what is in progress", async () => {
    const { outcome } = watching(
      {
        a: [
          [0, "stopped/install-processing"],
          [47, "running"],
        ],
        b: [
          [0, "pending"],
          [47, "running"],
        ],
      },
      { stoppedGrace: "20s", pollInterval: "30s" },
      {
        lists: {
          a: [
            [0, "stopped"],
            [47, "running"],
          ],
          b: [
            [0, "pending"],
            [47, "running"],
          ],
        },
      },
    );
    expect(await outcome).toMatchObject({ kind: "running" });
  });

  it("the list's, twice in a row, where confirming would take longer than a minute", async () => {
    const { outcome, clock, looks } = watching(fleet(601, LATE), {}, { lists: true, spacingMs: 100 });
    expect((await outcome).kind).toBe("running");
    expect(endOf(clock)).toBe(40);
    expect(looks.some(({ sure }) => sure)).toBe(false);
  });

  it("never the list's where that speaks its old vocabulary", async () => {
    const lists = {
      ...fleet(601, RUNNING),
      "i-0": [
        [0, "reinstalling"],
        [10, "running"],
      ] as Timeline,
    };
    const { outcome, looks } = watching(fleet(601, RUNNING), {}, { lists, spacingMs: 100 });
    expect((await outcome).kind).toBe("running");
    expect(new Set(looks.filter(({ byList }) => !byList).map(({ id }) => id)).size).toBe(601);
  });

  it("the status API's alone about an instance that the list was wrong about", async () => {
    const lists = { "i-0": [[0, "running"]] as Timeline };
    const { outcome, looks } = watching({ ...fleet(6, RUNNING), "i-0": LATE }, {}, { lists, spacingMs: 1 });
    expect((await outcome).kind).toBe("running");
    const wrong = looks.filter(({ id }) => id === "i-0");
    const first = wrong.findIndex(({ sure }) => sure);
    expect(first).toBeGreaterThan(0);
    expect(wrong.slice(first).every(({ sure }) => sure)).toBe(true);
  });

  it("settles by the status API's word, a round apart", async () => {
    const { outcome, clock } = watching(fleet(6, RUNNING), { settle: 3 }, { lists: true, spacingMs: 1 });
    expect((await outcome).kind).toBe("running");
    expect(endOf(clock)).toBe(10);
  });
});

describe("a wait without a way to the API", () => {
  const ERROR = "HOST_NOT_FOUND";

  it("ends after a minute, with the cause and its remedy", async () => {
    const { outcome, clock, reasons, looks } = watching({ a: [[0, 0]] }, { timeout: "45m" });
    expect((await outcome).kind).toBe("failed");
    expect(endOf(clock)).toBe(60);
    expect(looks.length).toBeLessThan(12);
    expect(await reasons()).toEqual([
      "instance a could not be looked up after 1m, wanted running [clouddc.example was not found; check the region]",
    ]);
    expect((await outcome).tracks[0]?.error?.code).toBe(ERROR);
  });

  it("waits on where something else came between", async () => {
    const { outcome } = watching(
      {
        a: [
          [0, 0],
          [40, 503],
          [50, 0],
          [100, "running"],
        ],
      },
      { timeout: "45m" },
    );
    expect((await outcome).kind).toBe("running");
  });

  it("costs nothing where an answer came before", async () => {
    const { outcome } = watching(
      {
        a: [
          [0, "pending"],
          [10, 0],
          [600, "running"],
        ],
      },
      { timeout: "45m" },
    );
    expect((await outcome).kind).toBe("running");
  });

  it("costs nothing where an answer came about another instance: a blip of DNS is no wrong region", async () => {
    const blip: Timeline = [
      [0, 503],
      [5, 0],
      [120, "running"],
    ];
    const { outcome } = watching({ a: [[0, "running"]], b: blip }, { timeout: "45m" });
    expect((await outcome).kind).toBe("running");
    const late = watching(
      {
        a: [
          [0, 0],
          [50, "running"],
        ],
        b: [
          [0, 0],
          [120, "running"],
        ],
      },
      { timeout: "45m" },
    );
    expect((await late.outcome).kind).toBe("running");
  });

  it.each([
    0, 30,
  ])("costs nothing where others are answered in second %d, by the same process: the way is there", async (othersFrom) => {
    const late: Timeline = [
      [0, 0],
      [80, "running"],
    ];
    const { outcome } = watching({ a: late }, { timeout: "45m" }, { othersFrom });
    expect((await outcome).kind).toBe("running");
  });

  it("costs nothing where a 429 came since: somebody is there", async () => {
    const late: Timeline = [
      [0, 0],
      [80, "running"],
    ];
    const { outcome } = watching({ a: late }, { timeout: "45m" }, { held: { at: 10, for: 60 } });
    expect((await outcome).kind).toBe("running");
  });

  it("says why in its progress, from the first look on", async () => {
    const { outcome, lines } = watching({ a: [[0, 0]] });
    await outcome;
    expect(lines[0]?.line).toBe("0/1 · 1 no answer · 1s/30m · clouddc.example was not found; check the region");
  });
});

describe("a process that was stopped over the deadline", () => {
  it("looks once more when it wakes, and opens the gate for an instance that runs by then", async () => {
    const timeline: Timeline = [
      [0, "pending"],
      [3_000, "running"],
    ];
    const { outcome } = watching({ a: timeline }, { timeout: "45m" }, { stops: { at: 12, for: 3_600 } });
    const { kind, elapsedMs } = await outcome;
    expect(kind).toBe("running");
    expect(elapsedMs).toBe(3_615_000);
  });

  it("times out only by a look that was sent after it woke", async () => {
    const { outcome, looks } = watching({ a: [[0, "pending"]] }, { timeout: "45m" }, { stops: { at: 12, for: 3_600 } });
    expect((await outcome).kind).toBe("timedOut");
    expect(times(looks)).toEqual([0, 5, 10, 3_615]);
  });

  it("does not take an answer for the last one that was asked for before it was stopped", async () => {
    const timeline: Timeline = [
      [0, "pending"],
      [3_000, "running"],
    ];
    const asking = { tookMs: 4_000, stops: { at: 12, for: 3_600 } };
    const { outcome, looks } = watching({ a: timeline }, { timeout: "45m" }, asking);
    expect((await outcome).kind).toBe("running");
    expect(times(looks)).toEqual([0, 5, 10, 3_614]);
  });

  it("looks once more also where it was stopped in the middle of its last look", async () => {
    const timeline: Timeline = [
      [0, "pending"],
      [600, "running"],
    ];
    const asking = { tookMs: 4_000, stops: { at: 62, for: 3_600 } };
    const { outcome, looks } = watching({ a: timeline }, { timeout: "1m" }, asking);
    expect((await outcome).kind).toBe("running");
    expect(times(looks).slice(-2)).toEqual([60, 3_664]);
  });
});

describe("a machine that slept", () => {
  const LATE_BY_FOUR: Timeline = [
    [0, "pending"],
    [4, "running"],
  ];
  const HOUR = 3_600;

  it("opens on nothing that was asked for before: an instance that ran then may have failed since", async () => {
    const failed: Timeline = [
      [0, "pending"],
      [4, "running"],
      [HOUR, "error"],
    ];
    const asking = { tookMs: 1_000, slow: { a: 500 }, sleeps: { at: 5.5, for: 2 * HOUR } };
    const { outcome, clock } = watching({ a: failed, b: LATE_BY_FOUR }, {}, asking);
    expect((await outcome).kind).toBe("failed");
    expect(endOf(clock)).toBe(8);
  });

  it("opens on nothing that was seen before, either: ready answers in a row begin anew", async () => {
    const { outcome, looks } = watching({ a: [[0, "running"]] }, { settle: 3 }, { sleeps: { at: 5.5, for: HOUR } });
    expect((await outcome).kind).toBe("running");
    expect(times(looks)).toEqual([0, 5, 10, 15, 20]);
  });

  it("has as much time left as before: its sleep is no part of the timeout", async () => {
    const late: Timeline = [
      [0, "pending"],
      [2 * HOUR + 30, "running"],
    ];
    const { outcome } = watching({ a: late }, { timeout: "1m" }, { sleeps: { at: 10, for: 2 * HOUR } });
    expect((await outcome).kind).toBe("running");
  });

  it.each([
    "stopped",
    404,
  ] as const)("fails for no grace that ended since the last look: %s may be over when it is looked at again", async (state) => {
    const booting: Timeline = [
      [0, state],
      [25, "running"],
    ];
    const options = { pollInterval: "30s", stoppedGrace: "20s", notFoundGrace: "20s" };
    const { outcome, clock } = watching({ a: booting }, options, { tookMs: 100 });
    expect((await outcome).kind).toBe("running");
    expect(endOf(clock)).toBe(30.1);
  });

  it("fails for no grace that ran while nobody looked", async () => {
    const booting: Timeline = [
      [0, "stopped"],
      [HOUR + 60, "running"],
    ];
    const { outcome } = watching({ a: booting }, { stoppedGrace: "1m" }, { sleeps: { at: 50, for: HOUR } });
    expect((await outcome).kind).toBe("running");
  });
});

/** An API that answers at once and asks for no pause. */
const QUICK = { roundMs: () => 0, served: () => 0, hasAnswered: () => true, heldMs: () => 0 };

describe("a wait that fails", () => {
  it("names what it fails on, though the last look was due at the same moment, and is withdrawn because of a 429", async () => {
    const clock = createVirtualClock();
    const { plan } = planWait({ timeout: "1s" });
    let looks = 0;
    const source: Source = {
      ...QUICK,
      look([id = ""], { signal }, tell) {
        const askedAt = clock.now();
        const says = (status: 401 | 429) => tell(id, { error: ERRORS[status]?.() as CloudDcError, askedAt });
        if (++looks === 1) void clock.sleep(1_000).then(() => says(401));
        else signal.addEventListener("abort", () => says(429));
      },
    };
    const outcome = await clock.run(waitUntilReady(["a"], plan, { source, clock }));
    expect(looks).toBe(2);
    expect(outcome).toMatchObject({ kind: "failed", elapsedMs: 1_000 });
    expect(reasonsOf(outcome, plan, (id) => id)).toEqual([expect.stringMatching(/^instance a .*HTTP 401/)]);
  });

  it("names what it fails on, though its last look is repeated, and that is withdrawn because of a 429", async () => {
    const clock = createVirtualClock();
    const { plan } = planWait({ timeout: 0 });
    const refused = new ResponseError("UNAUTHENTICATED", { status: 401 });
    let looks = 0;
    const source: Source = {
      ...QUICK,
      look([id = ""], { signal }, tell) {
        const askedAt = clock.now();
        if (looks++ === 0) void clock.sleep(100).then(() => tell(id, { error: refused, askedAt }));
        else signal.addEventListener("abort", () => tell(id, { error: ERRORS[429]?.() as CloudDcError, askedAt }));
      },
    };
    const outcome = await clock.run(waitUntilReady(["a"], plan, { source, clock }));
    expect([outcome.kind, looks]).toEqual(["failed", 2]);
    expect(reasonsOf(outcome, plan, (id) => id)).toEqual([expect.stringContaining("HTTP 401")]);
  });
});

describe("a look that a 429 holds", () => {
  it("is waited for, and no grace runs out meanwhile: it finds the instance running", async () => {
    const clock = createVirtualClock();
    const { plan } = planWait({ stoppedGrace: "20s" });
    let looksAtA = 0;
    const source: Source = {
      ...QUICK,
      look(ids, { signal }, tell) {
        const askedAt = clock.now();
        for (const id of ids) {
          const comesAt = id === "a" && looksAtA++ > 0 ? Math.max(askedAt, 60_000) : askedAt;
          const onTheWay = id === "a" ? "stopped" : "pending";
          void clock.sleep(comesAt - askedAt, signal).then(() => {
            const seen = {
              ...answerOf([[0, comesAt < 60_000 ? onTheWay : "running"]], comesAt, false),
              askedAt: comesAt,
            };
            tell(id, signal.aborted ? { error: ERRORS[429]?.() as CloudDcError, askedAt } : seen);
          });
        }
      },
    };
    const outcome = await clock.run(waitUntilReady(["a", "b"], plan, { source, clock }));
    expect(reasonsOf(outcome, plan, (id) => id)).toEqual([]);
    expect(outcome).toMatchObject({ kind: "running", elapsedMs: 60_000 });
  });
});

describe("a wait's last look", () => {
  it("asks the list what they are where the status API cannot tell of all in time, and opens nothing on that", async () => {
    const seen = { ...fleet(300, [[0, "running"]]), late: [[0, "pending"]] as Timeline };
    const { outcome, reasons, clock } = watching(seen, { timeout: 0 }, { lists: true, spacingMs: 50 });
    expect((await outcome).kind).toBe("timedOut");
    expect(endOf(clock)).toBe(0);
    expect(await reasons()).toEqual([
      'instance late was still pending (request id r-200) at the timeout of 0s, wanted running: raise "timeout" or check it in the CloudDC console, then run pulumi up again',
    ]);
  });

  it("may take one request time-out longer than the deadline, and no longer", async () => {
    const slow = watching({ a: [[0, "running"]] }, { timeout: "1s" }, { tookMs: 9_000 });
    expect((await slow.outcome).kind).toBe("timedOut");
    const silent = watching({ a: [[0, "running"]] }, { timeout: "1s" }, { tookMs: 3_600_000 });
    const { kind, elapsedMs } = await silent.outcome;
    expect([kind, elapsedMs]).toEqual(["timedOut", 11_000]);
  });

  it("opens a gate with a timeout of zero, also on several instances that are asked about one after the other", async () => {
    const clock = createVirtualClock();
    const source: Source = {
      roundMs: () => 0,
      served: () => 0,
      hasAnswered: () => false,
      heldMs: () => 0,
      look: (ids, _how, tell) => {
        void (async () => {
          for (const id of ids) {
            const askedAt = clock.now();
            await clock.sleep(100);
            tell(id, { status: { state: "running" }, askedAt });
          }
        })();
      },
    };
    const { plan } = planWait({ timeout: 0 });
    expect((await clock.run(waitUntilReady(["a", "b", "c"], plan, { clock, source }))).kind).toBe("running");
  });

  it("is repeated where its answer is too old to open the gate when it comes, as long as one request may take", async () => {
    const slowly = (...tookMs: number[]) => {
      const clock = createVirtualClock();
      let looks = 0;
      const source: Source = {
        roundMs: () => 0,
        served: () => 0,
        hasAnswered: () => true,
        heldMs: () => 0,
        look: (ids, _how, tell) => {
          const askedAt = clock.now();
          const took = tookMs[looks++] ?? tookMs.at(-1) ?? 0;
          for (const id of ids) void clock.sleep(took).then(() => tell(id, { status: { state: "running" }, askedAt }));
        },
      };
      const { plan } = planWait({ timeout: 0 });
      return clock.run(waitUntilReady(["a"], plan, { clock, source }));
    };
    expect(await slowly(6_000, 100)).toMatchObject({ kind: "running", elapsedMs: 6_100 });
    expect(await slowly(6_000)).toMatchObject({ kind: "timedOut", elapsedMs: 10_000 });
  });

  it("is not repeated where no other answer can come in time", async () => {
    const { outcome, looks } = watching({ a: [[0, "running"]] }, { timeout: 0 }, { spacingMs: 600, tookMs: 9_500 });
    expect((await outcome).kind).toBe("timedOut");
    expect(looks).toHaveLength(1);
  });

  it("is two looks at the list where that has the word, so that an instance which runs by then opens the gate", async () => {
    const late: Timeline = [
      [0, "pending"],
      [58, "running"],
    ];
    const asking = { lists: true, spacingMs: 30_000, tookMs: 10 };
    const { outcome, clock } = watching({ ...fleet(5, [[0, "running"]]), late }, { timeout: "1m" }, asking);
    expect((await outcome).kind).toBe("running");
    expect(endOf(clock)).toBeLessThan(61);
  });

  it("asks the status API about a failure that the list tells of", async () => {
    const late: Timeline = [
      [0, "pending"],
      [58, "error"],
    ];
    const asking = { lists: true, spacingMs: 30_000, tookMs: 10 };
    const { outcome } = watching({ ...fleet(5, [[0, "running"]]), late }, { timeout: "1m" }, asking);
    expect((await outcome).kind).toBe("failed");
  });

  it("that is not answered is the cause of the time-out", async () => {
    const { reasons } = watching({ a: [[0, "running"]] }, { timeout: 0 }, { tookMs: 3_600_000 });
    expect((await reasons())[0]).toMatch(/\[no answer within 10s\]$/);
  });

  it("is repeated once where its connection was lost", async () => {
    const { outcome, looks } = watching({ a: [[0, 503]] }, { timeout: 0 });
    expect((await outcome).kind).toBe("timedOut");
    expect(looks).toHaveLength(2);
  });
});

describe("a wait's progress", () => {
  it("is told on each change, each ten seconds, and how it ended", async () => {
    const { outcome, lines } = watching(
      {
        a: [
          [0, "pending"],
          [20, "running"],
          [25, "stopped/reinstall-processing"],
          [30, "running"],
        ],
        b: [
          [0, "pending"],
          [33, "running"],
        ],
      },
      { timeout: "45m" },
    );
    await outcome;
    expect(lines).toEqual([
      { at: 1, line: "0/2 · 2 pending · 1s/45m" },
      { at: 11, line: "0/2 · 2 pending · 11s/45m" },
      { at: 21, line: "1/2 · 1 pending · 21s/45m" },
      { at: 26, line: "0/2 · 1 stopped (reinstall) · 1 pending · 26s/45m" },
      { at: 31, line: "1/2 · 1 pending · 31s/45m" },
      { at: 35, line: "2/2 · running after 35s" },
    ]);
  });
});

describe("a wait's interruption", () => {
  const ready = (askedAt: number) => ({ status: { state: "running" }, requestId: "r-1", askedAt });

  it("ends it at once, with what was seen", async () => {
    const { outcome, reasons, interrupt, clock } = watching({ a: [[0, "pending"]] });
    void clock.sleep(7_000).then(() => interrupt.abort());
    expect((await outcome).kind).toBe("interrupted");
    expect(endOf(clock)).toBe(7);
    expect(await reasons()).toEqual([
      "instance a was pending (request id r-200) when the deployment was interrupted after 7s, wanted running: run pulumi up again to go on waiting",
    ]);
  });

  // A gate ended without a single reason.
  it("opens it in the moment in which all are ready", async () => {
    const clock = createVirtualClock();
    const { plan } = planWait({});
    const interrupt = new AbortController();
    const source: Source = {
      ...QUICK,
      look([id = ""], _how, tell) {
        tell(id, ready(clock.now()));
        interrupt.abort();
      },
    };
    const wait = waitUntilReady(["a"], plan, { source, clock, signal: interrupt.signal });
    expect(await clock.run(wait)).toMatchObject({ kind: "running", elapsedMs: 0 });
  });

  it("says what was seen until then, though the answer that all are ready comes right after", async () => {
    const clock = createVirtualClock();
    const { plan } = planWait({});
    const interrupt = new AbortController();
    const source: Source = {
      ...QUICK,
      look([id = ""], { signal }, tell) {
        const askedAt = clock.now();
        signal.addEventListener("abort", () => queueMicrotask(() => tell(id, ready(askedAt))));
      },
    };
    void clock.sleep(3_000).then(() => interrupt.abort());
    const outcome = await clock.run(waitUntilReady(["a"], plan, { source, clock, signal: interrupt.signal }));
    expect(outcome).toMatchObject({ kind: "interrupted", elapsedMs: 3_000 });
    expect(reasonsOf(outcome, plan, (id) => id)).toEqual([
      expect.stringMatching(/^instance a was not seen when the deployment was interrupted after 3s, wanted running: /),
    ]);
  });
});
