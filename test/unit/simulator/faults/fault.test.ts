import { describe, expect, it } from "@jest/globals";
import type { ListFlaw } from "../../../../src/simulator";
import { bodyOf, tokenRequest, virtualCloud } from "../../../support/virtual-cloud";

const cloud = () => virtualCloud({ instances: { a: "running", b: "running" } });

describe("a fault", () => {
  it("hits as many requests as it is told to, with the body of Huawei's table", () => {
    const { cloud: controls, status } = cloud();
    controls.fault({ status: 500, times: 2 });
    expect(bodyOf(status("a"))).toEqual({ error_code: "iMetal.0099", error_msg: "Internal server error" });
    expect([status("a"), status("a")].map((answer) => answer.status)).toEqual([500, 200]);
  });

  it("waits for its turn behind those ordered before", () => {
    const { cloud: controls, status } = cloud();
    controls.fault({ status: 503 });
    controls.fault({ status: 502 });
    expect([status("a"), status("a"), status("a")].map((answer) => answer.status)).toEqual([503, 502, 200]);
  });

  it("hits only the instance and the kind of request that it names", () => {
    const { cloud: controls, status, list } = cloud();
    controls.fault({ status: 500, id: "b", kind: "status", times: Number.POSITIVE_INFINITY });
    expect([status("a").status, list("?instance_id=a,b").status, status("b").status]).toEqual([200, 200, 500]);
  });

  it("for an instance hits a list that names it, and no list that names none", () => {
    const { cloud: controls, list } = cloud();
    controls.fault({ status: 500, id: "b" });
    expect([list().status, list("?instance_id=a,b").status]).toEqual([200, 500]);
  });

  it("may answer anything at all", () => {
    const { cloud: controls, status } = cloud();
    controls.fault({ body: "<html>" });
    expect(status("a")).toMatchObject({ status: 200, body: "<html>" });
    controls.fault({ status: 302, headers: { Location: "http://127.0.0.1:9/" } });
    expect(status("a")).toMatchObject({ status: 302, headers: { location: "http://127.0.0.1:9/" } });
  });

  it("may be a 200 that is an error", () => {
    const { cloud: controls, status } = cloud();
    controls.fault({ body: { error_code: "iMetal.0099", error_msg: "Internal server error" } });
    expect(bodyOf(status("a"))).toEqual({ error_code: "iMetal.0099", error_msg: "Internal server error" });
  });

  it("may say when to come back, in seconds or as a date", () => {
    const { cloud: controls, status } = cloud();
    controls.fault({ status: 503, retryAfterMs: 1_500 });
    controls.fault({ status: 503, retryAfterMs: 1_500, retryAfterAs: "date" });
    expect(status("a")).toMatchObject({ status: 503, headers: { "retry-after": "2" } });
    expect(status("a")).toMatchObject({ status: 503, headers: { "retry-after": "Fri, 02 Jan 2026 03:04:07 GMT" } });
  });

  it("lets requests pass before it hits, and leaves them to the faults behind it", () => {
    const { cloud: controls, status, list } = cloud();
    controls.fault({ kind: "status", skip: 2, status: 500 });
    controls.fault({ kind: "status", status: 503 });
    expect(list().status).toBe(200);
    expect([1, 2, 3, 4].map(() => status("a").status)).toEqual([503, 200, 500, 200]);
  });

  it("of IAM has IAM's shape", () => {
    const { cloud: controls, ask } = cloud();
    controls.fault({ status: 503, kind: "token" });
    expect(bodyOf(ask("POST", "/v3/auth/tokens", {}, tokenRequest(undefined))).error.code).toBe(503);
  });

  it("of the wire leaves the answer as it is", () => {
    const { cloud: controls, status } = cloud();
    controls.fault({ delayMs: 2_000 });
    expect(status("a")).toMatchObject({ status: 200, delivery: { delayMs: 2_000 } });
    controls.fault({ cut: true, headers: { "x-extra": "1" } });
    expect(status("a")).toMatchObject({ status: 200, headers: { "x-extra": "1" }, delivery: { cut: true } });
    expect(status("a").delivery).toEqual({});
  });

  it("that resets a connection stands in the log with status 0", () => {
    const { cloud: controls, status } = cloud();
    controls.fault({ reset: true });
    expect(status("a").delivery).toEqual({ reset: true });
    expect(controls.requests).toMatchObject([{ status: 0 }]);
  });

  it("counts against the limit like any answer", () => {
    const { cloud: controls, status } = cloud();
    controls.limit({ requests: 1, windowMs: 60_000 });
    controls.fault({ status: 500 });
    expect([status("a").status, status("a").status]).toEqual([500, 429]);
  });

  it("may go on for a while, from the first request that it hits", () => {
    const { cloud: controls, status, advance } = cloud();
    controls.fault({ status: 429, forMs: 30_000 });
    advance(60_000);
    expect(status("a").status).toBe(429);
    advance(29_999);
    expect(status("a").status).toBe(429);
    advance(1);
    expect(status("a").status).toBe(200);
  });

  it("may hit so many requests of a while", () => {
    const { cloud: controls, status } = cloud();
    controls.fault({ status: 429, forMs: 30_000, times: 2 });
    expect([1, 2, 3].map(() => status("a").status)).toEqual([429, 429, 200]);
  });

  it("can be taken back", () => {
    const { cloud: controls, status } = cloud();
    controls.fault({ status: 500, times: Number.POSITIVE_INFINITY });
    controls.clearFaults();
    expect(status("a").status).toBe(200);
  });

  it.each([
    {},
    { id: "a" },
    { status: 99 },
    { status: 500, times: 0 },
    { delayMs: -1 },
    { status: 500, skip: -1 },
    { status: 503, retryAfterMs: -5 },
    { list: "shuffled" as ListFlaw },
  ])("%j is refused", (fault) => {
    expect(() => cloud().cloud.fault(fault)).toThrow("fault");
  });
});
