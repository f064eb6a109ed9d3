import { describe, expect, it } from "@jest/globals";
import { initFailure, unhealthy, withoutStack } from "../../../src/provider/init-failure";
import { failureOf } from "../../support/engine-rpc";

const notReady = (reasons: string[]) => ({
  id: "gate-1",
  reasons,
  properties: { instanceIds: ["a"], observed: [{ status: { state: "stopped" } }], __provider: "text" },
});

describe("a resource that exists and is not ready", () => {
  it("is told from create and update as Pulumi's SDK wants it", () => {
    const given = notReady(["one", "two"]);
    const error = initFailure(given);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ id: "gate-1", reasons: ["one", "two"], properties: given.properties });
    expect([error.message, error.stack]).toEqual(["one; two", ""]);
  });

  it("is told from read as the engine reads it", () => {
    const given = notReady(["one", "two"]);
    const error = unhealthy(given);
    expect(error).toBeInstanceOf(Error);
    expect(failureOf(error as never)).toEqual({ code: 2, message: "one; two", initFailed: given });
    // What Pulumi prints of it.
    expect(`${error}: ${error.stack}`).toBe("a gate is not open: one; two");
  });

  it("is told in whatever words Huawei has", () => {
    const given = notReady(["instance a is error (没有空闲的服务器 – “none”)"]);
    expect(failureOf(unhealthy(given) as never)).toMatchObject({ message: given.reasons[0], initFailed: given });
  });
});

describe("a sentence", () => {
  it("is one line, without a stack below it", () => {
    const error = withoutStack("one\n  two");
    expect([error.message, error.stack, String(error)]).toEqual(["one two", "", "Error: one two"]);
  });
});
