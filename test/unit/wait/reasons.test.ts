import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ConnectionError, ResponseError } from "../../../src/errors";
import { planWait } from "../../../src/wait/options";
import type { Judged, Outcome } from "../../../src/wait/outcome";
import { reasonsOf } from "../../../src/wait/reasons";
import { startTrack, type Verdict } from "../../../src/wait/track";

const { plan } = planWait({});
const error = { errorCode: "iMetal.0301", errorMsg: "No server is free.", errorType: "create_instance_error" };
const unknown = new ResponseError("INSTANCE_NOT_FOUND", {
  status: 404,
  errorCode: "iMetal.0200",
  errorMsg: "Instances not found: [i-1]",
  requestId: "r-404",
});
const ONCE = { looks: 1, askedAt: 0, first: { askedAt: 0, answeredAt: 6_000 } };

const judged = (verdict: Verdict, more: Partial<Judged> = {}): Judged => ({
  ...startTrack("i-1", 0),
  verdict,
  lastedMs: 0,
  ...more,
});
const outcome = (kind: Outcome["kind"], ...tracks: Judged[]): Outcome => ({ kind, tracks, elapsedMs: 190_000 });
const reason = (kind: Outcome["kind"], track: Judged) => reasonsOf(outcome(kind, track), plan, (id) => id);

describe("the reason for an instance", () => {
  it("in error says Huawei's why, whom to ask for it, and what to do", () => {
    const track = judged("failed", { phase: "failed", status: { state: "error", error }, requestId: "r-1" });
    expect(reason("failed", track)).toEqual([
      "instance i-1 is error (create_instance_error: iMetal.0301 No server is free.) (request id r-1) after 3m10s, wanted running: retry its provisioning in the CloudDC console or replace the instance, then run pulumi up again",
    ]);
  });

  it("tells the way there, so that nobody need scroll", () => {
    const trail = [
      { what: "pending", since: 0 },
      { what: "stopped (install)", since: 60_000 },
      { what: "error", since: 190_000 },
    ];
    const track = judged("failed", { phase: "failed", status: { state: "error", error }, requestId: "r-1", trail });
    expect(reason("failed", track)[0]).toContain(
      "(request id r-1) after 3m10s (pending 1m → stopped (install) 2m10s → error), wanted running",
    );
  });

  it("that there is no way to says why, and what fits it", () => {
    const lost = new ConnectionError("CONNECTION_FAILED", "clouddc.example was not found; check the region");
    expect(reason("failed", judged("unreachable", { error: lost }))).toEqual([
      "instance i-1 could not be looked up after 3m10s, wanted running [clouddc.example was not found; check the region]",
    ]);
  });

  it("that is gone says that it cannot come back", () => {
    const track = judged("gone", { phase: "gone", status: { state: "terminated" } });
    expect(reason("failed", track)).toEqual([
      "instance i-1 is terminated after 3m10s, wanted running: it cannot come back, so create another one and use its id",
    ]);
  });

  it("that stays stopped says for how long, and how long that may be", () => {
    const track = judged("idle", { phase: "idle", status: { state: "stopped" }, requestId: "r-1", lastedMs: 600_000 });
    expect(reason("failed", track)).toEqual([
      "instance i-1 has been stopped (request id r-1) for 10m with nothing in progress (stoppedGrace 10m), wanted running: power it on, then run pulumi up again",
    ]);
  });

  it("that is not found says for how long, and what may be wrong", () => {
    const track = judged("missing", { phase: "missing", error: unknown, lastedMs: 120_000 });
    expect(reason("failed", track)).toEqual([
      "instance i-1 was not found for 2m (notFoundGrace 2m), wanted running: check the id, the region and the project [CloudDC answered HTTP 404, iMetal.0200: Instances not found: [i-1], request id r-404]",
    ]);
  });

  it("that nobody may look at says what the server said", () => {
    const refused = new ResponseError("FORBIDDEN", {
      status: 403,
      remedy: "grant the permission clouddc:instance:get",
    });
    expect(reason("failed", judged("refused", { error: refused }))).toEqual([
      "instance i-1 could not be looked up after 3m10s, wanted running [CloudDC answered HTTP 403; grant the permission clouddc:instance:get]",
    ]);
  });

  it.each<[string, Partial<Judged>, string]>([
    ["pending", { phase: "busy", status: { state: "pending" }, requestId: "r-1" }, "pending (request id r-1)"],
    ["not seen", {}, "not seen"],
    ["not found", { phase: "missing" }, "not found"],
    [
      "ready, but not for long enough",
      { phase: "ready", status: { state: "running" } },
      "running for too few looks (settle)",
    ],
    [
      "ready, but by an answer that was too old when it came",
      { phase: "ready", status: { state: "running" }, confirmed: ONCE },
      "running by answers that came too late to open the gate",
    ],
    [
      "ready by the list's word alone",
      { phase: "ready", status: { state: "running" }, listed: true },
      "running according to the list, but not to the status API",
    ],
  ])("at the timeout says that it was %s", (_name, seen, words) => {
    expect(reason("timedOut", judged("waiting", seen))).toEqual([
      `instance i-1 was still ${words} at the timeout of 30m, wanted running: raise "timeout" or check it in the CloudDC console, then run pulumi up again`,
    ]);
  });

  it("at the timeout says why the last look brought nothing", () => {
    const lost = new ConnectionError("CONNECTION_FAILED", "clouddc.example could not be reached (ECONNRESET)");
    const track = judged("waiting", { phase: "busy", status: { state: "pending" }, error: lost });
    expect(reason("timedOut", track)[0]).toMatch(
      /run pulumi up again \[clouddc\.example could not be .*ECONNRESET\)\]$/,
    );
  });

  it("at an interruption says that the next up goes on", () => {
    expect(reason("interrupted", judged("waiting", { phase: "busy", status: { state: "pending" } }))).toEqual([
      "instance i-1 was pending when the deployment was interrupted after 3m10s, wanted running: run pulumi up again to go on waiting",
    ]);
  });

  it("names its place where the id is a secret", () => {
    const track = judged("waiting", { phase: "busy", status: { state: "pending" } });
    const [text] = reasonsOf(outcome("timedOut", track), plan, () => "1 of 2");
    expect(text).toMatch(/^instance 1 of 2 was still pending /);
    expect(text).not.toContain("i-1");
  });
});

