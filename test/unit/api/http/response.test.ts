import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseObject } from "../../../../src/api/http/answer";
import { bodyOf, type FailureContext, failureOf } from "../../../../src/api/http/response";
import type { HttpResponse } from "../../../../src/api/http/transport";
import type { ErrorCode, ResponseError } from "../../../../src/errors";

const answer = (status: number, body: unknown = "", headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const failure = (status: number, body?: unknown, context?: FailureContext, headers?: Record<string, string>) =>
  failureOf(answer(status, body, headers), context);

const imetal = (code: string, text: string) => ({ error_code: code, error_msg: text });

function thrownBy(fail: () => unknown): Error {
  try {
    fail();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

describe("what an answer's status means", () => {
  it.each<[number, unknown, ErrorCode]>([
    [400, imetal("iMetal.0001", "A request parameter contains invalid or unsupported value: id"), "BAD_REQUEST"],
    [400, imetal("iMetal.0002", "Missing required parameters: id"), "BAD_REQUEST"],
    [400, imetal("APIGW.0201", "Bad request"), "BAD_REQUEST"],
    [401, imetal("iMetal.0003", "Unauthorized"), "UNAUTHENTICATED"],
    [
      401,
      imetal("APIGW.0301", "Incorrect IAM authentication information: verify aksk signature fail"),
      "UNAUTHENTICATED",
    ],
    [401, imetal("APIGW.0307", "The token must be updated"), "UNAUTHENTICATED"],
    [403, imetal("iMetal.0004", "Insufficient permissions"), "FORBIDDEN"],
    [404, imetal("iMetal.0200", "Instances not found: [i-1]"), "INSTANCE_NOT_FOUND"],
    [404, imetal("iMetal.0100", "Physical servers ID not found: [s-1]"), "WRONG_ENDPOINT"],
    [404, imetal("APIGW.0101", "The API does not exist"), "WRONG_ENDPOINT"],
    [404, "<html>404</html>", "UNEXPECTED_ANSWER"],
    [404, "", "UNEXPECTED_ANSWER"],
    [404, { error_msg: "no such page" }, "UNEXPECTED_ANSWER"],
    [404, imetal("", "no such page"), "UNEXPECTED_ANSWER"],
    [404, imetal("\u200b", "no such page"), "UNEXPECTED_ANSWER"],
    [405, "", "UNEXPECTED_ANSWER"],
    [409, "", "UNEXPECTED_ANSWER"],
    [425, "", "UNEXPECTED_ANSWER"],
    [431, "", "HEADER_TOO_LARGE"],
    [499, "", "UNEXPECTED_ANSWER"],
    [408, "", "SERVER_ERROR"],
    [413, imetal("APIGW.0201", "Request entity too large"), "BAD_REQUEST"],
    [429, imetal("iMetal.0005", "Too many requests"), "THROTTLED"],
    [429, "", "THROTTLED"],
    [500, imetal("iMetal.0099", "Internal server error"), "SERVER_ERROR"],
    [502, "<html>502 Bad Gateway</html>", "SERVER_ERROR"],
    [503, "", "SERVER_ERROR"],
    [504, "", "SERVER_ERROR"],
    [301, "", "UNEXPECTED_ANSWER"],
    [302, "", "UNEXPECTED_ANSWER"],
    [304, "", "UNEXPECTED_ANSWER"],
    [307, "", "UNEXPECTED_ANSWER"],
    [201, { state: "running" }, "UNEXPECTED_ANSWER"],
    [202, "", "UNEXPECTED_ANSWER"],
    [204, "", "UNEXPECTED_ANSWER"],
    [206, { state: "runn" }, "UNEXPECTED_ANSWER"],
  ])("%d %j: %s", (status, body, code) => {
    expect(failure(status, body)).toMatchObject({ code, status });
  });

  it("is that the instance is missing with Huawei's code alone, also without a message", () => {
    expect(failure(404, { error_code: "iMetal.0200" }).code).toBe("INSTANCE_NOT_FOUND");
    expect(failure(404, { error_code: "iMetal.0200", error_msg: null }).code).toBe("INSTANCE_NOT_FOUND");
    expect(failure(404, { error_code: "iMetal.02001", error_msg: "x" }).code).toBe("WRONG_ENDPOINT");
  });
});

describe("what to do about it", () => {
  it("is to grant the permission that a 403 lacks, with the account's decision", () => {
    const { message } = failure(
      403,
      { error_code: "iMetal.0004", error_msg: "Insufficient permissions", encoded_authorization_message: "XYZ" },
      { permission: "clouddc:instance:get" },
    );
    expect(message).toBe(
      "CloudDC answered HTTP 403, iMetal.0004: Insufficient permissions; grant the permission clouddc:instance:get (the account's decision is in encoded_authorization_message: XYZ)",
    );
    expect(failure(403, "", { permission: "clouddc:instance:list" }).message).toBe(
      "CloudDC answered HTTP 403; grant the permission clouddc:instance:list",
    );
  });

  it("is what the credentials know of a 401, else to check them", () => {
    expect(failure(401, "", { hint: "set the clock right" }).message).toMatch(/HTTP 401; set the clock right$/);
    expect(failure(401).message).toMatch(/HTTP 401; check the credentials, and that they belong to this region$/);
  });

  it.each([404, 302])("is not to look for the instance after a %d", (status) => {
    expect(failure(status, { error_code: "APIGW.0101", error_msg: "no" }).message).toContain(
      "check the endpoint, the region and the project: this is not about the instance",
    );
  });

  it("is to know that redirects are not followed", () => {
    expect(failure(302, "", {}, { location: "https://elsewhere.example" }).message).toContain(
      "redirects are not followed",
    );
  });

  it("is not to repeat a request that is wrong", () => {
    expect(failure(400).message).toBe("CloudDC answered HTTP 400; repeating the request cannot help");
  });
});

describe("the shapes of an error", () => {
  const told = ({ errorCode, errorMsg, requestId }: ResponseError) => ({ errorCode, errorMsg, requestId });

  it.each([
    ["of CloudDC", { error_code: "A.1", error_msg: "no" }],
    ["of the gateway", { error_code: "A.1", error_msg: "no", request_id: "r-1" }],
    ["of older services", { code: "A.1", message: "no" }],
    ["of IAM", { error: { code: "A.1", message: "no", title: "No" } }],
    ["one level down", { error: { error_code: "A.1", error_msg: "no" } }],
    ["one level down, under any name", { badRequest: { code: "A.1", message: "no" } }],
    ["with the request's id outside", { request_id: "r-1", error: { code: "A.1", message: "no" } }],
    ["with the request's id inside", { error: { code: "A.1", message: "no", request_id: "r-1" } }],
  ])("%s are read", (_name, body) => {
    const hasId = JSON.stringify(body).includes("r-1");
    expect(told(failure(400, body))).toEqual({
      errorCode: "A.1",
      errorMsg: "no",
      requestId: hasId ? "r-1" : undefined,
    });
  });

  it("are read where only half of it is there", () => {
    expect(told(failure(400, { error_code: "A.1" }))).toMatchObject({ errorCode: "A.1", errorMsg: undefined });
    expect(told(failure(400, { error_msg: "no" }))).toMatchObject({ errorCode: undefined, errorMsg: "no" });
    expect(told(failure(400, { error: { code: 401, message: "no" } }))).toMatchObject({ errorCode: "401" });
    expect(told(failure(400, { code: 400, error: { code: "A.1", message: "no" } }))).toMatchObject({
      errorCode: "A.1",
    });
  });

  it.each([
    "{}",
    "[]",
    "null",
    "1",
    '"no"',
    '{"error":null}',
    '{"error_msg":{}}',
    '{"a":[1]}',
  ])("without anything to read, as in %s, are an error all the same", (body) => {
    expect(failure(500, body)).toMatchObject({ code: "SERVER_ERROR", errorCode: undefined });
  });

  it("that are a page of a proxy are cut, on one line", () => {
    const page = `<html>\n  <head><title>502 Bad Gateway</title></head>\n${"<p>x</p>\n".repeat(100)}</html>`;
    const { message, errorMsg } = failure(502, page);
    expect(message).toMatch(/^CloudDC answered HTTP 502, <html> <head><title>502 Bad Gateway<\/title>/);
    expect(errorMsg?.length).toBeLessThanOrEqual(200);
  });

  it("that are empty say no more than the status", () => {
    expect(failure(503).message).toBe("CloudDC answered HTTP 503");
  });

  it("take the request's id from the header first", () => {
    const body = { error_code: "A.1", error_msg: "no", request_id: "of the body" };
    expect(failure(500, body, {}, { "x-request-id": " " }).requestId).toBe("of the body");
    expect(failure(400, body, {}, { "x-request-id": "of the header" }).requestId).toBe("of the header");
  });
});

describe("how long a 429 asks to be left alone", () => {
  const pause = (text: unknown, headers: Record<string, string> = {}) => {
    const { retryAfterMs, limit } = failure(429, text, {}, headers);
    return { retryAfterMs, limit };
  };
  const window = (text: string) => pause({ error_code: "APIGW.0308", error_msg: text }).limit;

  it.each([
    ["policy user over ratelimit,limit:200,time:5 minute", 200, 300_000],
    ["policy ip over ratelimit,limit:5,time:1 second", 5, 1_000],
    ["policy app over ratelimit,limit:60, time:1 hour", 60, 3_600_000],
    ["policy api over ratelimit,limit:1000,time:2 day", 1_000, 172_800_000],
  ])("is the window that the message names: %s", (text, requests, windowMs) => {
    expect(window(`The throttling threshold has been reached: ${text}`)).toEqual({ requests, windowMs });
  });

  it("is read in every shape of an error, and in plain text", () => {
    const text = "policy user over ratelimit,limit:200,time:5 minute";
    const limit = { requests: 200, windowMs: 300_000 };
    expect(pause({ error: { code: "APIGW.0308", message: text } }).limit).toEqual(limit);
    expect(pause(text).limit).toEqual(limit);
  });

  it.each(["Too many requests", "limit:x,time:y minute", "limit:5,time:1 fortnight"])("is not told by %j", (text) => {
    expect(window(text)).toBeUndefined();
  });

  it("is Retry-After, in seconds", () => {
    expect(pause("", { "retry-after": "7" }).retryAfterMs).toBe(7_000);
    expect(pause("", { "retry-after": "0" }).retryAfterMs).toBe(0);
    expect(pause("").retryAfterMs).toBeUndefined();
  });

  it.each(["", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"])("is not told by the Retry-After %j", (header) => {
    expect(pause("", { "retry-after": header }).retryAfterMs).toBeUndefined();
  });

  it("is Retry-After as a date, by the server's own clock", () => {
    const date = "Wed, 21 Oct 2026 07:27:30 GMT";
    expect(pause("", { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", date }).retryAfterMs).toBe(30_000);
    expect(pause("", { "retry-after": "Wed, 21 Oct 2026 07:00:00 GMT", date }).retryAfterMs).toBe(0);
  });

  it.each([
    ["as C's asctime writes it", "Wed Oct 21 07:28:00 2026"],
    ["of one digit, as C's asctime writes it", "Sun Nov  1 00:00:00 2026", "Sat Oct 31 23:59:30 2026"],
    ["of the last century's form", "Wednesday, 21-Oct-26 07:28:00 GMT"],
  ])("is Retry-After as a date %s", (_how, header, date = "Wed, 21 Oct 2026 07:27:30 GMT") => {
    expect(pause("", { "retry-after": header, date }).retryAfterMs).toBe(30_000);
  });

  it.each([
    "-5",
    "1e9",
    "7.5",
    "0x10",
    "Infinity",
    "9999999999",
  ])("is not told by the Retry-After %j, which is none", (header) => {
    expect(pause("", { "retry-after": header, date: "Wed, 21 Oct 2026 07:27:30 GMT" }).retryAfterMs).toBe(undefined);
  });

  it.each([
    "soon, at 7",
    "Oct 2027",
    "Wed, 21 Oct 2026",
    "21 Oct 2026 07:28:00 GMT",
    "Wednesday",
  ])("is not told by the Retry-After %j, of which JavaScript would make a date", (header) => {
    const date = "Wed, 21 Oct 2026 07:27:30 GMT";
    expect(pause("", { "retry-after": header, date }).retryAfterMs).toBeUndefined();
  });

  it("is a number from zero on, or not told, whatever Retry-After, Date and the message say", () => {
    const when = fc.date({ noInvalidDate: true }).map((date) => date.toUTCString());
    const pieces = fc.constantFrom(
      "1",
      "9",
      "-",
      " ",
      "e",
      ".",
      "GMT",
      "Wed, ",
      "Oct",
      ":00",
      "limit:",
      ",time:",
      " day",
      "\n",
    );
    const text = fc.oneof(
      when,
      fc.array(pieces).map((all) => all.join("")),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(text, text, text, fc.constantFrom(429, 503), (header, date, message, status) => {
        const { retryAfterMs = 0, limit } = failure(status, message, {}, { "retry-after": header, date });
        expect(Number.isFinite(retryAfterMs) && retryAfterMs >= 0).toBe(true);
        const { requests = 0, windowMs = 0 } = limit ?? {};
        expect(Number.isFinite(requests) && Number.isFinite(windowMs)).toBe(true);
      }),
    );
  });

  it("is as long as the two dates lie apart, whichever they are", () => {
    const second = fc.integer({ min: 0, max: 4e9 });
    const text = (seconds: number) => new Date(seconds * 1_000).toUTCString();
    fc.assert(
      fc.property(second, second, (until, now) => {
        const { retryAfterMs } = pause("", { "retry-after": text(until), date: text(now) });
        expect(retryAfterMs).toBe(Math.max(until - now, 0) * 1_000);
      }),
    );
  });

  it("is told by a 503 with Retry-After as well, and by its message never", () => {
    expect(failure(503, "limit:5,time:1 second", {}, { "retry-after": "7" })).toMatchObject({
      code: "THROTTLED",
      retryAfterMs: 7_000,
      limit: undefined,
    });
    expect(failure(503, "limit:5,time:1 second")).toMatchObject({ code: "SERVER_ERROR", limit: undefined });
    expect(failure(500, "", {}, { "retry-after": "7" })).toMatchObject({ code: "SERVER_ERROR" });
  });
});

describe("the body of a 200", () => {
  it("is its object", () => {
    expect(bodyOf(answer(200, { state: "running" }))).toEqual({ state: "running" });
  });

  it.each([
    [imetal("iMetal.0099", "Internal server error"), "HTTP 200, iMetal.0099: Internal server error"],
    [{ error_code: "iMetal.0200", error_msg: "Instances not found" }, "iMetal.0200: Instances not found"],
    [{ code: "APIGW.0308", message: "over ratelimit" }, "APIGW.0308: over ratelimit"],
  ])("that is an error is one, with its message: %j", (body, expected) => {
    const error = thrownBy(() => bodyOf(answer(200, body, { "x-request-id": "r-1" })));
    expect(error).toMatchObject({ code: "UNEXPECTED_ANSWER", status: 200, requestId: "r-1" });
    expect(error.message).toContain(expected);
  });

  it("may tell of an instance's error, and of none", () => {
    const error = { error_code: "iMetal.0301", error_msg: "No server is free." };
    for (const body of [{ state: "error", error }, { error }, { state: "running", error_code: "" }, {}])
      expect(bodyOf(answer(200, body))).toEqual(body);
  });

  it.each(["", "<html></html>", '{"state":', "[]", "null", '"running"', "1"])("may not be %j", (body) => {
    expect(() => bodyOf(answer(200, body, { "x-request-id": "r-1" }))).toThrow(
      expect.objectContaining({ code: "MALFORMED_ANSWER", status: 200, requestId: "r-1" }),
    );
  });

  it("is quoted where it is none, as far as a reader needs it", () => {
    expect(() => bodyOf(answer(200, ""))).toThrow("a body that is not a JSON object: (empty)");
    expect(() => bodyOf(answer(200, `<html>${"x".repeat(500)}`))).toThrow(
      /a body that is not a JSON object: <html>x{74}…$/,
    );
  });

  it("may begin with a byte order mark", () => {
    expect(bodyOf(answer(200, '\ufeff{"state":"running"}'))).toEqual({ state: "running" });
  });

  it("reads as nothing where it is no object", () => {
    expect(parseObject('{"a":1}')).toEqual({ a: 1 });
    for (const body of ["", "{", "[]", "null", "1"]) expect(parseObject(body)).toBeUndefined();
  });
});

describe("a secret that the server sends back", () => {
  /** As long as a token may be, and of what one is made of. */
  const secret = fc.string({
    minLength: 10,
    maxLength: 4_000,
    size: "max",
    unit: fc.constantFrom(..."ABCxyz0189+/=-_"),
  });
  const filler = fc.nat({ max: 300 }).map((length) => ".".repeat(length));
  const shown = (error: Error) => [error.message, error.stack, JSON.stringify(error)].join("\n");

  it("is not in the error, whole or in part, however the body is made", () => {
    const shapes: readonly ((text: string) => unknown)[] = [
      (text) => text,
      (text) => `<html>${text}</html>`,
      (text) => ({ error_code: "A.1", error_msg: text }),
      (text) => ({ error: { code: text, message: text } }),
      (text) => ({ error_msg: "no", request_id: text, encoded_authorization_message: text }),
      (text) => ({ error_code: "A.1", error_msg: text.repeat(20) }),
    ];
    fc.assert(
      fc.property(
        secret,
        filler,
        fc.constantFrom(...shapes),
        fc.constantFrom(400, 403, 500),
        (hidden, dots, shape, status) => {
          const error = failure(status, shape(dots + hidden + dots), { secrets: [hidden], permission: "p" });
          expect(shown(error)).not.toContain(hidden.slice(0, 8));
        },
      ),
    );
  });

  it("is not in a request id, whole or in part", () => {
    const hidden = "a-secret".repeat(100);
    const error = failure(500, imetal("A.1", "no"), { secrets: [hidden] }, { "x-request-id": `r-${hidden}` });
    expect(shown(error)).not.toContain("a-secret");
    expect(error.requestId).toBe("r-[redacted]");
  });

  it.each([
    ["the JSON in which it was sent", (text: string) => JSON.stringify({ password: text })],
    ["JSON as PHP writes it", (text: string) => JSON.stringify({ password: text }).replaceAll("/", "\\/")],
    ["JSON in ASCII", (text: string) => JSON.stringify(text).replaceAll("ö", "\\u00f6")],
    [
      "JSON as Go writes it",
      (text: string) => JSON.stringify(text).replaceAll("&", "\\u0026").replaceAll("<", "\\u003c"),
    ],
    ["a page", (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")],
    ["an address", (text: string) => encodeURIComponent(text).replace(/%../g, (sign) => sign.toLowerCase())],
    ["a form", (text: string) => new URLSearchParams({ password: text }).toString()],
  ])("is not in %s which somebody sends back", (_what, spelled) => {
    const hidden = 'pa"zz\\w/ö&<qd';
    for (const body of [`Bad request: ${spelled(hidden)}`, { error_msg: `Bad request: ${spelled(hidden)}` }]) {
      const { message } = failure(400, body, { secrets: [hidden] });
      expect(message).toContain("[redacted]");
      for (const part of ["zz", "qd"]) expect(message).not.toContain(part);
    }
  });

  it("is not in the error about a body that is no JSON", () => {
    fc.assert(
      fc.property(secret, filler, (hidden, dots) => {
        let error = new Error("none was thrown");
        try {
          bodyOf(answer(200, dots + hidden), { secrets: [hidden] });
        } catch (thrown) {
          error = thrown as Error;
        }
        expect(error.message).toContain("not a JSON object");
        expect(shown(error)).not.toContain(hidden.slice(0, 8));
      }),
    );
  });
});
