import { describe, expect, it } from "@jest/globals";
import { retryLookUp } from "../../../../src/api/client/retry";
import { CloudDcError, ConnectionError, type ErrorCode, ResponseError } from "../../../../src/errors";
import type { Reading } from "../../../../src/instance/status";
import { createVirtualClock } from "../../../support/virtual-clock";

const RUNNING: Reading = { status: { state: "running" } };
const error = (code: ErrorCode) => new ResponseError(code, { status: 500 });
const reset = new ConnectionError("CONNECTION_FAILED", "reset");

/** Asks, and is answered with these one after the other. */
function asking(...answers: (Reading | Error)[]) {
  const clock = createVirtualClock();
  const controller = new AbortController();
  let times = 0;
  const ask = async () => {
    const next = answers[times++] ?? new Error("asked too often");
    if (next instanceof Error) throw next;
    return next;
  };
  const result = clock.run(retryLookUp(ask, { ...clock, random: () => 1 }, controller.signal));
  return { result, clock, controller, times: () => times };
}

describe("a patient question", () => {
  it("is asked once where it is answered", async () => {
    const { result, times, clock } = asking(RUNNING);
    expect(await result).toBe(RUNNING);
    expect(times()).toBe(1);
    expect(clock.sleeps).toEqual([]);
  });

  it("outlives three answers that did not come, with longer and longer pauses", async () => {
    const { result, clock } = asking(reset, error("SERVER_ERROR"), error("MALFORMED_ANSWER"), RUNNING);
    expect(await result).toBe(RUNNING);
    expect(clock.sleeps).toEqual([500, 1_000, 2_000]);
  });

  it("fails with the fourth, and with what that brought", async () => {
    const last = error("SERVER_ERROR");
    const { result, times } = asking(reset, reset, reset, last, RUNNING);
    await expect(result).rejects.toBe(last);
    expect(times()).toBe(4);
  });

  it.each<ErrorCode>([
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "WRONG_ENDPOINT",
    "BAD_REQUEST",
    "INSTANCE_NOT_FOUND",
    "THROTTLED",
  ])("does not repeat what ends in %s", async (code) => {
    const { result, times } = asking(error(code), RUNNING);
    await expect(result).rejects.toMatchObject({ code });
    expect(times()).toBe(1);
  });

  it("does not hide a mistake of ours", async () => {
    const mistake = new TypeError("x is not a function");
    const { result, times } = asking(mistake, RUNNING);
    await expect(result).rejects.toBe(mistake);
    expect(times()).toBe(1);
  });

  it("is not repeated for somebody who has gone, not even after a pause", async () => {
    const { result, controller, times, clock } = asking(reset, RUNNING);
    void clock.sleep(100).then(() => controller.abort());
    await expect(result).rejects.toBe(reset);
    expect(times()).toBe(1);
    expect(clock.now()).toBe(100);
  });

  it("is not repeated when it was taken back", async () => {
    const clock = createVirtualClock();
    const controller = new AbortController();
    const takenBack = new CloudDcError("INTERRUPTED", "taken back");
    const ask = async () => {
      controller.abort();
      throw takenBack;
    };
    await expect(clock.run(retryLookUp(ask, clock, controller.signal))).rejects.toBe(takenBack);
    expect(clock.sleeps).toEqual([]);
  });
});
