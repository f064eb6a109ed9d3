/**
 * Huawei's request signature, `SDK-HMAC-SHA256`: pure, and signed afresh for each attempt, since a signature ends with its
 * date. https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm-002.html
 */
import { createHash, createHmac } from "node:crypto";
import type { Request } from "../http/transport";

type Signable = Pick<Request, "method" | "url" | "body">;

export interface SigningKeys {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string | undefined;
}

const ALGORITHM = "SDK-HMAC-SHA256";

/** The headers that sign a request. Host is signed as Node sends it by itself: with its port, unless that is the default. */
export function sign(
  request: Signable,
  { accessKey, secretKey, securityToken }: SigningKeys,
  date: Date,
  { projectId }: { projectId?: string | undefined } = {},
): Record<string, string> {
  const added = {
    "X-Sdk-Date": sdkDate(date),
    ...(projectId !== undefined && { "X-Project-Id": projectId }),
    ...(securityToken !== undefined && { "X-Security-Token": securityToken }),
  };
  const signed = { Host: request.url.host, ...added };
  const signature = signatureOf(canonicalRequest(request, signed), added["X-Sdk-Date"], secretKey);
  const names = namesOf(signed).join(";");
  return {
    ...added,
    Authorization: `${ALGORITHM} Access=${accessKey}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** What is signed of a request with these headers. */
export function canonicalRequest({ method, url, body = "" }: Signable, headers: Record<string, string>): string {
  const values = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]));
  const names = namesOf(headers);
  return [
    method,
    canonicalPath(url.pathname),
    canonicalQuery(url.searchParams),
    ...names.map((name) => `${name}:${values[name]}`),
    "",
    names.join(";"),
    sha256(body),
  ].join("\n");
}

/** The secret key signs as it is: Huawei derives no key from it, unlike AWS. */
export function signatureOf(canonical: string, date: string, secretKey: string): string {
  return createHmac("sha256", secretKey)
    .update([ALGORITHM, date, sha256(canonical)].join("\n"))
    .digest("hex");
}

/** Sorted by name, then by value; both URI-encoded. */
export function canonicalQuery(parameters: Iterable<readonly [string, string]>): string {
  return [...parameters]
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

/** Ends in a slash in the signature, and only there. */
function canonicalPath(path: string): string {
  const encoded = path
    .split("/")
    .map((segment) => encode(decode(segment)))
    .join("/");
  return encoded.endsWith("/") ? encoded : `${encoded}/`;
}

/** `YYYYMMDDTHHMMSSZ`, in UTC. */
const sdkDate = (date: Date) => date.toISOString().replace(/[-:]|\.\d+/g, "");

const namesOf = (headers: Record<string, string>) =>
  Object.keys(headers)
    .map((name) => name.toLowerCase())
    .sort(compare);

/** Huawei leaves only letters, digits and `-_.~` as they are; `encodeURIComponent` leaves five more. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** A URL holds its path encoded, but by looser rules. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a lone % stands for itself
  }
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** By code units, not by the reader's language. */
const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
