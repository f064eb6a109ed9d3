import { describe, expect, it } from "@jest/globals";
import { printWindow } from "../../../src/simulator/duration";
import { bodyOf, TOKEN, virtualCloud } from "../../support/virtual-cloud";

const LIMIT = { requests: 3, windowMs: 300_000 };

describe("a request limit", () => {
  it("lets so many requests through in a window, and then says Huawei's sentence", () => {
    const { status, list } = virtualCloud({ instances: { web: "running" }, limit: LIMIT });
    expect([status("web"), list(), status("web")].map((answer) => answer.status)).toEqual([200, 200, 200]);
    const refused = status("web");
    expect(refused.status).toBe(429);
    expect(bodyOf(refused)).toEqual({
      error_code: "APIGW.0308",
      error_msg: "The throttling threshold has been reached: policy user over ratelimit,limit:3,time:5 minute",
      request_id: refused.headers["x-request-id"],
    });
    expect(refused.headers).not.toHaveProperty("retry-after");
  });

  it("opens again when the window is over", () => {
    const { status, advance } = virtualCloud({ instances: { web: "running" }, limit: LIMIT });
    for (let request = 0; request < 3; request += 1) status("web");
    advance(299_999);
    expect(status("web").status).toBe(429);
    advance(1);
    expect(status("web").status).toBe(200);
  });

  it("says when to come back where that is asked for", () => {
    const { status, advance } = virtualCloud({ limit: { requests: 1, windowMs: 60_000, retryAfter: true } });
    status("web");
    advance(17_500);
    expect(status("web").headers["retry-after"]).toBe("43");
  });

  it("says when to come back as a date of the server's clock, rounded up to a second", () => {
    const { status, advance } = virtualCloud({
      limit: { requests: 1, windowMs: 60_000, retryAfter: "date" },
      clockOffsetMs: 3_600_000,
    });
    status("web");
    advance(17_500);
    expect(status("web").headers["retry-after"]).toBe("Fri, 02 Jan 2026 04:05:05 GMT");
  });

  it("does not hold for IAM, nor for requests that were not let in", () => {
    const { ask, status } = virtualCloud({ instances: { web: "running" }, limit: { requests: 1, windowMs: 60_000 } });
    for (let request = 0; request < 5; request += 1) {
      expect(ask("GET", "/v3/projects", TOKEN).status).toBe(200);
      expect(status("web", {}).status).toBe(401);
    }
    expect(status("web").status).toBe(200);
    expect(status("web").status).toBe(429);
  });

  it("can be set and lifted while the cloud runs", () => {
    const { cloud, status } = virtualCloud({ instances: { web: "running" } });
    cloud.limit({ requests: 0, windowMs: 1_000 });
    expect(status("web").status).toBe(429);
    cloud.limit(undefined);
    expect(status("web").status).toBe(200);
    expect(() => cloud.limit({ requests: 1, windowMs: 0 })).toThrow("window");
  });

  it.each([
    [200, "1 second"],
    [1_000, "1 second"],
    [90_000, "90 second"],
    [60_000, "1 minute"],
    [300_000, "5 minute"],
    [7_200_000, "2 hour"],
  ])("prints a window of %i ms as %j", (windowMs, text) => {
    expect(printWindow(windowMs)).toBe(text);
  });
});
