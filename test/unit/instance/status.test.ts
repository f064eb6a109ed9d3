import { expect, describe as group, it } from "@jest/globals";
import { parseStatus } from "../../../src/instance/parse-status";
import { describe } from "../../../src/instance/status";

group("reading a status", () => {
  it("keeps what the API says in camelCase", () => {
    const error = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };
    expect(parseStatus({ state: "error", operation_state: "install-failed", error })).toEqual({
      state: "error",
      operationState: "install-failed",
      error: { errorCode: "iMetal.0301", errorMsg: "No server is free.", errorType: "create_instance_error" },
    });
  });

  it("cuts a state that goes on and on, and each text of an error", () => {
    const long = "x".repeat(3_000);
    const error = { error_code: long, error_msg: long, error_type: long };
    const { state, operationState, error: read } = parseStatus({ state: long, operation_state: long, error }) ?? {};
    expect([state?.length, operationState?.length]).toEqual([65, 65]);
    expect(Object.values(read ?? {}).map(({ length }) => length)).toEqual([301, 301, 301]);
  });

  it("takes fields that are missing or of another type as absent", () => {
    expect(parseStatus({})).toEqual({});
    expect(parseStatus({ state: 7, operation_state: null, error: "broken" })).toEqual({});
    expect(parseStatus({ state: "error", error: { error_code: "", error_msg: 7 } })).toEqual({
      state: "error",
      error: { errorCode: "", errorMsg: "7", errorType: "" },
    });
  });

  it.each([{}, { error_code: "" }, { error_msg: null, error_type: {} }, []])("takes the error %j for none", (error) => {
    expect(parseStatus({ state: "running", operation_state: "reinstall-failed", error })).toEqual({
      state: "running",
      operationState: "reinstall-failed",
    });
  });

  it("leaves no secret in any text, and every word that decides", () => {
    const secrets = ["hidden", "running", "install-processing", "i", "failed"];
    const error = { error_code: "A.hidden", error_msg: `${"x".repeat(296)}hidden`, error_type: "hidden_error" };
    const read = parseStatus({ state: "running", operation_state: "hidden-processing", error }, secrets);
    expect(JSON.stringify(read)).not.toContain("hid");
    expect(read).toMatchObject({ state: "running", operationState: "[redacted]-processing" });
    expect(parseStatus({ state: "running", operation_state: "install-failed" }, secrets)).toEqual({
      state: "running",
      operationState: "[redacted]nstall-failed",
    });
    expect(parseStatus({ state: "waiting for hidden" }, ["hidden"])).toEqual({ state: "waiting for [redacted]" });
    expect(parseStatus({ state: `${"x".repeat(60)} hidden` }, ["hidden"])?.state).not.toContain("hid");
  });

  it.each([null, undefined, "running", 1, []])("finds no status in %j", (body) => {
    expect(parseStatus(body)).toBeUndefined();
  });
});

group("telling a status", () => {
  it("names the state, and what is being done", () => {
    expect(describe({ state: "running" })).toBe("running");
    expect(describe({ state: "running", operationState: "install-succeed" })).toBe("running");
    expect(describe({ state: "stopped", operationState: "install-processing" })).toBe("stopped (install-processing)");
    expect(describe({})).toBe("no state");
  });

  it("names Huawei's error type, code and message, on one line", () => {
    const error = { errorCode: "iMetal.0301", errorMsg: "No server\n  is free.", errorType: "create_instance_error" };
    expect(describe({ state: "error", error })).toBe("error (create_instance_error: iMetal.0301 No server is free.)");
    expect(describe({ state: "error", error: { ...error, errorCode: "", errorMsg: "" } })).toBe(
      "error (create_instance_error)",
    );
  });
});
