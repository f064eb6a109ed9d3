import { describe, expect, it } from "@jest/globals";
import { type NodeError, networkFailure, timeOut } from "../../../../src/api/http/network-failure";

const HOST = "clouddc.ap-suotheast-3.example";
const PROXY = "proxy.example:3128";
const failure = (error: NodeError, proxy?: string) => networkFailure(error, { host: HOST, proxy });

describe("a connection that failed", () => {
  it.each([
    ["ENOTFOUND", "HOST_NOT_FOUND", "its name does not resolve; check the region and the endpoint"],
    ["EAI_AGAIN", "HOST_NOT_FOUND", "its name does not resolve; check the region and the endpoint"],
    [
      "CERT_HAS_EXPIRED",
      "CERTIFICATE_REFUSED",
      "its certificate has expired; have it renewed, or set this machine's clock",
    ],
    ["CERT_NOT_YET_VALID", "CERTIFICATE_REFUSED", "its certificate is not valid yet; set this machine's clock"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "CERTIFICATE_REFUSED", "; name its issuer's PEM file in huaweicloud:cacertFile"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "CERTIFICATE_REFUSED", "not issued by an authority that this machine trusts"],
    ["CERT_SIGNATURE_FAILURE", "CERTIFICATE_REFUSED", "its certificate is refused"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "CERTIFICATE_REFUSED", "its certificate is for another name; check the region"],
    ["EPROTO", "TLS_FAILED", "the TLS handshake failed; check the endpoint, its port"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "TLS_FAILED", "the TLS handshake failed"],
    ["HPE_HEADER_OVERFLOW", "HEADER_TOO_LARGE", "headers that are too large"],
    ["HPE_INVALID_CONSTANT", "UNEXPECTED_ANSWER", "something that is not HTTP"],
    ["HPE_INVALID_EOF_STATE", "CONNECTION_FAILED", `the answer of ${HOST} broke off (HPE_INVALID_EOF_STATE)`],
    ["ECONNREFUSED", "CONNECTION_FAILED", `${HOST} could not be reached (ECONNREFUSED)`],
    ["ECONNRESET", "CONNECTION_FAILED", `${HOST} could not be reached (ECONNRESET)`],
  ] as const)("by %s is %s, with what to do", (code, expected, sentence) => {
    const error = failure({ code });
    expect(error).toMatchObject({ name: "ConnectionError", code: expected, reason: code });
    expect(error.message).toContain(HOST);
    expect(error.message).toContain(sentence);
    if (error.remedy) expect(error.message.endsWith(`; ${error.remedy}`)).toBe(true);
  });

  it("names whom a certificate is for", () => {
    const cert = { subjectaltname: "DNS:other.example" };
    expect(failure({ code: "ERR_TLS_CERT_ALTNAME_INVALID", cert }).message).toContain(
      "for another name (DNS:other.example)",
    );
  });

  it("names what OpenSSL found wrong with a certificate where Node has no code for it", () => {
    expect(failure({ code: "UNSPECIFIED", message: "CA signature digest algorithm too weak" })).toMatchObject({
      code: "CERTIFICATE_REFUSED",
      reason: "CA signature digest algorithm too weak",
    });
    expect(failure({ message: "socket hang up" })).toMatchObject({ code: "CONNECTION_FAILED" });
  });

  it("has its message for a reason where there is no code", () => {
    expect(failure({ message: "socket hang up" })).toMatchObject({
      code: "CONNECTION_FAILED",
      message: `${HOST} could not be reached (socket hang up)`,
    });
    expect(failure({}).reason).toBe("unknown error");
  });

  it.each([
    [{ code: "ERR_BAD_RESPONSE", message: "stream has been aborted" }, "stream has been aborted"],
    [{ code: "ECONNRESET", message: "aborted" }, "ECONNRESET"],
    [{ code: "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC" }, "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC"],
  ])("within an answer does not say that the host could not be reached: %j", (error, reason) => {
    for (const proxy of [undefined, PROXY])
      expect(failure({ ...error, isInAnswer: true }, proxy)).toMatchObject({
        code: "CONNECTION_FAILED",
        message: `the answer of ${HOST} broke off (${reason})`,
      });
  });

  it.each([
    [10_000, "10s"],
    [1_500, "1.5s"],
    [2_591.863654262852, "2.6s"],
  ])("says within which time as somebody would: 2.591863654262852s", (ms, limit) => {
    expect(timeOut(ms, true, { host: HOST }).message).toBe(`${HOST} gave no answer within ${limit}`);
  });

  it("holds no secret", () => {
    const error = networkFailure({ message: "a-secret went wrong" }, { host: HOST, secrets: ["a-secret"] });
    expect(`${error.message} ${error.reason}`).not.toContain("a-secret");
  });
});

describe("a proxy that failed", () => {
  it.each([
    [{ message: "Bad response: 407" }, "requires a valid user and password (HTTP 407)"],
    [{ message: "Bad response: 502" }, "refused the tunnel (HTTP 502)"],
    [{ code: "ENOTFOUND", syscall: "getaddrinfo" }, "has a name that does not resolve"],
    [{ code: "ECONNREFUSED", syscall: "connect" }, "does not answer"],
    [{ code: "HPE_INVALID_CONSTANT" }, "answers with something that is not HTTP"],
  ])("is told from the host behind it: %j", (error, expected) => {
    const { code, message, remedy } = failure(error, PROXY);
    expect(code).toBe("PROXY_FAILED");
    expect(message).toContain(`the proxy proxy.example:3128 ${expected}, so ${HOST} could not be reached`);
    expect(remedy).toBe("check HTTPS_PROXY and NO_PROXY");
  });

  it.each([
    ["HPE_INVALID_CONSTANT", "UNEXPECTED_ANSWER", "answered with something that is not HTTP"],
    ["HPE_HEADER_OVERFLOW", "HEADER_TOO_LARGE", "answered with headers that are too large"],
  ] as const)("is not blamed for what came through its tunnel: %s", (code, expected, sentence) => {
    const error = networkFailure({ code }, { host: HOST, proxy: PROXY, isInTunnel: true });
    expect(error.code).toBe(expected);
    expect(error.message).toContain(`${HOST} ${sentence} (${code})`);
  });

  it.each([
    [{ code: "ECONNRESET", syscall: "read" }, "CONNECTION_FAILED"],
    [{ code: "CERT_HAS_EXPIRED" }, "CERTIFICATE_REFUSED"],
  ] as const)("is not blamed for what the host behind it does: %j", (error, code) => {
    expect(failure(error, PROXY).code).toBe(code);
  });
});
