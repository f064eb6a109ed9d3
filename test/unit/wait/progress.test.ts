import { describe, expect, it } from "@jest/globals";
import { ConnectionError, type ErrorCode, ResponseError } from "../../../src/errors";
import { planWait } from "../../../src/wait/options";
import { endOf, progressOf } from "../../../src/wait/progress";
import { type Observation, observe, startTrack, type Track } from "../../../src/wait/track";

const { plan } = planWait({ timeout: "45m" });

const saw = (seen?: Observation): Track => (seen ? observe(startTrack("i", 0), seen, 0) : startTrack("i", 0));
const is = (state: string, operationState?: string) =>
  saw({ status: { state, ...(operationState !== undefined && { operationState }) } });
const times = (count: number, track: Track) => Array.from({ length: count }, () => track);
const counts = (...tracks: Track[]) => progressOf(tracks, plan, 1_000, 0).line.replace(" · 1s/45m", "");
const failed = (code: ErrorCode, message: string, before = saw()) =>
  observe(before, { error: new ConnectionError(code as "CONNECTION_FAILED", message) }, 5_000);

describe("progress", () => {
  it("is one line, the shortest and most important first", () => {
    const tracks = [...times(2, is("running")), is("stopped", "install-processing")];
    expect(progressOf(tracks, plan, 9_000, 0).line).toBe("2/3 · 1 stopped (install) · 9s/45m");
    const fleet = [...times(7, is("running")), is("stopped"), ...times(4, is("pending"))];
    expect(progressOf(fleet, plan, 190_000, 0).line).toBe("7/12 · 4 pending · 1 stopped · 3m10s/45m");
  });

  it("names eight states at the most, though a server may make one up for each instance", () => {
    const tracks = Array.from({ length: 1_000 }, (_, at) => is(`odd-${at}`));
    expect(counts(...tracks)).toMatch(/^0\/1000( · 1 odd-\d+){8} · 992 others$/);
  });

  it("says only what there is", () => {
    expect(counts(is("running"))).toBe("1/1");
    expect(counts(is("pending"))).toBe("0/1 · 1 pending");
  });

  it("names the most frequent first", () => {
    expect(counts(is("stopped"), is("pending"), is("pending"), is("error"))).toBe(
      "0/4 · 2 pending · 1 stopped · 1 error",
    );
  });

  it("does not count running that is still being worked on with the ready ones", () => {
    expect(counts(is("running", "reinstall-processing"), is("running"))).toBe("1/2 · 1 running (reinstall)");
    expect(counts(is("running", "install-succeed"))).toBe("1/1");
  });

  it("has a word where the API gave none", () => {
    const missing = saw({ error: new ResponseError("INSTANCE_NOT_FOUND", { status: 404 }) });
    expect(counts(saw())).toBe("0/1 · 1 not checked yet");
    expect(counts(missing)).toBe("0/1 · 1 not found");
    expect(counts(saw({ status: {} }))).toBe("0/1 · 1 no state");
  });

  it("says why there is no answer, from the first one that failed, and keeps the last state that was seen", () => {
    const lost = failed("CONNECTION_FAILED", "clouddc.example could not be reached (ECONNRESET)");
    expect(counts(lost)).toBe("0/1 · 1 no answer · clouddc.example could not be reached (ECONNRESET)");
    const down = failed("CONNECTION_FAILED", "clouddc.example could not be reached (ECONNRESET)", is("pending"));
    expect(counts(down, is("pending"))).toBe(
      "0/2 · 2 pending · 1 no answer: clouddc.example could not be reached (ECONNRESET)",
    );
  });

  it("says how long a 429 still holds it", () => {
    expect(progressOf([is("pending")], plan, 1_000, 290_000).line).toBe(
      "0/1 · 1 pending · 1s/45m · held by 429 for 4m50s more",
    );
    expect(progressOf([is("pending")], plan, 1_000, 999).line).toBe("0/1 · 1 pending · 1s/45m");
  });

  it("is news when an instance changes, or when answers cease to come", () => {
    const key = (...tracks: Track[]) => progressOf(tracks, plan, 1_000, 0).key;
    expect(key(is("pending"))).toBe(progressOf([is("pending")], plan, 99_000, 5_000).key);
    expect(key(is("pending"))).not.toBe(key(is("running")));
    expect(key(is("pending"))).not.toBe(key(failed("CONNECTION_FAILED", "lost", is("pending"))));
  });

  it.each([
    ["running", "1/1 · running after 3m10s"],
    ["failed", "1/1 · failed after 3m10s"],
    ["timedOut", "1/1 · timed out after 3m10s"],
    ["interrupted", "1/1 · interrupted after 3m10s"],
  ] as const)("says at last how it ended: %s", (kind, line) => {
    expect(
      endOf({ kind, tracks: [{ ...is("running"), verdict: "ready", lastedMs: 0 }], elapsedMs: 190_000 }).line,
    ).toBe(line);
  });
});
