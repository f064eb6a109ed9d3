import { describe, expect, it } from "@jest/globals";
import { createLimiter } from "../../../../src/api/client/limiter";
import { createStatusClient } from "../../../../src/api/client/status-client";
import { answer, createScriptedSession, listOf, type Script } from "../../../support/scripted-project-client";
import { createVirtualClock } from "../../../support/virtual-clock";

const ROUND_MS = 5_000;
const MINUTE = 60_000 / ROUND_MS;
const IDS = Array.from({ length: 8 }, (_, at) => `i-${at}`);

/** Somebody who looks at all eight each five seconds: what was told in each round, and which requests went to the status API. */
async function watch(script: Script, rounds: number, signal?: AbortSignal) {
  const clock = createVirtualClock();
  const session = createScriptedSession(clock, script);
  const client = createStatusClient(session, createLimiter(clock), clock);
  const told: Record<string, string>[] = [];
  for (let round = 0; round < rounds; round++) {
    const seen: Record<string, string> = {};
    client.look(IDS, { owner: "gate", ...(signal && { signal }) }, (id, one) => {
      seen[id] = "error" in one ? one.error.code : `${one.status.state}`;
    });
    await clock.run(clock.sleep(ROUND_MS));
    told.push(seen);
  }
  const singles = session.asked.filter(({ kind }) => kind === "status").map(({ at, ids }) => ({ at, id: ids[0] }));
  return { told, singles, warnings: client.takeWarnings() };
}

const of = (state: string) => Object.fromEntries(IDS.map((id) => [id, state]));
/** What the list says, and what the status API does. */
const saying =
  (listed: (id: string, at: number) => string, shown: (id: string, at: number) => string): Script =>
  ({ kind, ids, at }) => {
    if (kind === "list") return listOf(ids.map((id) => ({ id, state: listed(id, at) })));
    const state = shown(ids[0] ?? "", at);
    return state === "none" ? answer(404, { error_code: "iMetal.0200" }) : answer(200, { state });
  };

describe("a list that stays behind for good", () => {
  it.each(["running", "error", "none"])("is found out after two minutes: the status API says %s", async (state) => {
    const { told, warnings } = await watch(
      saying(
        () => "pending",
        () => state,
      ),
      3 * MINUTE,
    );
    const truth = of(state === "none" ? "INSTANCE_NOT_FOUND" : state);
    expect(told[0]).toEqual(of("pending"));
    // The first is contradicted in the round after its check, the second a minute later: then all are asked about one by one.
    expect(told[MINUTE + 1]).toEqual({ ...of("pending"), "i-0": truth["i-0"] });
    expect(told[2 * MINUTE + 2]).toEqual(truth);
    expect(warnings).toEqual(["instances are looked up one by one, which is slower: the list is out of date"]);
  });

  it("about one instance is not asked about that one, and goes on answering for the others", async () => {
    const { told, singles, warnings } = await watch(
      saying(
        (id) => (id === "i-3" ? "pending" : "running"),
        () => "running",
      ),
      3 * MINUTE,
    );
    expect(told.at(-1)).toEqual(of("running"));
    expect(new Set(singles.map(({ id }) => id))).toEqual(new Set(["i-3"]));
    expect(warnings).toEqual([]);
  });
});

describe("a list that keeps up", () => {
  it("costs one request a minute, about each instance in its turn", async () => {
    const { told, singles } = await watch(
      saying(
        () => "pending",
        () => "pending",
      ),
      10 * MINUTE,
    );
    expect(told).toEqual(told.map(() => of("pending")));
    expect(singles.map(({ id }) => id)).toEqual([...IDS, "i-0"]);
    expect(singles.every(({ at }, one) => one === 0 || at - (singles[one - 1]?.at ?? 0) >= 60_000)).toBe(true);
  });

  it("costs nothing where all are ready", async () => {
    const { singles } = await watch(
      saying(
        () => "running",
        () => "running",
      ),
      3 * MINUTE,
    );
    expect(singles).toEqual([]);
  });

  it("may know less of what is in progress: stopped is no contradiction to stopped and busy", async () => {
    const { singles, warnings } = await watch(
      ({ kind, ids }) =>
        kind === "list"
          ? listOf(ids.map((id) => ({ id, state: "stopped" })))
          : answer(200, { state: "stopped", operation_state: "install-processing" }),
      5 * MINUTE,
    );
    expect(singles).toHaveLength(4);
    expect(warnings).toEqual([]);
  });

  it("is not blamed for what changed between the two answers", async () => {
    const { told, singles, warnings } = await watch(
      saying(
        (_id, at) => (at < 61_000 ? "pending" : "running"),
        () => "running",
      ),
      5 * MINUTE,
    );
    expect(told[MINUTE + 1]).toEqual(of("running"));
    expect(singles).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it("is not blamed for what the status API said before the list said so, too", async () => {
    // Behind when it was checked; then up to date, and the instances on their way again.
    const { told, singles, warnings } = await watch(
      saying(
        (_id, at) => (at > 61_000 && at < 100_000 ? "running" : "pending"),
        (_id, at) => (at > 59_000 && at < 100_000 ? "running" : "pending"),
      ),
      3 * MINUTE,
    );
    expect(told.at(-1)).toEqual(of("pending"));
    expect(singles.map(({ id }) => id)).toEqual(["i-0", "i-1"]);
    expect(warnings).toEqual([]);
  });

  it("is not checked for somebody who has gone", async () => {
    const leaves = new AbortController();
    const script: Script = ({ at, ids }) => {
      if (at >= 60_000) leaves.abort();
      return listOf(ids.map((id) => ({ id, state: "pending" })));
    };
    const { singles } = await watch(script, MINUTE + 1, leaves.signal);
    expect(singles).toEqual([]);
  });
});

describe("a status API that does not answer", () => {
  it("is nobody's concern as long as the list does", async () => {
    const script: Script = ({ kind, ids }) =>
      kind === "list" ? listOf(ids.map((id) => ({ id, state: "pending" }))) : answer(500);
    const { told, singles, warnings } = await watch(script, 3 * MINUTE);
    expect(told).toEqual(told.map(() => of("pending")));
    expect(singles).toHaveLength(2);
    expect(warnings).toEqual([]);
  });
});
