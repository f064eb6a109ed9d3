import { describe, expect, it } from "@jest/globals";
import { pastOf } from "../../../../src/simulator/instances/history";
import { readTimeline } from "../../../../src/simulator/instances/timeline";
import { bodyOf, virtualCloud } from "../../../support/virtual-cloud";

describe("a timeline", () => {
  it("is read from text, step by step", () => {
    expect(readTimeline("pending 3s, stopped/install-processing 1m30s, running")).toEqual([
      { state: "pending", forMs: 3_000 },
      { state: "stopped", operationState: "install-processing", forMs: 90_000 },
      { state: "running" },
    ]);
  });

  it("knows every unit, and fractions", () => {
    const lengths = readTimeline("a 250ms, b 1.5s, c 2m, d 1h, e").map((step) => step.forMs);
    expect(lengths).toEqual([250, 1_500, 120_000, 3_600_000, undefined]);
  });

  it("gives the word error an error object, and the word missing no state", () => {
    const [missing, error] = readTimeline("missing 1s, error/install-failed");
    expect(missing).toEqual({ missing: true, forMs: 1_000 });
    expect(error).toMatchObject({ state: "error", operationState: "install-failed" });
    expect(error?.error?.error_type).toBe("create_instance_error");
  });

  it("says in its text what the list shows meanwhile", () => {
    expect(readTimeline("pending list=running 3s, running/a list=stopped/b 1s, running list=missing")).toEqual([
      { state: "pending", listState: "running", forMs: 3_000 },
      { state: "running", operationState: "a", listState: "stopped", listOperationState: "b", forMs: 1_000 },
      { state: "running", unlisted: true },
    ]);
  });

  it("tells in an error which operation failed", () => {
    const types = [
      "error",
      "error/uninstall-failed",
      "error/reinstall-failed",
      "error/modify-ip-failed",
      "error/constructor",
    ].map((text) => readTimeline(text)[0]?.error?.error_type);
    expect(types).toEqual([
      "create_instance_error",
      "delete_instance_error",
      "reinstall_error",
      "modify_ip_error",
      "create_instance_error",
    ]);
  });

  it.each([
    ["pending list= 3s, running", 'Timeline step "pending list= 3s"'],
    ["pending 3 s, running", 'Timeline step "pending 3 s"'],
    ["pending 3x, running", 'Timeline step "pending 3x"'],
    ["pending 3s,", 'Timeline step ""'],
    ["pending, running", "step 1 needs a duration"],
    ["pending 3s, running 4s", "lasts for ever"],
  ])("refuses %j and says why", (text, reason) => {
    expect(() => readTimeline(text)).toThrow(reason);
  });

  it("refuses an empty list of steps", () => {
    expect(() => readTimeline([])).toThrow("at least one step");
  });

  it("changes step on the millisecond", () => {
    const steps = readTimeline("pending 3s, stopped 2s, running");
    const stateAt = (at: number) => pastOf([{ steps, putAt: 0, startedAt: 0 }], at).at(-1)?.step.state;
    expect([0, 2_999, 3_000, 4_999, 5_000, 1e12].map(stateAt)).toEqual([
      "pending",
      "pending",
      "stopped",
      "stopped",
      "running",
      "running",
    ]);
  });
});

describe("an instance", () => {
  it("is what its timeline says at the time of the request", () => {
    const { status, advance } = virtualCloud({
      instances: { web: "pending 3s, stopped/install-processing 10s, running" },
    });
    expect(bodyOf(status("web"))).toEqual({ state: "pending" });
    advance(3_000);
    expect(bodyOf(status("web"))).toEqual({ state: "stopped", operation_state: "install-processing" });
    advance(10_000);
    expect(bodyOf(status("web"))).toEqual({ state: "running" });
  });

  it("starts its timeline anew when it is put again", () => {
    const { cloud, status, advance } = virtualCloud({ instances: { web: "running" } });
    advance(60_000);
    cloud.put("web", "pending 1s, running");
    expect(bodyOf(status("web")).state).toBe("pending");
    advance(1_000);
    expect(bodyOf(status("web")).state).toBe("running");
  });

  it("starts its timeline with its first look-up where it is told to, by whichever API", () => {
    const timelines = { web: "pending 3s, running", db: "pending 3s, running" };
    const { status, list, advance } = virtualCloud({ instances: timelines, timelinesStart: "first-look-up" });
    advance(60_000);
    expect(bodyOf(status("web")).state).toBe("pending");
    advance(2_999);
    expect(bodyOf(status("web")).state).toBe("pending");
    advance(1);
    expect(bodyOf(status("web")).state).toBe("running");
    expect(bodyOf(list("?instance_id=db")).instances).toMatchObject([{ state: "pending" }]);
    advance(3_000);
    expect(bodyOf(status("db")).state).toBe("running");
  });

  it("waits for a look-up when it is put like that, too", () => {
    const { cloud, status, advance } = virtualCloud();
    cloud.put("web", "pending 3s, running", "first-look-up");
    advance(60_000);
    expect(bodyOf(status("web")).state).toBe("pending");
  });

  it("may fail after it ran", () => {
    const { status, advance } = virtualCloud({ instances: { web: "pending 1s, running 30s, error" } });
    const states = [1_000, 29_999, 1].map((ms) => {
      advance(ms);
      return bodyOf(status("web")).state;
    });
    expect(states).toEqual(["running", "running", "error"]);
  });

  it("may have an error object that says nothing", () => {
    const { status } = virtualCloud({
      instances: { web: [{ state: "running", operationState: "reinstall-failed", error: {} }] },
    });
    expect(bodyOf(status("web"))).toEqual({ state: "running", operation_state: "reinstall-failed", error: {} });
  });

  it("may have no state at all, as every field of the answer is optional", () => {
    const { status } = virtualCloud({ instances: { web: [{}] } });
    expect(status("web")).toMatchObject({ status: 200, body: "{}" });
  });
});
