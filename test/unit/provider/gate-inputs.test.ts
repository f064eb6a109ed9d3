import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { GateInputs } from "../../../src/contract";
import { isUnknown, UNKNOWN } from "../../../src/provider/checks";
import { effectiveTimeout, gateId, labelFor, unique } from "../../../src/provider/gate-inputs";
import { gateNews } from "../../support/gate-hooks";

const inputs = (more: object = {}) => gateNews(more) as unknown as GateInputs;

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

describe("the timeout", () => {
  it.each([
    [{}, true, "30m"],
    [{ customTimeouts: { create: "1h" } }, true, "1h"],
    [{ customTimeouts: { create: "1h" } }, false, "30m"],
    [{ customTimeouts: { update: "2h" } }, false, "2h"],
    [{ timeout: "5m", customTimeouts: { create: "1h", update: "2h" } }, true, "5m"],
    [{ timeout: 0, customTimeouts: { create: "1h" } }, true, 0],
  ])("of %j for a new gate (%s) is %j", (more, isNew, timeout) => {
    expect(effectiveTimeout(inputs(more), isNew)).toBe(timeout);
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
