import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  ArgumentError,
  CloudDcError,
  ConnectionError,
  CredentialsError,
  isCloudDcError,
  ResponseError,
} from "../../src/errors";
import { oneLine } from "../../src/redact";

/** As long as real ones, and made of what real ones are made of. */
const secret = fc.string({ minLength: 8, maxLength: 60, unit: fc.constantFrom(..."ABCxyz0189+/=-_") });
const secrets = fc.array(secret, { minLength: 1, maxLength: 3 });
const around = fc.string({ maxLength: 700 });

/** Everything that can be read of an error. */
const shown = (error: Error) => [error.message, String(error), JSON.stringify(error), error.stack].join("\n");

describe("a message", () => {
  it("is one line, however many the server wrote", () => {
    expect(oneLine(" <html>\r\n<body>\n\n\tBad   Gateway\u2028</body>\n")).toBe("<html> <body> Bad Gateway </body>");
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(new CloudDcError("SERVER_ERROR", text).message).not.toMatch(/[\n\r\u2028\u2029]/);
      }),
    );
  });

  it("is cut where it is too long to be read", () => {
    expect(oneLine("x".repeat(600))).toHaveLength(600);
    expect(oneLine("x".repeat(601))).toBe(`${"x".repeat(600)}…`);
  });

  it("holds no piece of a secret that stands where it is cut", () => {
    fc.assert(
      fc.property(secrets, fc.nat({ max: 600 }), (hidden, before) => {
        const text = `${".".repeat(before)}${hidden.join(".")}${".".repeat(600)}`;
        const { message } = new CloudDcError("SERVER_ERROR", text, { secrets: hidden });
        for (const one of hidden) expect(message).not.toContain(one.slice(0, 6));
      }),
    );
  });

  it("hides a secret that spans white space", () => {
    const error = new CloudDcError("SERVER_ERROR", "the password is correct  horse", { secrets: ["correct  horse"] });
    expect(error.message).toBe("the password is [redacted]");
  });
});

describe("an answer's error", () => {
  it("says what the server said, where to look it up, and what to do", () => {
    const error = new ResponseError("FORBIDDEN", {
      status: 403,
      errorCode: "iMetal.0004",
      errorMsg: "Insufficient\npermissions",
      requestId: "r-1",
      remedy: "grant it",
    });
    expect(error.message).toBe(
      "CloudDC answered HTTP 403, iMetal.0004: Insufficient permissions, request id r-1; grant it",
    );
    expect(error).toMatchObject({ status: 403, errorCode: "iMetal.0004", requestId: "r-1", name: "ResponseError" });
    expect(error.errorMsg).toBe("Insufficient permissions");
  });

  it("is a sentence where the server said nothing", () => {
    expect(new ResponseError("SERVER_ERROR", { status: 502 }).message).toBe("CloudDC answered HTTP 502");
  });

  it("shows no secret in any of its fields", () => {
    fc.assert(
      fc.property(secrets, around, (hidden, text) => {
        const dirty = `${text}${hidden.join(" ")}${text}`;
        const error = new ResponseError("BAD_REQUEST", {
          status: 400,
          errorCode: dirty,
          errorMsg: dirty,
          requestId: dirty,
          remedy: dirty,
          secrets: hidden,
        });
        for (const one of hidden) expect(shown(error)).not.toContain(one);
      }),
    );
  });
});

describe("an argument's error", () => {
  it.each([
    ["timeout", "soon", '"timeout" is "soon": write another'],
    ["timeout", undefined, '"timeout" is not set: write another'],
    ["settle", 1.5, '"settle" is 1.5: write another'],
    ["tolerateError", null, '"tolerateError" is null: write another'],
    ["instanceIds", ["a", ""], '"instanceIds" is ["a",""]: write another'],
  ])("names %s, and %j as it was written", (argument, value, message) => {
    const error = new ArgumentError(argument, value, "write another");
    expect(error.message).toBe(message);
    expect(error).toMatchObject({ argument, code: "INVALID_ARGUMENT", name: "ArgumentError" });
  });

  const holdsItself: Record<string, unknown> = {};
  holdsItself.self = holdsItself;
  const throws = () => {
    throw new Error("not to be written");
  };
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);

  it.each<[string, unknown, string]>([
    ["that holds itself", holdsItself, "an object"],
    ["that holds a BigInt", { a: 1n }, "an object"],
    ["whose toJSON gives nothing", { toJSON: () => undefined }, "an object"],
    ["whose toJSON throws", { toJSON: throws }, "an object"],
    ["whose getter throws", Object.defineProperty({}, "a", { enumerable: true, get: throws }), "an object"],
    ["whose toString throws", { toString: throws }, "{}"],
    ["without a prototype", Object.create(null), "{}"],
    ["without a prototype that holds itself", Object.assign(Object.create(null), { holdsItself }), "an object"],
    ["that is a proxy nobody answers for", revoked, "an object"],
    ["that is deeper than a stack", deep, "an object"],
    ["that is no object but a symbol", Symbol("x"), "Symbol(x)"],
    ["that is no object but a BigInt", 10n, "10"],
    ["that is no object but a function", () => "its text", "a function"],
    ["that is no object but a function without a text", Object.assign(() => {}, { toString: throws }), "a function"],
    ["that is no object but a class", class Given {}, "a function"],
  ])("is a sentence, and no TypeError, for an object %s", (_what, value, shown) => {
    expect(new ArgumentError("timeout", value, "write another").message).toBe(`"timeout" is ${shown}: write another`);
  });

  it("is a sentence that ends with what to write, whatever was given", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), (value) => {
        const { message } = new ArgumentError("timeout", value, "write another");
        expect(message).toMatch(/^"timeout" is .+: write another$/);
      }),
    );
  });
});

describe("the guard", () => {
  it("knows every error of this package, by its marker and not by its class", () => {
    const errors = [
      new CloudDcError("INTERRUPTED", "taken back"),
      new ArgumentError("timeout", 1, "write another"),
      new CredentialsError("NO_CREDENTIALS", "none"),
      new ConnectionError("CONNECTION_FAILED", "refused"),
      new ResponseError("THROTTLED", { status: 429 }),
    ];
    for (const error of errors) expect([error.name, isCloudDcError(error)]).toEqual([error.name, true]);
    // Another copy of the package has classes of its own.
    expect(isCloudDcError(Object.assign(new Error("of a copy"), { isCloudDcError: true }))).toBe(true);
  });

  it.each([
    ["Error: x", new Error("x")],
    ["{ isCloudDcError: true }", { isCloudDcError: true }],
    ["x", "x"],
    ["undefined", undefined],
    ["null", null],
  ])("does not know %s", (_name, other) => {
    expect(isCloudDcError(other)).toBe(false);
  });
});
