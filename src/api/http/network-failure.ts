/** Why no response came: Node's and OpenSSL's error codes as an error with a sentence and a remedy. Pure. */
import { ConnectionError, type ConnectionErrorCode } from "../../errors";
import { quote } from "../../redact";

/** What is read of an error of Node's; the rest of it may hold the headers of the request. */
export interface NodeError {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** `getaddrinfo` and `connect` fail before anything was sent. */
  readonly syscall?: string | undefined;
  /** What is wrong with a name in a certificate. */
  readonly cert?: { readonly subjectaltname?: string | undefined } | undefined;
  /** Whether it came after the answer had begun. */
  readonly isInAnswer?: boolean | undefined;
}

export interface Attempt {
  readonly host: string;
  /** The proxy's host and port, where the request went through one. */
  readonly proxy?: string | undefined;
  /** Whether the proxy had opened its tunnel: it was the host that spoke then. */
  readonly isInTunnel?: boolean | undefined;
  readonly secrets?: readonly string[] | undefined;
}

/** The error that Node's error stands for. */
export function networkFailure(error: NodeError, attempt: Attempt): ConnectionError {
  const { host, proxy, secrets = [] } = attempt;
  const reason = (!SAYS_NOTHING.test(error.code ?? "") && error.code) || error.message || "unknown error";
  const fail = (code: ConnectionErrorCode, problem: string, remedy?: string) =>
    new ConnectionError(code, problem, { reason, remedy, secrets });
  const unreachable = `${host} could not be reached (${reason})`;

  const proxyProblem = proxy === undefined ? undefined : problemOfProxy(error, attempt);
  if (proxyProblem !== undefined)
    return fail("PROXY_FAILED", `the proxy ${proxy} ${proxyProblem}, so ${unreachable}`, CHECK_PROXY);
  if (NO_NAME.has(reason)) return fail("HOST_NOT_FOUND", `${unreachable}: its name does not resolve`, CHECK_NAME);
  const certificate = certificateProblem(error);
  if (certificate) return fail("CERTIFICATE_REFUSED", `${unreachable}: ${certificate.problem}`, certificate.remedy);
  // In a tunnel, a handshake that is cut off is no blip of the network: a page lies behind it, to log in or to be refused.
  const isCutOff = proxy !== undefined && /before secure TLS connection/.test(error.message ?? "");
  if (!error.isInAnswer && (reason === "EPROTO" || reason.startsWith("ERR_SSL_") || isCutOff))
    return fail("TLS_FAILED", `${unreachable}: the TLS handshake failed`, CHECK_TLS);
  if (reason === "HPE_HEADER_OVERFLOW")
    return fail("HEADER_TOO_LARGE", `${host} answered with headers that are too large (${reason})`, CHECK_NAME);
  if (/^maxContentLength size of \d+ exceeded/.test(error.message ?? ""))
    return new ConnectionError("MALFORMED_ANSWER", `${host} answered with more than 2 MB`, {
      remedy: CHECK_NAME,
      secrets,
    });
  if (CANNOT_BE_UNPACKED.test(reason))
    return new ConnectionError(
      "MALFORMED_ANSWER",
      `${host} answered with a body that cannot be decompressed (${reason})`,
      {
        secrets,
      },
    );
  const endsEarly = reason === "HPE_INVALID_EOF_STATE";
  if (reason.startsWith("HPE_") && !endsEarly)
    return fail("UNEXPECTED_ANSWER", `${host} answered with something that is not HTTP (${reason})`, CHECK_NAME);
  if (error.isInAnswer || endsEarly) return fail("CONNECTION_FAILED", `the answer of ${host} broke off (${reason})`);
  return fail("CONNECTION_FAILED", unreachable);
}

