import { describe, expect, it } from "@jest/globals";
import { START, virtualCloud } from "../../../support/virtual-cloud";

describe("what the page shows", () => {
  it("is what instances went through, what comes, and what they allow", () => {
    const { cloud, advance } = virtualCloud({ instances: { web: "pending 10s, running 20s, error" } });
    advance(15_000);
    expect(cloud.snapshot().instances).toEqual([
      {
        id: "web",
        name: "simulated-web",
        past: [
          { label: "pending", state: "pending", since: START },
          { label: "running", state: "running", since: START + 10_000 },
        ],
        future: [
          {
            label: "error",
            state: "error",
            error: "create_instance_error iMetal.0301 Failed to create the instance.",
            since: START + 30_000,
          },
        ],
        waiting: false,
        allowed: ["delete", "reinstall", "powerOff", "reboot"],
      },
    ]);
  });

  it("joins what looks alike, and goes on after an instance is gone", () => {
    const { cloud, advance } = virtualCloud({ instances: { web: "running" } });
    advance(1_000);
    cloud.put("web", "running 5s, stopped");
    advance(6_000);
    cloud.remove("web");
    const [web] = cloud.snapshot().instances;
    expect(web?.past.map(({ label, since }) => [label, since - START])).toEqual([
      ["running", 0],
      ["stopped", 6_000],
      ["missing", 7_000],
    ]);
    expect(web?.allowed).toEqual([]);
  });

  it("shows nothing of a timeline that another one has ended", () => {
    const { cloud, advance } = virtualCloud({ instances: { web: "pending 5s, running" } });
    advance(2_000);
    cloud.put("web", "stopped");
    advance(10_000);
    const [web] = cloud.snapshot().instances;
    expect(web?.past.map(({ label }) => label)).toEqual(["pending", "stopped"]);
    expect(web?.future).toEqual([]);
  });

  it("starts no timeline that waits for a look-up", () => {
    const { cloud, status, advance } = virtualCloud();
    cloud.put("web", "pending 10s, running", "first-look-up");
    advance(60_000);
    expect(cloud.snapshot().instances[0]).toMatchObject({ waiting: true, past: [{ label: "pending" }] });
    status("web");
    expect(cloud.snapshot().instances[0]).toMatchObject({ waiting: false, future: [{ since: START + 70_000 }] });
  });

  it("names faults, the limit and notices, each while it holds", () => {
    const { cloud, status, ask, advance } = virtualCloud({
      instances: { web: "running" },
      limit: { requests: 9, windowMs: 1_000 },
    });
    cloud.fault({ status: 429, forMs: 30_000 });
    cloud.fault({ list: "duplicates", times: 2 });
    cloud.fault({ reset: true, delayMs: 5, id: "db", times: Number.POSITIVE_INFINITY });
    expect(cloud.snapshot()).toMatchObject({
      limit: "9 in 1 s",
      notices: [],
      faults: [
        { text: "answer 429", armed: true },
        { text: "list with duplicates", left: 2, armed: false },
        { text: "connection reset, 5 ms late for db", armed: false },
      ],
    });
    status("web");
    expect(cloud.snapshot().faults[0]).toEqual({ text: "answer 429", endsAt: START + 30_000, armed: false });
    advance(30_000);
    expect(cloud.snapshot().faults).toHaveLength(2);
    ask("GET", "/v1/another/instances", { "x-auth-token": "simulator-token" });
    expect(cloud.snapshot().notices).toEqual([expect.stringContaining("not another.")]);
  });

  it("is the same while nothing happens, but for the time", () => {
    const { cloud, status, advance } = virtualCloud({ instances: { web: "running" } });
    status("web");
    const { now: before, ...first } = cloud.snapshot();
    advance(400);
    const { now: after, ...second } = cloud.snapshot();
    expect(second).toEqual(first);
    expect(after - before).toBe(400);
  });

  it("has an end: of many instances and requests it shows the latest", () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`i-${index}`, "running"]));
    const { cloud, status } = virtualCloud({ instances: many });
    for (let index = 0; index < 100; index += 1) status(`i-${index}`);
    const { instances, hidden, requests } = cloud.snapshot();
    expect([instances.length, hidden, requests.length, requests[0]?.ids]).toEqual([200, 50, 60, ["i-99"]]);
  });
});
