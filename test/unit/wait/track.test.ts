import { describe, expect, it } from "@jest/globals";
import { CloudDcError, ConnectionError, type ErrorCode, ResponseError } from "../../../src/errors";
import type { InstanceStatus } from "../../../src/instance/status";
import { planWait, type WaitOptions } from "../../../src/wait/options";
import {
  isFatal,
  judge,
  lasted,
  type Observation,
  observe,
  startTrack,
  type Track,
  type Verdict,
} from "../../../src/wait/track";

const MINUTE = 60_000;

const status = (state: string, operationState?: string): Observation => ({
  status: { state, ...(operationState !== undefined && { operationState }) } satisfies InstanceStatus,
  requestId: `r-${state}`,
});
const answer = (code: ErrorCode): Observation => ({ error: new ResponseError(code, { status: 500 }) });
const gone404 = answer("INSTANCE_NOT_FOUND");
const down = answer("SERVER_ERROR");

/** The track after what was seen at each of these times, in milliseconds. */
const having = (...seen: readonly (readonly [at: number, seen: Observation])[]): Track =>
  seen.reduce((track, [at, one]) => observe(track, one, at), startTrack("i-1", 0));
const verdict = (track: Track, at: number, options: WaitOptions = {}) => judge(track, planWait(options).plan, at);

describe("what was seen of an instance", () => {
  it("is nothing before the first look", () => {
    const track = startTrack("i-1", 7);
    expect(track).toMatchObject({
      id: "i-1",
      answeredAt: 7,
      ready: { looks: 0 },
      confirmed: { looks: 0 },
      failures: 0,
    });
    expect(track).not.toHaveProperty("phase");
    expect(verdict(track, 10 * MINUTE)).toBe("waiting");
  });

  it("is the last status, with the request that brought it", () => {
    const track = having([0, status("pending")], [5_000, status("stopped", "install-processing")]);
    expect(track).toMatchObject({
      status: { state: "stopped", operationState: "install-processing" },
      requestId: "r-stopped",
    });
  });

  it("lasts since its phase began, and not since it was seen last", () => {
    const stopped = having([0, status("pending")], [5_000, status("stopped")], [90_000, status("stopped")]);
    expect(stopped).toMatchObject({ phase: "idle", seenForMs: 85_000 });
    expect(lasted(stopped, 91_000)).toBe(86_000);
    expect(observe(stopped, status("pending"), 95_000)).toMatchObject({ phase: "busy", seenForMs: 0 });
  });

  it("stays when a look-up fails, with the error beside it", () => {
    const track = having([0, status("stopped")], [5_000, down]);
    expect(track).toMatchObject({ status: { state: "stopped" }, phase: "idle", answeredAt: 0, failures: 1 });
    expect(track.error?.code).toBe("SERVER_ERROR");
  });

  it("forgets the error with the next answer", () => {
    const track = having([0, down], [500, down], [1_500, status("pending")]);
    expect(track).toMatchObject({ failures: 0, phase: "busy" });
    expect(track).not.toHaveProperty("error");
  });

  it("is that there is none, as a phase of its own", () => {
    const track = having([0, gone404], [5_000, gone404]);
    expect(track).toMatchObject({ phase: "missing", seenForMs: 5_000, failures: 0 });
    expect(observe(track, status("pending"), 10_000)).toMatchObject({ phase: "busy", seenForMs: 0 });
  });

  it("is not changed by a question that was taken back", () => {
    const track = having([0, status("running")]);
    expect(observe(track, { error: new CloudDcError("INTERRUPTED", "taken back") }, 5_000)).toBe(track);
  });
});

describe("the looks that find an instance ready", () => {
  it("count in a row", () => {
    const settle = { settle: 2 };
    const once = having([0, status("running")]);
    expect(verdict(once, 0, settle)).toBe("waiting");
    expect(verdict(observe(once, status("running"), 5_000), 5_000, settle)).toBe("ready");
  });

  it.each([
    ["another status", status("pending")],
    ["an answer that there is none", gone404],
  ])("begin anew after %s", (_name, between) => {
    const track = having([0, status("running")], [5_000, between], [10_000, status("running")]);
    expect(track.ready.looks).toBe(1);
  });

  it("are neither more nor fewer after a look without an answer", () => {
    const track = having([0, status("running")], [5_000, down], [10_000, status("running")], [15_000, down]);
    expect(track.ready.looks).toBe(2);
    expect(verdict(track, 15_000, { settle: 2 })).toBe("ready");
  });

  it("are counted anew after a blind spell, in which it may have been through anything", () => {
    const track = having(
      [0, status("running")],
      [5_000, down],
      [6_000, down],
      [8_000, down],
      [12_000, status("running")],
    );
    expect([track.ready.looks, track.ready.first.answeredAt]).toEqual([1, 12_000]);
    expect(track.confirmed.looks).toBe(1);
  });

  it("are those of the status API where that has the word", () => {
    const listed = { ...status("running"), listed: true };
    const track = having([0, listed], [5_000, status("running")], [10_000, listed]);
    expect([track.ready.looks, track.confirmed.looks]).toEqual([3, 1]);
    expect(observe(track, { ...status("pending"), listed: true }, 15_000).confirmed.looks).toBe(0);
  });
});

