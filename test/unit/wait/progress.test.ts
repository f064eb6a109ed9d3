import { describe, expect, it } from "@jest/globals";
import { ResponseError } from "../../../src/errors";
import { planWait } from "../../../src/wait/options";
import { progressOf } from "../../../src/wait/progress";
import { type Observation, observe, startTrack, type Track } from "../../../src/wait/track";

const { plan } = planWait({ timeout: "45m" });

const saw = (seen?: Observation): Track => (seen ? observe(startTrack("i", 0), seen, 0) : startTrack("i", 0));
const is = (state: string, operationState?: string) =>
  saw({ status: { state, ...(operationState !== undefined && { operationState }) } });
const times = (count: number, track: Track) => Array.from({ length: count }, () => track);
const counts = (...tracks: Track[]) => progressOf(tracks, plan, 0, 0).counts;

describe("progress", () => {
  it("is one line with how many, how long, and what comes next", () => {
    const tracks = [...times(7, is("running")), is("stopped"), ...times(4, is("pending"))];
    expect(progressOf(tracks, plan, 190_000, 5_000)).toEqual({
      counts: "7/12 running · 4 pending · 1 stopped",
      line: "7/12 running · 4 pending · 1 stopped · 3m10s of 45m · next check in 5s",
    });
  });

  it("says only what there is", () => {
    expect(counts(is("running"))).toBe("1/1 running");
    expect(counts(is("pending"))).toBe("0/1 running · 1 pending");
  });

  it("names the most frequent first", () => {
    expect(counts(is("stopped"), is("pending"), is("pending"), is("error"))).toBe(
      "0/4 running · 2 pending · 1 stopped · 1 error",
    );
  });

  it("does not count running that is still being worked on with the ready ones", () => {
    expect(counts(is("running", "reinstall-processing"), is("running"))).toBe("1/2 running · 1 reinstall-processing");
    expect(counts(is("running", "install-succeed"))).toBe("1/1 running");
  });

  it("has a word where the API gave none", () => {
    const error = (code: "INSTANCE_NOT_FOUND" | "SERVER_ERROR") =>
      saw({ error: new ResponseError(code, { status: 1 }) });
    expect(counts(saw())).toBe("0/1 running · 1 not checked yet");
    expect(counts(error("SERVER_ERROR"))).toBe("0/1 running · 1 no answer yet");
    expect(counts(error("INSTANCE_NOT_FOUND"))).toBe("0/1 running · 1 not found");
    expect(counts(saw({ status: {} }))).toBe("0/1 running · 1 without a state");
  });

  it("keeps the last state that was seen while the API is down", () => {
    const track = observe(is("pending"), { error: new ResponseError("SERVER_ERROR", { status: 503 }) }, 5_000);
    expect(counts(track)).toBe("0/1 running · 1 pending");
  });

  it.each([
    [5_000, "next check in 5s"],
    [400, "next check in 1s"],
    [0, "checking"],
    [-3_000, "checking"],
  ])("with %d ms to the next look ends in %s", (nextLookMs, end) => {
    expect(progressOf([is("pending")], plan, 1_000, nextLookMs).line).toBe(
      `0/1 running · 1 pending · 1s of 45m · ${end}`,
    );
  });
});