describe("the reasons of a wait", () => {
  const named = (id: string, verdict: Verdict) => judged(verdict, { id, status: { state: "pending" } });

  it("that failed name those that failed, and not those that were still on their way", () => {
    const tracks = [named("a", "waiting"), named("b", "failed"), named("c", "ready"), named("d", "gone")];
    expect(reasonsOf(outcome("failed", ...tracks), plan, (id) => id).map((text) => text.slice(0, 10))).toEqual([
      "instance b",
      "instance d",
    ]);
  });

  it.each(["timedOut", "interrupted"] as const)("that %s name all that are not ready, the worst first", (kind) => {
    const tracks = [named("a", "waiting"), named("b", "ready"), named("c", "idle")];
    expect(reasonsOf(outcome(kind, ...tracks), plan, (id) => id).map((text) => text.slice(0, 10))).toEqual([
      "instance c",
      "instance a",
    ]);
  });

  it("are twenty at most, and how many more", () => {
    const some = (count: number) =>
      reasonsOf(
        outcome("timedOut", ...Array.from({ length: count }, (_, index) => named(`i-${index}`, "waiting"))),
        plan,
        (id) => id,
      );
    expect(some(20)).toHaveLength(20);
    expect(some(22).slice(19)).toEqual([
      expect.stringMatching(/^instance i-19 /),
      "and 2 more instances are not running",
    ]);
    expect(some(1_000).at(-1)).toBe("and 980 more instances are not running");
  });

  it("are never none where somebody is not ready, as the engine demands", () => {
    const verdicts = fc.array(
      fc.constantFrom<Verdict>("waiting", "ready", "failed", "gone", "idle", "missing", "refused", "unreachable"),
    );
    fc.assert(
      fc.property(verdicts, fc.constantFrom("timedOut", "interrupted"), (all, kind) => {
        const reasons = reasonsOf(outcome(kind, ...all.map((verdict) => named("a", verdict))), plan, (id) => id);
        expect(reasons.length).toBe(Math.min(all.filter((verdict) => verdict !== "ready").length, 21));
        for (const text of reasons) expect(text).toMatch(/^(instance a .*wanted running|and \d+ more)/);
      }),
    );
  });
});
