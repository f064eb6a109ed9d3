import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isSendable, parseObject, readAnswer } from "../../../../src/api/http/answer";
import { bodyOf, failureOf } from "../../../../src/api/http/response";
import { isCloudDcError } from "../../../../src/errors";
import { parseStatus } from "../../../../src/instance/parse-status";
import { describe as tell } from "../../../../src/instance/status";
import { hostileJson, hostileText, UNCLEAN } from "../../../support/hostile-json";

const answer = (body: string, headers: Record<string, string> = {}, status = 200) => ({ status, headers, body });

const value = hostileJson("state", "operation_state", "error", "error_code", "error_msg", "code");

describe("an answer", () => {
  it("of any shape is a status of clean and short lines, or an error in one sentence", () => {
    fc.assert(
      fc.property(value, hostileText, fc.constantFrom(200, 400, 404, 429, 500), (anything, header, status) => {
        const response = answer(JSON.stringify(anything), { "x-request-id": header }, status);
        const texts: (string | undefined)[] = [];
        try {
          const seen = status === 200 ? parseStatus(bodyOf(response)) : failureOf(response);
          if (seen instanceof Error) throw seen;
          if (seen) texts.push(tell(seen), seen.state, seen.operationState, ...Object.values(seen.error ?? {}));
        } catch (error) {
          if (!isCloudDcError(error)) throw error;
          const { errorCode, errorMsg, requestId } = error as unknown as Record<string, string | undefined>;
          texts.push(error.message, errorCode, errorMsg, requestId);
        }
        for (const text of texts) {
          expect(text ?? "").not.toMatch(UNCLEAN);
          expect((text ?? "").length).toBeLessThanOrEqual(601);
        }
      }),
    );
  });

  it.each([
    '{"error":{"error_code":{"toString":1}}}',
    '{"state":{"toString":1},"operation_state":[]}',
    '{"__proto__":{"state":"running"}}',
    '{"constructor":{"prototype":{"state":"running"}},"hasOwnProperty":1}',
  ])("is believed nothing of another type, or about prototypes: %s", (body) => {
    expect(parseStatus(bodyOf(answer(body)))).toEqual({});
    expect(failureOf(answer(body, {}, 500)).code).toBe("SERVER_ERROR");
    expect(({} as { state?: string }).state).toBeUndefined();
  });

  it.each([
    ["arrays", "[".repeat(100_000) + "]".repeat(100_000)],
    ["objects", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["objects that never end", '{"a":'.repeat(100_000)],
    ["arrays in an object", `{"state":${"[".repeat(33)}${"]".repeat(33)}}`],
  ])("that nests %s too deeply is none", (_what, body) => {
    expect(readAnswer(body)).toBeUndefined();
    expect(() => bodyOf(answer(body))).toThrow(expect.objectContaining({ code: "MALFORMED_ANSWER" }));
    expect(failureOf(answer(body, {}, 500)).code).toBe("SERVER_ERROR");
  });

  it("loses the key by which a prototype is reached, at any depth", () => {
    const read = readAnswer('{"a":{"__proto__":{"state":"running"},"b":1},"__proto__":{"c":1}}');
    expect(Object.getOwnPropertyNames(read)).toEqual(["a"]);
    expect(Object.getOwnPropertyNames(read?.a)).toEqual(["b"]);
  });

  it("is clean and short as it is read, before anybody looks at it", () => {
    const read = readAnswer(JSON.stringify({ a: ["\u001b[31mred\u2028\ud800<{%"], b: "x".repeat(3_000) }));
    expect(read?.a).toEqual(["red \ufffd< {%"]);
    expect(String(read?.b)).toHaveLength(2_001);
  });

  it("may hold brackets and quotes in its texts", () => {
    const text = `${'["\\'.repeat(100)}`;
    expect(readAnswer(JSON.stringify({ a: text }))).toEqual({ a: text });
    expect(parseObject(JSON.stringify({ a: [{ b: {} }] }))).toEqual({ a: [{ b: {} }] });
  });

  it("of more values than any page has is none", () => {
    expect(readAnswer(`{"a":[${"1,".repeat(100_001)}1]}`)).toBeUndefined();
    expect(readAnswer(`{"a":[${"1,".repeat(50_000)}1]}`)).toBeDefined();
  });

  it("gives keys as they are, and takes none that cannot travel in a header", () => {
    expect(parseObject(`{"a":"${"k".repeat(9_000)}"}`)?.a).toHaveLength(9_000);
    expect(["abc/+=", "a b", "a\r\nX: y", "é", "", 7].map(isSendable)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("the limit in a 429's message", () => {
  it("is none where its numbers are absurd", () => {
    const said = { error_msg: `limit:${"9".repeat(200)},time:${"9".repeat(200)} day` };
    expect(failureOf(answer(JSON.stringify(said), {}, 429)).limit).toBeUndefined();
  });
});
