import { describe, expect, it } from "@jest/globals";
import { waitForInstancesWith } from "../../../src/waiter/wait-for-instances";
import { createVirtualClock } from "../../support/virtual-clock";

/** What a wait of a hook fails with that may not begin. */
async function refused(options: object, areSecret = true) {
  const context = {
    settings: { env: {}, config: () => undefined, home: "/nowhere" },
    connect: () => Promise.reject(new Error("somebody was asked")),
    clock: createVirtualClock(),
    warn: () => {},
    waiter: { again: "wait again", what: "the wait" },
    areSecret,
  };
  return waitForInstancesWith(context, options as never).catch((error) => error);
}

const AS_RETURNED = "give the instance id exactly as CreateInstance returned it";

describe("ids that are a secret, and can be no ids", () => {
  it.each([
    ["a backslash, which a message spells as two", "DOMAIN\\vault-77"],
    ["a quotation mark", 'DOMAIN/"vault-77'],
    ["line breaks", "vault\n77"],
    ["more characters than a message shows", `${"vault77".repeat(40)} x`],
    ["a character that nobody sees", "vault\u200b77"],
    ["half of a character", "vault\ud80077"],
  ])("are in no message: one with %s", async (_what, id) => {
    for (const options of [{ instanceIds: ["a", id] }, { instanceId: id }]) {
      const error = await refused(options);
      expect(error).toMatchObject({ name: "WaitError", code: "INVALID_ARGUMENT" });
      const shown = [error.message, ...error.reasons, error.stack, JSON.stringify(error)].join("\n");
      expect(shown).toContain('is "[secret]": ');
      expect(shown).not.toMatch(/vault|DOMAIN/);
    }
  });

  it("take no letters out of our own words", async () => {
    expect((await refused({ instanceIds: ["a", "b c"] })).message).toBe(
      `"instanceIds[1]" is "[secret]": ${AS_RETURNED}`,
    );
  });

  it.each<[string, unknown]>([
    ["a number", 5],
    ["null", null],
    ["undefined", undefined],
    ["an object", {}],
    ["a symbol", Symbol("vault")],
    ["a number without an end", 10n],
  ])("fail in a sentence where one is %s: text.startsWith is not a function", async (_what, id) => {
    const error = await refused({ instanceIds: [id] });
    expect(error).toMatchObject({ name: "WaitError", message: `"instanceIds[0]" is "[secret]": ${AS_RETURNED}` });
  });

  it("are not named where one id stands beside several, or where they are no list", async () => {
    expect((await refused({ instanceId: "vault-77", instanceIds: ["a"] })).message).toBe(
      '"instanceId" is "[secret]": give either instanceId or instanceIds, not both',
    );
    expect((await refused({ instanceIds: "vault-77" })).message).toBe(
      '"instanceIds" is "[secret]": name at least one instance',
    );
  });
});

describe("a wait", () => {
  const holdsItself: Record<string, unknown> = {};
  holdsItself.self = holdsItself;

  it.each<[string, unknown]>([
    ["an object that holds itself", holdsItself],
    ["a symbol", Symbol("x")],
    ["an object without a prototype", Object.assign(Object.create(null), { a: 1n })],
  ])("says all that is wrong with it, though every option is %s", async (_what, value) => {
    const names = ["instanceIds", "timeout", "settle", "tolerateError", "signal", "onProgress"];
    const error = await refused(Object.fromEntries(names.map((name) => [name, value])), false);
    expect(error).toMatchObject({ name: "WaitError", code: "INVALID_ARGUMENT" });
    for (const name of names) expect(error.reasons.join("\n")).toContain(`"${name}" is `);
  });

  it("does not begin where its list of ids has a hole", async () => {
    expect((await refused({ instanceIds: new Array(2) }, false)).reasons).toEqual(
      [0, 1].map((place) => `"instanceIds[${place}]" is not set: ${AS_RETURNED}`),
    );
  });

  it("shows an id that is no secret as it was given", async () => {
    expect((await refused({ instanceIds: ["a", "b c"] }, false)).reasons).toEqual([
      `"instanceIds[1]" is "b c": ${AS_RETURNED}`,
    ]);
  });
});
