import { describe, expect, it } from "@jest/globals";
import type { LookOptions } from "../../../src/api/client/status-client";
import { createLookUp } from "../../../src/api/look-up";
import { CloudDcError } from "../../../src/errors";
import type { Observation } from "../../../src/wait/track";
import { missing, seen, unanswered, WHERE } from "../../support/fake-context";
import { createFakeStatusClient } from "../../support/fake-status-client";
import { createVirtualClock } from "../../support/virtual-clock";

/** A client that answers with these one after the other, and is silent after the last. */
function looking(answers: Observation[], connecting: Promise<unknown> = Promise.resolve()) {
  const clock = createVirtualClock();
  const asked: ({ id: string } & LookOptions)[] = [];
  const connect = async () => {
    await connecting;
    return createFakeStatusClient({
      now: clock.now,
      async get(id, options) {
        asked.push({ id, ...options });
        const answer = answers.shift();
        if (answer === undefined)
          return new Promise<never>((_, reject) =>
            options.signal?.addEventListener("abort", () => reject(new CloudDcError("INTERRUPTED", "taken back"))),
          );
        if ("error" in answer) throw answer.error;
        return answer;
      },
    });
  };
  const lookUp = createLookUp(connect, clock, { idleMs: 30_000 });
  return { clock, asked, lookUp };
}

describe("a look-up", () => {
  it("is answered afresh, and takes turns by its owner", async () => {
    const { clock, asked, lookUp } = looking([seen("running")]);
    expect(await clock.run(lookUp("a", WHERE, { owner: "web" }))).toMatchObject({ status: { state: "running" } });
    expect(asked).toMatchObject([{ id: "a", owner: "web", confirm: false, maxAgeMs: 0 }]);
  });

  it("that only the status API can answer takes no answer of the list", async () => {
    const { clock, asked, lookUp } = looking([seen("running")]);
    await clock.run(lookUp("a", WHERE, { owner: "web", bypassList: true }));
    expect(asked).toMatchObject([{ confirm: true, maxAgeMs: 0 }]);
  });

  it("takes its owner's answer of a moment ago where that will do", async () => {
    const { clock, asked, lookUp } = looking([seen("running")]);
    await clock.run(lookUp("a", WHERE, { owner: "web", ownAnswer: true }));
    expect(asked).toMatchObject([{ confirm: false, maxAgeMs: 2_000 }]);
  });

  it("outlives a lost answer", async () => {
    const { clock, lookUp } = looking([unanswered("SERVER_ERROR", 503), seen("running")]);
    expect(await clock.run(lookUp("a", WHERE, { owner: "web" }))).toMatchObject({ status: { state: "running" } });
  });

  it.each<[string, Promise<unknown>]>([
    ["the answer", Promise.resolve()],
    ["the way to sign in", new Promise(() => {})],
  ])("ends when %s never comes", async (_name, connecting) => {
    const { clock, lookUp } = looking([], connecting);
    const error = await clock.run(lookUp("a", WHERE, { owner: "web" }).catch((thrown) => thrown));
    expect(error).toMatchObject({ code: "REQUEST_TIMED_OUT", message: "no answer within 30s" });
    expect(clock.now()).toBe(30_000);
  });

  it("of an instance that is not known yet is repeated until the grace is over", async () => {
    const { clock, asked, lookUp } = looking([missing("a"), missing("a"), seen("running")]);
    const found = await clock.run(lookUp("a", WHERE, { owner: "web", notFoundGraceMs: 10_000 }));
    expect(found).toMatchObject({ status: { state: "running" } });
    expect(clock.now()).toBe(4_000);
    expect(asked).toHaveLength(3);

    const never = looking(Array.from({ length: 20 }, () => missing("a")));
    const error = await never.clock.run(
      never.lookUp("a", WHERE, { owner: "web", notFoundGraceMs: 5_000 }).catch((thrown) => thrown),
    );
    expect(error).toMatchObject({ code: "INSTANCE_NOT_FOUND" });
    // The last look is at the end.
    expect(never.clock.now()).toBe(5_000);
    expect(never.asked).toHaveLength(4);
  });

  it("without a grace does not wait for an instance that is missing, and none is waited for that is refused", async () => {
    for (const [what, notFoundGraceMs] of [
      [missing("a"), 0],
      [unanswered("FORBIDDEN", 403), 10_000],
    ] as const) {
      const { clock, lookUp } = looking([what]);
      await clock.run(lookUp("a", WHERE, { owner: "web", notFoundGraceMs }).catch(() => {}));
      expect(clock.now()).toBe(0);
    }
  });

  it("ends when nobody wants the answer any more, and takes its request back", async () => {
    const { clock, asked, lookUp } = looking([]);
    const nobody = new AbortController();
    void clock.sleep(1_000).then(() => nobody.abort());
    const error = await clock.run(
      lookUp("a", WHERE, { owner: "web", signal: nobody.signal }).catch((thrown) => thrown),
    );
    expect(error).toMatchObject({ code: "INTERRUPTED", message: "the deployment was interrupted" });
    expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true]);
  });
});
