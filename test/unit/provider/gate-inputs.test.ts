import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { GateInputs } from "../../../src/contract";
import { isUnknown, UNKNOWN } from "../../../src/provider/checks";
import { gateId, labelFor, planOf, type Turn, turnOf, unique } from "../../../src/provider/gate-inputs";
import { gateInputs } from "../../support/gate-hooks";

const inputs = (more: object = {}) => gateInputs({ timeout: undefined, ...more }) as unknown as GateInputs;

describe("what is not known yet", () => {
  it.each([[UNKNOWN], [["a", UNKNOWN]], [[["a"], [[UNKNOWN]]]]])("is found in %j", (value) => {
    expect(isUnknown(value)).toBe(true);
  });

  it.each([["a"], [undefined], [["a", "b"]], [[]], [`x${UNKNOWN}`]])("is not found in %j", (value) => {
    expect(isUnknown(value)).toBe(false);
  });

  it("is Pulumi's own placeholder", async () => {
    const { unknownValue } = await import("@pulumi/pulumi/runtime/rpc.js");
    expect(UNKNOWN).toBe(unknownValue);
  });
});

describe("the timeout of a wait", () => {
  const minutes = (more: object, turn: Turn, engineSeconds?: number) =>
    planOf(inputs(more), turn, engineSeconds).timeoutMs / 60_000;
  const both = { __customTimeouts: { create: "1h", update: "2h" } };

  it.each<[string, object, Turn, number | undefined, number]>([
    ["the default", {}, "first", undefined, 30],
    ["customTimeouts.create until it has opened", both, "first", undefined, 60],
    ["customTimeouts.update once it has", both, "again", undefined, 120],
    [
      "the default where only create is given, once it has opened",
      { __customTimeouts: { create: "1h" } },
      "again",
      undefined,
      30,
    ],
    ["timeout before customTimeouts", { ...both, timeout: "5m" }, "first", undefined, 5],
    ["a timeout of zero", { ...both, timeout: 0 }, "first", undefined, 0],
    ["what the engine says where the program says nothing", {}, "first", 600, 10],
    ["what the program says before the engine", both, "first", 600, 60],
    ["the default where the engine says that there is none", {}, "first", 0, 30],
    ["the default while it is not known", { timeout: UNKNOWN }, "first", undefined, 30],
  ])("is %s", (_name, more, turn, engineSeconds, expected) => {
    expect(minutes(more, turn, engineSeconds)).toBe(expected);
  });

  it("is of a first time until the gate has opened, however many runs it takes, and of another one after that", () => {
    expect(
      [{}, { observed: [] }, { openedBy: "wait" }, { wasOpen: true }].map((state) => turnOf(state as object)),
    ).toEqual(["first", "first", "again", "again"]);
  });
});

describe("a gate's id", () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 6, maxLength: 12 }), { minLength: 1, maxLength: 6 });

  it("is the same in whatever order its instances come", () => {
    fc.assert(
      fc.property(ids, (instanceIds) => {
        expect(gateId(inputs({ instanceIds: [...instanceIds].reverse() }))).toBe(gateId(inputs({ instanceIds })));
      }),
    );
  });

  it("is another one for other instances, and in another place", () => {
    fc.assert(
      fc.property(ids, fc.string(), (instanceIds, other) => {
        const id = gateId(inputs({ instanceIds }));
        if (!instanceIds.includes(other)) expect(gateId(inputs({ instanceIds: [...instanceIds, other] }))).not.toBe(id);
        for (const key of ["region", "projectId", "endpoint"])
          expect(gateId(inputs({ instanceIds, [key]: `other ${other}` }))).not.toBe(id);
      }),
    );
  });

  it("is not another one for instances whose ids run together", () => {
    expect(gateId(inputs({ instanceIds: ["a,b"] }))).not.toBe(gateId(inputs({ instanceIds: ["a", "b"] })));
  });
});

describe("the instances of a gate", () => {
  it("are each named once, in the order of the program", () => {
    expect(unique(["b", "a", "b", "c", "a"])).toEqual(["b", "a", "c"]);
  });

  it("are called by their ids, or by their places where those are a secret", () => {
    expect(labelFor(inputs({ instanceIds: ["x", "y"] }))("y")).toBe("y");
    expect(labelFor(inputs({ instanceIds: ["x", "y"], __secret: true }))("y")).toBe("2 of 2");
  });
});
