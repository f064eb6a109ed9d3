import { describe, expect, it } from "@jest/globals";
import { bodyOf, virtualCloud } from "../../../support/virtual-cloud";

const setUp = () => {
  const virtual = virtualCloud();
  const control = (method: string, path: string, body?: object) =>
    virtual.ask(method, `/_simulator/${path}`, {}, body === undefined ? "" : JSON.stringify(body));
  return { ...virtual, control };
};

describe("the controls over HTTP", () => {
  it("put and remove an instance", () => {
    const { control, status, advance } = setUp();
    expect(control("PUT", "instances/a%20b", { timeline: "pending 3s, running" }).status).toBe(204);
    advance(3_000);
    expect(bodyOf(status("a%20b")).state).toBe("running");
    expect(control("DELETE", "instances/a%20b").status).toBe(204);
    expect(status("a%20b").status).toBe(404);
  });

  it("take a timeline as steps, too", () => {
    const { control, status } = setUp();
    control("PUT", "instances/web", { timeline: [{ state: "running", listState: "pending" }] });
    expect(bodyOf(status("web")).state).toBe("running");
  });

  it("order faults, for ever as well", () => {
    const { control, status } = setUp();
    expect(control("POST", "faults", { status: 500, times: "Infinity" }).status).toBe(204);
    expect([status("a").status, status("a").status]).toEqual([500, 500]);
  });

  it("show the log, in which they do not stand themselves", () => {
    const { control, status } = setUp();
    status("a");
    expect(bodyOf(control("GET", "requests")).requests).toMatchObject([{ kind: "status", ids: ["a"] }]);
  });

  it.each([
    ["PUT", "instances/web", {}, "needs a timeline"],
    ["PUT", "instances/web", { timeline: "pending soon" }, "Timeline step"],
    ["PUT", "instances/web", { timeline: [null] }, "no object"],
    ["POST", "faults", [], "no JSON object"],
    ["POST", "faults", { status: "500" }, "from 200 to 599"],
  ])("refuse %s %s with %j and say why", (method, path, body, reason) => {
    const answer = setUp().control(method, path, body);
    expect(answer.status).toBe(400);
    expect(bodyOf(answer).error).toContain(reason);
  });

  it("know no other paths", () => {
    expect(setUp().control("GET", "secrets").status).toBe(404);
  });
});
