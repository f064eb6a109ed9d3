/** Authentication: the check that Huawei's gateway makes before it passes a request on. */

import type { Call } from "../http/call";
import type { AccessKeys } from "./access-keys";
import { bodyHashHolds, canonicalRequest, readAuthorization, readDate, signatureOf } from "./signature";
import type { Caller, Refusal, Tokens } from "./tokens";

/** Every credential that opens the simulated cloud, and the clock that they expire by. */
export interface Credentials {
  tokens: Tokens;
  keys: AccessKeys;
  serverNow: () => number;
}

/** "API Gateway rejects a request whose X-Sdk-Date differs from its own time by more than 15 minutes." */
const MAX_SKEW_MS = 15 * 60_000;

const refused = (reason: string): Refusal => ({
  code: "APIGW.0301",
  message: `Incorrect IAM authentication information: ${reason}`,
});

/** Names of Huawei's signature algorithms: SDK-HMAC-SHA256, SDK-HMAC-SM3, SDK-ECDSA-P256-SHA256, V11-HMAC-SHA256 … */
const SIGNED = /^(SDK|V11)-[\w-]+ /;

/** How a request tries to sign in; a token counts where both are sent. */
export function schemeOf(call: Call): "token" | "signature" | "none" {
  if (call.headers["x-auth-token"] !== undefined) return "token";
  return SIGNED.test(call.headers.authorization ?? "") ? "signature" : "none";
}

/** Huawei's gateway prints what it signed, with bars for line ends; secrets among the signed headers are starred out here. */
function signatureFailed(canonical: string): Refusal {
  const shown = canonical.replace(/^(x-security-token|x-auth-token):.*$/gm, "$1:***").replaceAll("\n", "|");
  return refused(`verify aksk signature fail,canonicalRequest:${shown}`);
}

function verify(call: Call, accessKey: string, credentials: Credentials): Caller | Refusal {
  // Of the algorithms this gateway knows one. To another it answers what Huawei's answers to a signature that it cannot verify.
  const sent = readAuthorization(call.headers.authorization ?? "");
  if (sent === undefined) return refused("verify aksk signature fail");
  const pair = credentials.keys.find(accessKey);
  if (pair === undefined) return refused("Get secretKey failed,ak:***,err:ak not exist");

  const date = call.headers["x-sdk-date"] ?? "";
  const signedAt = readDate(date);
  if (signedAt === undefined) return refused("verify aksk signature fail");
  if (Math.abs(credentials.serverNow() - signedAt) > MAX_SKEW_MS)
    return refused("calc ak sk signature fail:signature expired");

  // X-Sdk-Date is the one header that must be signed; each that is named must be there.
  const complete =
    sent.signedHeaders.includes("x-sdk-date") && sent.signedHeaders.every((name) => call.headers[name] !== undefined);
  const canonical = canonicalRequest(call, sent.signedHeaders);
  const matches = signatureOf(canonical, date, pair.secretKey) === sent.signature;
  if (!complete || !matches || !bodyHashHolds(call)) return signatureFailed(canonical);

  // A temporary pair goes with its own security token, and a permanent pair with none.
  if (call.headers["x-security-token"] !== pair.securityToken) return signatureFailed(canonical);
  return { by: "signature" };
}

export function isRefusal(result: Caller | Refusal): result is Refusal {
  return "code" in result;
}

export function authenticate(call: Call, credentials: Credentials): Caller | Refusal {
  const scheme = schemeOf(call);
  if (scheme === "token") return credentials.tokens.check(call.headers["x-auth-token"] ?? "");
  if (scheme === "none") return refused("x-auth-token not found");

  const accessKey = /Access=([^,\s]+)/.exec(call.headers.authorization ?? "")?.[1] ?? "";
  if (credentials.keys.locked(accessKey)) return refused("AK access failed to reach the limit,forbidden");
  const result = verify(call, accessKey, credentials);
  if (isRefusal(result)) credentials.keys.recordFailure(accessKey);
  else credentials.keys.recordSuccess(accessKey);
  return result;
}
