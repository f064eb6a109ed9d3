import { describe, expect, it } from "@jest/globals";
import { paceOf, watchersOf } from "../../../../src/simulator/page/traffic";
import { START, TOKEN, virtualCloud } from "../../../support/virtual-cloud";

const setUp = () => {
  const virtual = virtualCloud({ instances: { a: "running", b: "running" } });
  const look = (id: string, agent: string) => virtual.status(id, { ...TOKEN, "user-agent": agent });
  return { ...virtual, look };
};

describe("the pace", () => {
  it("counts the requests of each second of the last minute by how they were answered", () => {
    const { cloud, status, advance, now } = setUp();
    status("a");
    advance(30_000);
    status("a");
    status("nobody");
    cloud.fault({ status: 429 });
    cloud.fault({ reset: true });
    status("a");
    status("a");
    advance(500);
    status("a");
    const { second, answered, throttled, failed } = paceOf(cloud.requests, now());
    expect(second).toBe(START + 30_000);
    expect([answered[29], throttled[29], failed[29]]).toEqual([1, 0, 0]);
    expect([answered[59], throttled[59], failed[59]]).toEqual([2, 1, 2]);
    const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
    expect([answered, throttled, failed].map(sum)).toEqual([3, 1, 2]);
  });

  it("forgets what is older than a minute", () => {
    const { cloud, status, advance, now } = setUp();
    status("a");
    advance(60_000);
    expect(paceOf(cloud.requests, now()).answered.every((count) => count === 0)).toBe(true);
  });
});

describe("who waits", () => {
  it("is told by the look-ups of the last minute: for which instances, how often, and when last", () => {
    const { cloud, look, list, advance, now } = setUp();
    look("a", "one");
    advance(1_000);
    look("b", "one");
    list("?instance_id=a,b", { ...TOKEN, "user-agent": "two" });
    advance(4_000);
    look("a", "one");
    expect(watchersOf(cloud.requests, now())).toEqual([
      { agent: "one", ids: ["a", "b"], lastAt: START + 5_000, everyMs: 5_000 },
      { agent: "two", ids: ["a", "b"], lastAt: START + 1_000, everyMs: undefined },
    ]);
    advance(56_001);
    expect(watchersOf(cloud.requests, now()).map(({ agent }) => agent)).toEqual(["one"]);
  });

  it("is nobody who asks for no instance, or has only signed in", () => {
    const { cloud, list, ask, now } = setUp();
    list();
    ask("GET", "/v3/projects", TOKEN);
    expect(watchersOf(cloud.requests, now())).toEqual([]);
  });
});
