import { describe, expect, it } from "@jest/globals";
import { createRefreshingCredential } from "../../../../src/api/auth/refreshing-credential";
import { ConnectionError, CredentialsError } from "../../../../src/errors";
import { errorOf, manualClock } from "../../../support/credentials-fakes";

interface Thing {
  readonly name: number;
  readonly expiresAt?: number;
}

/** Hands out things that last so long, or fails as told. */
function setUp({ lastsMs, first = false }: { lastsMs?: number; first?: boolean } = {}) {
  const { clock, pass } = manualClock();
  let failure: Error | undefined;
  let asked = 0;
  const make = (): Thing => ({
    name: ++asked,
    ...(lastsMs !== undefined && { expiresAt: clock.date().getTime() + lastsMs }),
  });
  const obtain = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    if (!failure) return make();
    asked++;
    throw failure;
  };
  const credential = createRefreshingCredential<Thing>(obtain, clock, first ? make() : undefined);
  const refuse = (name: number) => credential.refused((thing) => thing.name === name);
  const fail = (error?: Error) => {
    failure = error;
  };
  return { credential, refuse, pass, fail, asked: () => asked };
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const passing = new ConnectionError("CONNECTION_FAILED", "down");
const final = new CredentialsError("BAD_CREDENTIALS", "wrong");

describe("a credential", () => {
  it("is asked for once, however many wait", async () => {
    const { credential, asked } = setUp({ lastsMs: DAY });
    const things = await Promise.all(Array.from({ length: 50 }, () => credential.current()));
    expect(things.every(({ name }) => name === 1)).toBe(true);
    expect(asked()).toBe(1);
  });

  it("is kept until ten minutes before its end", async () => {
    const { credential, pass, asked } = setUp({ lastsMs: DAY });
    await credential.current();
    await pass(DAY - 10 * MINUTE - 1);
    await credential.current();
    expect(asked()).toBe(1);
    await pass(2);
    expect(await credential.current()).toMatchObject({ name: 2 });
  });

  it("of a short life is renewed at half time", async () => {
    const { credential, pass, asked } = setUp({ lastsMs: 2 * MINUTE });
    await credential.current();
    await pass(MINUTE - 1);
    await credential.current();
    expect(asked()).toBe(1);
    await pass(2);
    await credential.current();
    expect(asked()).toBe(2);
  });

  it("without an end is kept", async () => {
    const { credential, pass, asked } = setUp();
    await credential.current();
    await pass(30 * DAY);
    await credential.current();
    expect(asked()).toBe(1);
  });

  it("may begin with a value that somebody has", async () => {
    const { credential, asked } = setUp({ lastsMs: DAY, first: true });
    expect(await credential.current()).toMatchObject({ name: 1 });
    expect(asked()).toBe(1);
  });

  it("that cannot be renewed yet is used to its end, and asked for now and then", async () => {
    const { credential, pass, fail, asked } = setUp({ lastsMs: DAY });
    await credential.current();
    fail(passing);
    await pass(DAY - 5 * MINUTE);
    for (let request = 0; request < 20; request++) expect(await credential.current()).toMatchObject({ name: 1 });
    expect(asked()).toBe(2);
    await pass(5 * MINUTE);
    expect(await errorOf(credential.current())).toBe(passing);
    fail();
    expect(await credential.current()).toMatchObject({ name: 4 });
  });

  it("that can never be got is asked for once", async () => {
    const { credential, fail, asked } = setUp();
    fail(final);
    const errors = await Promise.all(Array.from({ length: 20 }, () => errorOf(credential.current())));
    expect(new Set(errors)).toEqual(new Set([final]));
    expect(await errorOf(credential.current())).toBe(final);
    expect(asked()).toBe(1);
  });
});

describe("a credential that was refused", () => {
  it("is renewed once for all who were refused with it", async () => {
    const { credential, refuse, asked } = setUp({ lastsMs: DAY });
    await credential.current();
    const chances = await Promise.all(Array.from({ length: 8 }, () => refuse(1)));
    expect(chances).toEqual(Array.from({ length: 8 }, () => true));
    expect(await refuse(1)).toBe(true); // an answer that came late
    expect(asked()).toBe(2);
  });

  it("is not handed out while it is being renewed", async () => {
    const { credential, refuse } = setUp({ lastsMs: DAY });
    await credential.current();
    const renewal = refuse(1);
    expect(await credential.current()).toMatchObject({ name: 2 });
    expect(await renewal).toBe(true);
  });

  it("again after its renewal is the end", async () => {
    const { credential, refuse, asked } = setUp({ lastsMs: DAY });
    await credential.current();
    expect(await refuse(1)).toBe(true);
    for (let answer = 0; answer < 10; answer++) expect(await refuse(2)).toBe(false);
    expect(asked()).toBe(2);
  });

  it("and comes back the same has no chance", async () => {
    const { clock } = manualClock();
    const credential = createRefreshingCredential<Thing>(async () => ({ name: 1 }), clock, { name: 1 });
    expect(await credential.refused(() => true)).toBe(false);
  });

  it("and can never be had again ends in one sentence for all", async () => {
    const { credential, refuse, fail, asked } = setUp({ lastsMs: DAY });
    await credential.current();
    fail(final);
    expect(await errorOf(refuse(1))).toBe(final);
    expect(await errorOf(refuse(1))).toBe(final);
    expect(await errorOf(credential.current())).toBe(final);
    expect(asked()).toBe(2);
  });

  it("and cannot be had right now may be had later", async () => {
    const { credential, refuse, fail } = setUp({ lastsMs: DAY });
    await credential.current();
    fail(passing);
    expect(await errorOf(refuse(1))).toBe(passing);
    fail();
    expect(await refuse(1)).toBe(true);
  });
});

describe("a value that was let in and then refused", () => {
  it("is renewed each time: it was revoked", async () => {
    const { credential, refuse, asked } = setUp();
    await credential.current();
    for (let name = 1; name <= 5; name++) {
      credential.accepted((thing) => thing.name === name);
      expect(await refuse(name)).toBe(true);
    }
    expect(asked()).toBe(6);
  });

  it("is renewed once for all who were refused with it", async () => {
    const { credential, refuse, asked } = setUp();
    await credential.current();
    credential.accepted(({ name }) => name === 1);
    expect(await Promise.all([refuse(1), refuse(1), refuse(1)])).toEqual([true, true, true]);
    expect(asked()).toBe(2);
  });
});

describe("a value that replaced a refused one", () => {
  it("and was never let in is the last word, for a minute", async () => {
    const { credential, refuse, pass, asked } = setUp();
    await credential.current();
    expect(await refuse(1)).toBe(true);
    expect(await refuse(2)).toBe(false);
    await pass(MINUTE - 1);
    expect(await refuse(2)).toBe(false);
    await pass(1);
    expect(await refuse(2)).toBe(true);
    expect(asked()).toBe(3);
  });

  it("is not proven by what another one was let in with", async () => {
    const { credential, refuse } = setUp();
    await credential.current();
    expect(await refuse(1)).toBe(true);
    credential.accepted(({ name }) => name === 1);
    expect(await refuse(2)).toBe(false);
  });
});