describe("a verdict", () => {
  it.each<[string, Observation, Verdict]>([
    ["running", status("running"), "ready"],
    ["running, still being reinstalled", status("running", "reinstall-processing"), "waiting"],
    ["pending", status("pending"), "waiting"],
    ["an unknown state", status("defragmenting"), "waiting"],
    ["error", status("error"), "failed"],
    ["an operation that failed", status("running", "reinstall-failed"), "failed"],
    ["shutting-down", status("shutting-down"), "gone"],
    ["terminated", status("terminated"), "gone"],
    ["stopped, for now", status("stopped"), "waiting"],
    ["not found, for now", gone404, "waiting"],
    ["a 401", answer("UNAUTHENTICATED"), "refused"],
    ["a 403", answer("FORBIDDEN"), "refused"],
    ["a 400", answer("BAD_REQUEST"), "refused"],
    ["another 404", answer("WRONG_ENDPOINT"), "refused"],
    ["no credentials", { error: new CloudDcError("NO_CREDENTIALS", "none") }, "refused"],
    ["a 5xx", down, "waiting"],
    ["a 429", answer("THROTTLED"), "waiting"],
    ["no answer", { error: new ConnectionError("CONNECTION_FAILED", "reset") }, "waiting"],
    ["a body that is no JSON", answer("MALFORMED_ANSWER"), "waiting"],
  ])("of %s", (_name, seen, wanted) => {
    expect(verdict(having([0, seen]), 0)).toBe(wanted);
  });

  it("of stopped is patience up to its grace, counted from when it began", () => {
    const began = having([0, status("pending")], [MINUTE, status("stopped")]);
    const stillSo = (ms: number) => observe(began, status("stopped"), MINUTE + ms);
    expect(verdict(stillSo(10 * MINUTE - 1), 11 * MINUTE - 1)).toBe("waiting");
    expect(verdict(stillSo(10 * MINUTE), 11 * MINUTE)).toBe("idle");
    expect(verdict(stillSo(10 * MINUTE), 11 * MINUTE, { stoppedGrace: "1h" })).toBe("waiting");
  });

  it("of not found is patience up to its grace", () => {
    const stillSo = (ms: number) => having([0, gone404], [ms, gone404]);
    expect(verdict(stillSo(2 * MINUTE - 1), 2 * MINUTE - 1)).toBe("waiting");
    expect(verdict(stillSo(2 * MINUTE), 2 * MINUTE)).toBe("missing");
    expect(verdict(stillSo(2 * MINUTE), 2 * MINUTE, { notFoundGrace: "1h" })).toBe("waiting");
  });

  it.each([
    ["stopped", having([0, status("stopped")], [MINUTE, down], [20 * MINUTE, down])],
    ["not found", having([0, gone404], [MINUTE, down], [20 * MINUTE, down])],
  ])("of %s is not reached while nobody can look: it may have changed since", (_name, track) => {
    expect(verdict(track, 20 * MINUTE)).toBe("waiting");
  });

  it("of missing forgets after a blind spell what was seen before it, and only stops for one look without an answer", () => {
    const before = [
      [0, gone404],
      [100_000, gone404],
      [105_000, down],
    ] as const;
    expect(lasted(having(...before, [110_000, gone404]), 110_000)).toBe(100_000);
    expect(lasted(having(...before, [110_000, down], [115_000, down], [200_000, gone404]), 230_000)).toBe(30_000);
  });

  it.each([
    ["stopped", status("stopped"), { stoppedGrace: "2m" }],
    ["not found", gone404, { notFoundGrace: "2m" }],
  ])("of %s is not reached by one look after a blind spell: the grace begins again", (_name, seen, options) => {
    const blind = having([0, seen], [30_000, down], [60_000, down], [90_000, down], [4 * MINUTE, down]);
    const again = observe(blind, seen, 4 * MINUTE + 15_000);
    expect(verdict(again, 4 * MINUTE + 15_000, options)).toBe("waiting");
    const later = (at: number) => verdict(observe(again, seen, at), at, options);
    expect(later(6 * MINUTE + 14_999)).toBe("waiting");
    expect(later(6 * MINUTE + 15_000)).not.toBe("waiting");
  });

  it("of stopped comes later by what a lost look cost, and not from the beginning", () => {
    const lossy = having([0, status("stopped")], [MINUTE, status("stopped")], [MINUTE + 5_000, down]);
    const track = observe(lossy, status("stopped"), MINUTE + 6_000);
    expect(track.seenForMs).toBe(MINUTE);
  });

  it("of no way to the API is reached after a minute of nothing else, where no answer ever came", () => {
    const lost = answer("HOST_NOT_FOUND");
    const track = having([5_000, lost], [30_000, lost]);
    expect(verdict(track, 64_999)).toBe("waiting");
    expect(verdict(track, 65_000)).toBe("unreachable");
    expect(verdict(having([5_000, lost], [30_000, down], [40_000, lost]), 65_000)).toBe("waiting");
    expect(verdict(having([0, status("pending")], [5_000, lost], [30 * MINUTE, lost]), 30 * MINUTE)).toBe("waiting");
  });

  it("of error is to wait on where that is tolerated", () => {
    expect(verdict(having([0, status("error")]), 0, { tolerateError: true })).toBe("waiting");
    expect(verdict(having([0, status("terminated")]), 0, { tolerateError: true })).toBe("gone");
  });

  it("ends the gate in six of eight cases", () => {
    const all: Verdict[] = ["waiting", "ready", "failed", "gone", "idle", "missing", "refused", "unreachable"];
    expect(all.filter(isFatal)).toEqual(["failed", "gone", "idle", "missing", "refused", "unreachable"]);
  });
});