/** The error for an exchange that took too long; its `reason` tells a host that was never reached. */
export function timeOut(
  timeoutMs: number,
  wasReached: boolean,
  { host, proxy, secrets = [] }: Attempt,
): ConnectionError {
  // What is left of a longer time is no round number.
  const limit = `within ${Number((timeoutMs / 1000).toPrecision(2))}s`;
  if (wasReached) return new ConnectionError("REQUEST_TIMED_OUT", `${host} gave no answer ${limit}`, { secrets });
  const reason = "ETIMEDOUT";
  if (proxy === undefined)
    return new ConnectionError("REQUEST_TIMED_OUT", `${host} could not be reached ${limit}`, { reason, secrets });
  const problem = `the proxy ${proxy} opened no tunnel ${limit}, so ${host} could not be reached (${reason})`;
  return new ConnectionError("PROXY_FAILED", problem, { reason, remedy: CHECK_PROXY, secrets });
}

const CHECK_NAME = "check the region and the endpoint";
const CHECK_PROXY = "check HTTPS_PROXY and NO_PROXY";
const CHECK_TLS = "check the endpoint, its port, and the proxy if there is one";
const TRUST = "name its issuer's PEM file in huaweicloud:cacertFile or OS_CACERT";

/** Of zlib, Brotli and Zstandard. */
const CANNOT_BE_UNPACKED = /^(Z_|ERR__ERROR_|ERR_BROTLI_|ERR_ZSTD_|ZSTD_|ERR_BUFFER_TOO_LARGE$)/;

/** A certificate may be for hundreds. */
const LONGEST_NAMES = 150;

const NO_NAME = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME"]);

/** What hpagent says where a proxy answers CONNECT by another status than 200. */
const PROXY_ANSWER = /^Bad response: (\d+)$/;

/** In words; undefined where it was not the proxy that failed. Behind the tunnel nothing resolves or connects any more. */
function problemOfProxy(
  { code, message = "", syscall, isInAnswer }: NodeError,
  { isInTunnel }: Attempt,
): string | undefined {
  const status = PROXY_ANSWER.exec(message)?.[1];
  if (status === "407") return "requires a valid user and password (HTTP 407)";
  if (status !== undefined) return `refused the tunnel (HTTP ${status})`;
  if (NO_NAME.has(code ?? "")) return "has a name that does not resolve";
  if (syscall === "connect") return "does not answer";
  return code?.startsWith("HPE_") && !isInTunnel && !isInAnswer ? "answers with something that is not HTTP" : undefined;
}

interface CertificateProblem {
  readonly problem: string;
  readonly remedy: string;
}

const UNKNOWN_ISSUER: CertificateProblem = {
  problem: "its certificate was not issued by an authority that this machine trusts",
  remedy: TRUST,
};

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes, by what a reader can do. */
const CERTIFICATE_PROBLEMS: Readonly<Record<string, CertificateProblem>> = {
  CERT_HAS_EXPIRED: { problem: "its certificate has expired", remedy: "have it renewed, or set this machine's clock" },
  CERT_NOT_YET_VALID: { problem: "its certificate is not valid yet", remedy: "set this machine's clock" },
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_ISSUER,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  CERT_UNTRUSTED: UNKNOWN_ISSUER,
  CERT_REVOKED: { problem: "its certificate was revoked", remedy: CHECK_NAME },
};

/**
 * Codes whose message tells more: Node's where OpenSSL refuses a certificate for something that Node has no code for, such as a
 * key that is too short, and axios's for whatever is wrong with an answer.
 */
const SAYS_NOTHING = /^(UNSPECIFIED|ERR_BAD_RESPONSE)$/;
const OTHER_CERTIFICATE_CODES =
  /^(UNSPECIFIED$|CERT_|CRL_|INVALID_(CA|PURPOSE)$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|UNABLE_TO_(GET_CRL|DECRYPT_|DECODE_)|ERROR_IN_(CERT|CRL)_|OUT_OF_MEM$)/;

function certificateProblem({ code = "", cert }: NodeError): CertificateProblem | undefined {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID" || code === "HOSTNAME_MISMATCH") {
    const names = cert?.subjectaltname ? ` (${quote(cert.subjectaltname, [], LONGEST_NAMES)})` : "";
    return { problem: `its certificate is for another name${names}`, remedy: CHECK_NAME };
  }
  if (CERTIFICATE_PROBLEMS[code]) return CERTIFICATE_PROBLEMS[code];
  return OTHER_CERTIFICATE_CODES.test(code) ? { problem: "its certificate is refused", remedy: TRUST } : undefined;
}
