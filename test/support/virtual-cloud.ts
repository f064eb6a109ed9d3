/** A simulated cloud in virtual time, with short ways to ask it; and a signer written out by hand for its signature check. */

import { createHash, createHmac } from "node:crypto";
import { type CloudAnswer, createCloud, type SimulatorOptions } from "../../src/simulator";

export const PROJECT = "0123456789abcdef0123456789abcdef";
export const START = Date.UTC(2026, 0, 2, 3, 4, 5);
export const TOKEN = { "x-auth-token": "simulator-token" };
export const HOST = "clouddc.ap-southeast-3.myhuaweicloud.com";

export function virtualCloud(options: SimulatorOptions = {}) {
  let time = START;
  const cloud = createCloud({ now: () => time, timelinesStart: "at-once", ...options });
  const ask = (method: string, url: string, headers: Record<string, string> = {}, body = "") =>
    cloud.answer({ method, url, headers, body });
  return {
    cloud,
    ask,
    now: () => time,
    advance: (ms: number) => {
      time += ms;
    },
    status: (id: string, headers: Record<string, string> = TOKEN) =>
      ask("GET", `/v1/${PROJECT}/instances/${id}/status`, headers),
    list: (query = "", headers: Record<string, string> = TOKEN) =>
      ask("GET", `/v1/${PROJECT}/instances${query}`, headers),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads bodies of any shape
export function bodyOf(answer: CloudAnswer): any {
  return JSON.parse(answer.body);
}

export function tokenRequest(project: object | undefined, password = "simulator-password"): string {
  const user = { name: "simulator-user", password, domain: { name: "simulator-domain" } };
  const scope = project === undefined ? {} : { scope: { project } };
  return JSON.stringify({ auth: { identity: { methods: ["password"], password: { user } }, ...scope } });
}

export function sdkDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

interface Signing {
  path: string;
  /** The canonical query, spelled out by the test. */
  canonicalQuery?: string;
  time: number;
  accessKey?: string;
  secretKey?: string;
  host?: string;
  body?: string;
  method?: string;
  headers?: Record<string, string>;
  /** Names of the headers to sign. Default: host, x-sdk-date and those of `headers`. */
  names?: string[];
  /** The hash that goes into the signature. Default: that of the body. */
  bodyHash?: string;
}

/** Headers of a signed request. */
export function signed(signing: Signing): Record<string, string> {
  const { path, canonicalQuery = "", time, host = HOST, body = "", method = "GET" } = signing;
  const { accessKey = "SIMULATORACCESSKEY", secretKey = "simulator-secret-key" } = signing;
  const headers: Record<string, string> = { ...signing.headers, host, "x-sdk-date": sdkDate(time) };
  const { names = Object.keys(headers).sort(), bodyHash = sha256(body) } = signing;
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = `${method}\n${path}/\n${canonicalQuery}\n${lines}\n${names.join(";")}\n${bodyHash}`;
  const text = `SDK-HMAC-SHA256\n${sdkDate(time)}\n${sha256(canonical)}`;
  const signature = createHmac("sha256", secretKey).update(text).digest("hex");
  const authorization = `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return { ...headers, authorization };
}
