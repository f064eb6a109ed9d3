import { describe, expect, it } from "@jest/globals";
import { serializedProvider } from "../../../src/resources/dynamic";

/** What Pulumi's provider process makes of the text, where `require` comes to this. */
function evaluated(text: string, require: (name: string) => unknown) {
  const exports: { handler?: () => Record<string, (...args: unknown[]) => unknown> } = {};
  new Function("exports", "require", text)(exports, require);
  return exports.handler?.() ?? {};
}

const withoutPackage = (name: string) => {
  throw new Error(`Cannot find module '${name}'\nRequire stack:\n- /home/someone/project/index.js`);
};
const ADVICE = "add pulumi-clouddc to the project's own dependencies: Cannot find module 'pulumi-clouddc/provider'";

describe("the text in state", () => {
  it("is the same for ever, and short: states that were written long ago hold it", () => {
    for (const hooks of ["instanceGate", "instanceStatus"] as const) {
      expect(serializedProvider(hooks)).toBe(`exports.handler = () => {
try { return require("pulumi-clouddc/provider").${hooks} } catch (e) {
e.message = "add pulumi-clouddc to the project's own dependencies: " + e.message.split("\\n")[0]; e.stack = "";
return {
check: () => ({ failures: [{ property: "", reason: e.message }] }),
read: (id, props) => { if (props.__location) return { id, props }; throw e }
}}}`);
      expect(JSON.stringify(serializedProvider(hooks)).length).toBeLessThanOrEqual(400);
    }
  });

  it("is answered for by the package where that is installed", () => {
    const hooks = { instanceGate: {}, instanceStatus: {} };
    const required: string[] = [];
    const require = (name: string) => {
      required.push(name);
      return hooks;
    };
    expect(evaluated(serializedProvider("instanceGate"), require)).toBe(hooks.instanceGate);
    expect(evaluated(serializedProvider("instanceStatus"), require)).toBe(hooks.instanceStatus);
    expect(required).toEqual(["pulumi-clouddc/provider", "pulumi-clouddc/provider"]);
  });

  it("has nothing to delete where the package is gone, and leaves what a refresh reads as it is", () => {
    const { delete: remove, read } = evaluated(serializedProvider("instanceGate"), withoutPackage);
    expect(remove).toBeUndefined();
    const props = { instanceIds: ["a"], __location: { region: "cn-east-3" } };
    expect(read?.("gate-1", props)).toEqual({ id: "gate-1", props });
  });

  it("opens no gate where the package is gone: it says in one sentence what is missing", () => {
    const { check } = evaluated(serializedProvider("instanceGate"), withoutPackage);
    expect(check?.({}, { instanceIds: ["a"] })).toEqual({ failures: [{ property: "", reason: ADVICE }] });
  });

  it("adopts nothing where the package is gone", () => {
    const { read } = evaluated(serializedProvider("instanceStatus"), withoutPackage);
    const failure = failureOf(() => read?.("a", { region: "cn-east-3" }));
    // As Pulumi prints it.
    expect(`${failure}: ${failure.stack}`).toBe(`Error: ${ADVICE}: `);
  });
});

function failureOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
}
