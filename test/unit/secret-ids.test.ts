import { describe, expect, it } from "@jest/globals";
import { ResponseError } from "../../src/errors";
import { parseStatus } from "../../src/instance/parse-status";
import { quote } from "../../src/redact";
import { redactSecretIds, registerSecretIds } from "../../src/secret-ids";

registerSecretIds(["vault-4f1d", "web-1", "1", "running", "0200"]);

describe("an id that is a secret", () => {
  it("is in no text of Huawei's, whichever gate it is about", () => {
    expect(redactSecretIds("Instances not found: [a3, vault-4f1d, a1]")).toBe(
      "Instances not found: [a3, [redacted], a1]",
    );
    expect(redactSecretIds("create_vault-4f1d_error at /instances/vault-4f1d/status")).toBe(
      "create_[redacted]_error at /instances/[redacted]/status",
    );
    const { message } = new ResponseError("BAD_REQUEST", { status: 400, errorMsg: "wrong: vault-4f1d" });
    expect(message).toBe("CloudDC answered HTTP 400, wrong: [redacted]");
    expect(parseStatus({ state: "error", error: { error_msg: "no server for vault-4f1d" } })?.error?.errorMsg).toBe(
      "no server for [redacted]",
    );
  });

  it("is in no address, where %2C stands between the ids of a list", () => {
    expect(redactSecretIds("canonicalRequest:GET|/instances/|instance_id=a3%2Cvault-4f1d%2Cweb-1&limit=100")).toBe(
      "canonicalRequest:GET|/instances/|instance_id=a3%2C[redacted]%2C[redacted]&limit=100",
    );
  });

  it("is in no text that somebody quotes with its escapes", () => {
    const quoted = String.raw`{"m":"no\nvault-4f1d"} \u0027vault-4f1d\u0027 \u003dvault-4f1d a%252Cvault-4f1d`;
    expect(redactSecretIds(quoted)).toBe(
      String.raw`{"m":"no\n[redacted]"} \u0027[redacted]\u0027 \u003d[redacted] a%252C[redacted]`,
    );
  });

  it("is in no text in capitals, unless it is a word", () => {
    expect(redactSecretIds("VAULT-4F1D is RUNNING")).toBe("[redacted] is RUNNING");
  });

  it("is in no text that invisible characters part", () => {
    for (const invisible of ["\u200b", "\u034f", "\ufe0f", "\u3164", "\u{e0100}"])
      expect(quote(`not found: vault-${invisible}4f1d`)).toBe("not found: [redacted]");
  });

  it("is a whole id: one that begins like it stays readable", () => {
    expect(redactSecretIds("[web-10, web-1, xweb-1]")).toBe("[web-10, [redacted], xweb-1]");
  });

  it("that is a digit or a common word leaves dates, error codes and our own words alone", () => {
    const text = "iMetal.0200 at 2026-11-1, i-1, 1.5 s, re-running";
    expect(redactSecretIds(text)).toBe(text);
    const error = new ResponseError("SERVER_ERROR", {
      status: 500,
      errorMsg: "Instances not found: [1]",
      remedy: "look 1",
    });
    expect(error.message).toBe("CloudDC answered HTTP 500, Instances not found: [[redacted]]; look 1");
  });

  it("that is spelled like its own mark grows no text that comes here again", () => {
    registerSecretIds(["redacted"]);
    const once = redactSecretIds("Instances not found: [redacted, web-1]");
    expect(redactSecretIds(once)).toBe("Instances not found: [[redacted], [redacted]]");
  });

  it("that is spelled like a state keeps no gate shut", () => {
    expect(parseStatus({ state: "running" })).toEqual({ state: "running" });
  });

  it("is in no state in part, where one goes on and on", () => {
    const status = parseStatus({
      state: `${"waiting for the free server that is reserved ".padEnd(59, ".")} vault-4f1d`,
    });
    expect(status?.state).toMatch(/\.\.\. (\[redacted\]|\[red…)$/);
  });

  it("is in no quote in part, where a list of ids is cut", () => {
    const ids = Array.from({ length: 100 }, (_, at) => `0b7c5a2e-1111-2222-3333-${String(at).padStart(12, "0")}`);
    registerSecretIds(ids);
    const shown = quote(`not found: [${ids.join(", ")}]`);
    expect(shown).not.toContain("0b7c");
    expect(shown.length).toBeLessThanOrEqual(301);
  });
});
