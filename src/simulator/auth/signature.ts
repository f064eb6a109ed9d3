/**
 * Huawei's request signature, SDK-HMAC-SHA256, from the server's side. Written from the algorithm's page and on purpose not
 * shared with the client: two readings of one page can disagree, and then a test goes red.
 * https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm-002.html
 */

import { createHash, createHmac } from "node:crypto";
import { type Call, decode } from "../http/call";

const ALGORITHM = "SDK-HMAC-SHA256";

export interface Authorization {
  accessKey: string;
  signedHeaders: readonly string[];
  signature: string;
}

/** Reads `SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b, Signature=…`; undefined when it is not of that form. */
export function readAuthorization(header: string): Authorization | undefined {
  const match = /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(header);
  const [, accessKey, signedHeaders, signature] = match ?? [];
  if (accessKey === undefined || signedHeaders === undefined || signature === undefined) return undefined;
  return { accessKey, signedHeaders: signedHeaders.split(";"), signature };
}

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

/** Unreserved characters are A-Z a-z 0-9 - _ . ~ alone; encodeURIComponent leaves five more. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const order = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

/** "Both URI-encoded, sorted by name, then by value". */
export function canonicalQuery(pairs: Call["pairs"]): string {
  return [...pairs]
    .sort(([name, value], [otherName, otherValue]) => order(name, otherName) || order(value, otherValue))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

/** Each segment URI-encoded; the path ends in a slash here, though not in the request. */
export function canonicalPath(path: string): string {
  const encoded = path
    .split("/")
    .map((segment) => encode(decode(segment)))
    .join("/");
  return encoded.endsWith("/") ? encoded : `${encoded}/`;
}

export function canonicalRequest(
  call: Pick<Call, "method" | "path" | "pairs" | "headers" | "body">,
  signed: readonly string[],
) {
  const headers = [...signed].sort(order).map((name) => `${name}:${(call.headers[name] ?? "").trim()}\n`);
  const bodyHash = call.headers["x-sdk-content-sha256"] ?? sha256(call.body);
  return [
    call.method,
    canonicalPath(call.path),
    canonicalQuery(call.pairs),
    headers.join(""),
    signed.join(";"),
    bodyHash,
  ].join("\n");
}

/** The signature over a canonical request. The key is the secret itself: there is no derived key as in AWS's scheme. */
export function signatureOf(canonical: string, date: string, secretKey: string): string {
  return createHmac("sha256", secretKey)
    .update(`${ALGORITHM}\n${date}\n${sha256(canonical)}`)
    .digest("hex");
}

/** Whether a body hash sent along is that of the body; `UNSIGNED-PAYLOAD` is allowed. */
export function bodyHashHolds(call: Pick<Call, "headers" | "body">): boolean {
  const sent = call.headers["x-sdk-content-sha256"];
  return sent === undefined || sent === "UNSIGNED-PAYLOAD" || sent === sha256(call.body);
}

/** Milliseconds of an `X-Sdk-Date` (`YYYYMMDDTHHMMSSZ`, UTC); undefined when it is none. */
export function readDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}
