import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isReady, liveText, summarize } from "../../../src/provider/preview-summary";
import type { Observation } from "../../../src/wait/track";
import { missing, seen, unanswered } from "../../support/fake-context";

describe("the text for an instance", () => {
  it.each<[string, Observation, string]>([
    ["running", seen("running"), "running"],
    ["in error", seen("error"), "error"],
    ["of a failed operation", seen("running", "reinstall-failed"), "running (reinstall-failed)"],
    ["terminated", seen("terminated"), "terminated"],
    ["pending", seen("pending"), "pending"],
    ["stopped", seen("stopped"), "stopped"],
    ["being reinstalled", seen("running", "reinstall-processing"), "running (reinstall-processing)"],
    ["without a state", { status: {} }, "no state"],
    ["missing", missing("a"), "not found"],
    ["that gave no answer", unanswered("SERVER_ERROR", 503), "not checked (CloudDC answered HTTP 503)"],
    ["behind a refusal", unanswered("UNAUTHENTICATED", 401), "not checked (CloudDC answered HTTP 401)"],
  ])("%s", (_name, what, text) => {
    expect(liveText(what)).toBe(text);
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
        expect(text === "running").toBe(all.every(isReady));
      }),
    );
  });
});
