import { describe, expect, it } from "@jest/globals";
import { bodyOf, PROJECT, START, TOKEN, virtualCloud } from "../../../support/virtual-cloud";

describe("the status API", () => {
  it("names the instances that it cannot find, in Huawei's words", () => {
    const answer = virtualCloud().status("web");
    expect(answer.status).toBe(404);
    expect(bodyOf(answer)).toEqual({ error_code: "iMetal.0200", error_msg: "Instances not found: [web]" });
  });

  it("answers 404 for a missing step and after a removal", () => {
    const { cloud, status, advance } = virtualCloud({ instances: { web: "missing 2s, running" } });
    expect(status("web").status).toBe(404);
    advance(2_000);
    expect(status("web").status).toBe(200);
    cloud.remove("web");
    expect(status("web").status).toBe(404);
  });

  it("tells what went wrong", () => {
    const { status } = virtualCloud({ instances: { web: "error/install-failed" } });
    expect(bodyOf(status("web"))).toEqual({
      state: "error",
      operation_state: "install-failed",
      error: {
        error_code: "iMetal.0301",
        error_msg: "Failed to create the instance.",
        error_type: "create_instance_error",
      },
    });
  });

  it("without the permission answers 403 with the policy's encoded message", () => {
    const { cloud, status } = virtualCloud({ instances: { web: "running" } });
    cloud.allowStatus(false);
    const answer = status("web");
    expect(answer.status).toBe(403);
    expect(bodyOf(answer)).toEqual({
      error_code: "iMetal.0004",
      error_msg: "Insufficient permissions",
      encoded_authorization_message: expect.any(String),
    });
    cloud.allowStatus(true);
    expect(status("web").status).toBe(200);
  });

  it("refuses a project that is not the token's", () => {
    const { ask } = virtualCloud({ instances: { web: "running" } });
    const answer = ask("GET", "/v1/another/instances/web/status", TOKEN);
    expect(answer.status).toBe(403);
    expect(bodyOf(answer)).toEqual({
      error_code: "iMetal.0004",
      error_msg: `Insufficient permissions: the simulator plays project ${PROJECT}, not another`,
    });
  });

  it("finds an id with escaped characters", () => {
    const { status } = virtualCloud({ instances: { "a b/c": "running" } });
    expect(status("a%20b%2Fc").status).toBe(200);
  });
});

describe("every answer", () => {
  it("carries a request id of its own and the server's time", () => {
    const { status } = virtualCloud({ instances: { web: "running" } });
    const [first, second] = [status("web"), status("web")];
    expect(first.headers["x-request-id"]).toMatch(/^[0-9a-f]{32}$/);
    expect(first.headers["x-request-id"]).not.toBe(second.headers["x-request-id"]);
    expect(first.headers.date).toBe(new Date(START).toUTCString());
  });

  it("shows a server clock that is off, while timelines keep to the real one", () => {
    const { cloud, status } = virtualCloud({ instances: { web: "pending 1m, running" }, clockOffsetMs: 3_600_000 });
    const answer = status("web");
    expect(answer.headers.date).toBe(new Date(START + 3_600_000).toUTCString());
    expect(bodyOf(answer).state).toBe("pending");
    cloud.clockOffset(-1_000);
    expect(status("web").headers.date).toBe(new Date(START - 1_000).toUTCString());
  });

  it.each([
    ["GET", `/v1/${PROJECT}/instance/web/status`],
    ["POST", `/v1/${PROJECT}/instances/web/status`],
    ["GET", `/v1/${PROJECT}/instances/web/status/`],
    ["GET", "/"],
  ])("for %s %s is the gateway's, which knows no such API, before anyone signs in", (method, url) => {
    const answer = virtualCloud().ask(method, url);
    expect(answer.status).toBe(404);
    expect(bodyOf(answer)).toEqual({
      error_code: "APIGW.0101",
      error_msg: expect.stringContaining("does not exist"),
      request_id: answer.headers["x-request-id"],
    });
  });
});
