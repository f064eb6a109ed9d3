import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { InstanceStatus } from "../../../src/instance/status";
import { group, liveOf, liveText, summarize } from "../../../src/provider/preview-summary";
import type { Observation } from "../../../src/wait/track";
import { missing, seen, unanswered } from "../../support/fake-context";

describe("what a gate would do about an instance", () => {
  it.each<[string, Observation, string, string]>([
    ["running", seen("running"), "ready", "running"],
    ["in error", seen("error"), "fails", "error"],
    ["of a failed operation", seen("running", "reinstall-failed"), "fails", "running (reinstall-failed)"],
    ["terminated", seen("terminated"), "fails", "terminated"],
    ["pending", seen("pending"), "waits", "pending"],
    ["stopped", seen("stopped"), "waits", "stopped"],
    ["being reinstalled", seen("running", "reinstall-processing"), "waits", "running (reinstall-processing)"],
    ["without a state", { status: {} }, "waits", "no state"],
    ["missing", missing("a"), "waits", "not found"],
    ["that gave no answer", unanswered("SERVER_ERROR", 503), "unknown", "not checked (CloudDC answered HTTP 503)"],
    ["behind a refusal", unanswered("UNAUTHENTICATED", 401), "unknown", "not checked (CloudDC answered HTTP 401)"],
  ])("%s", (_name, what, live, text) => {
    expect([liveOf(what), liveText(what)]).toEqual([live, text]);
  });
});

describe("the status of a gate", () => {
  const summary = (states: Record<string, Observation>) => summarize(new Map(Object.entries(states)), (id) => id);
  const many = (count: number, what: Observation) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`i-${index}`, what]));

  it.each<[Record<string, Observation>, string]>([
    [{ a: seen("running") }, "running"],
    [many(100, seen("running")), "running"],
    [{ a: seen("error") }, "error"],
    [many(100, seen("pending")), "100 × pending"],
    [{ a: seen("running"), b: seen("stopped") }, "b: stopped"],
    [{ a: seen("pending"), b: seen("stopped"), c: seen("running") }, "a: pending; b: stopped"],
    [{ ...many(7, seen("pending")), x: seen("running") }, "i-0, i-1, i-2, i-3, i-4 and 2 more: pending"],
  ])("%# is short, however many they are", (states, text) => {
    expect(summary(states)).toBe(text);
  });

  it("says running when all are ready, and only then", () => {
    const any = fc.constantFrom(
      seen("running"),
      seen("running", "x-succeed"),
      seen("pending"),
      missing("x"),
      unanswered("SERVER_ERROR", 500),
    );
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 8 }), (all) => {
        const text = summary(Object.fromEntries(all.map((one, index) => [`i-${index}`, one])));
        expect(text === "running").toBe(all.every((one) => liveOf(one) === "ready"));
      }),
    );
  });
});

describe("statuses in state", () => {
  const status: fc.Arbitrary<InstanceStatus | undefined> = fc.option(
    fc.record(
      { state: fc.constantFrom("running", "pending", "error"), operationState: fc.constant("x-succeed") },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  );

  it("are said once for all whom they are the same of, and are all there", () => {
    fc.assert(
      fc.property(fc.array(status, { minLength: 1, maxLength: 20 }), (statuses) => {
        const ids = statuses.map((_, index) => `i-${index}`);
        const groups = group(ids, (id) => statuses[ids.indexOf(id)]);
        const read = new Map(
          groups.flatMap(({ status, places }) => (places ?? [...ids.keys()]).map((place) => [place, status])),
        );
        expect(ids.map((_, place) => read.get(place))).toEqual(statuses.map((one) => one ?? {}));
        expect(new Set(groups.map((one) => JSON.stringify(one.status))).size).toBe(groups.length);
      }),
    );
  });

  it("take next to nothing for a thousand that run", () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `i-${index}`);
    expect(group(ids, () => ({ state: "running" }))).toEqual([{ status: { state: "running" } }]);
  });
});
