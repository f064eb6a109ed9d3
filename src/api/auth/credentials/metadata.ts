/** Temporary keys that a Huawei server hands to its programs, when it has an agency: the ECS metadata service. */
import type { Clock } from "../../../clock";
import { ArgumentError, ConnectionError, isCloudDcError } from "../../../errors";
import { parseObject } from "../../http/response";
import type { HttpResponse, Send } from "../../http/transport";
import { fromEnvironment, type Settings } from "../../settings";
import type { KeyCredentials } from "./credentials";

/** Link-local: it answers on a Huawei server only, and reaches nobody from a laptop. */
const USUAL_ADDRESS = "http://169.254.169.254";
/** Ours, and no user's: a test has no server with an agency, and must not find the one that it may run on. */
const VARIABLE = "CLOUDDC_METADATA_ENDPOINT";
/** The service answers in milliseconds or not at all; nobody shall wait long for nothing. */
const TIMEOUT_MS = 1_500;
/** What the SDKs ask for, and the most that the service grants. */
const TOKEN_LASTS_S = 21_600;
/** Answers of a service that knows no tokens yet, by the SDKs' rule. */
const WITHOUT_TOKENS = [404, 405, 503];

interface Io {
  readonly send: Send;
  readonly clock: Clock;
  readonly debug?: ((line: string) => void) | undefined;
}

/** Undefined where there is no such service, or no agency: that is no error, but the usual case. */
export async function fromMetadata(settings: Settings, io: Io): Promise<KeyCredentials | undefined> {
  const base = addressOf(settings);
  try {
    const keys = await fetchKeys(base, io);
    if (typeof keys !== "string") return keys;
    io.debug?.(`no credentials from the metadata service: ${keys}`);
  } catch (error) {
    if (!isCloudDcError(error)) throw error;
    io.debug?.(`no credentials from the metadata service: ${error.message}`);
  }
  return undefined;
}

function addressOf(settings: Settings): string {
  const text = fromEnvironment(settings, VARIABLE);
  if (text === undefined) return USUAL_ADDRESS;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin;
  throw new ArgumentError(VARIABLE, text, "write an address such as http://127.0.0.1:4711, or nothing");
}

/** The keys, or in words why there are none. */
async function fetchKeys(base: string, io: Io): Promise<KeyCredentials | string> {
  const ask = (method: "GET" | "PUT", path: string, headers: Record<string, string>) =>
    io.send({ method, url: new URL(path, base), headers }, { timeoutMs: TIMEOUT_MS, secrets: Object.values(headers) });

  const opened = await ask("PUT", "/meta-data/latest/api/token", {
    "X-Metadata-Token-Ttl-Seconds": String(TOKEN_LASTS_S),
  });
  if (opened.status !== 200 && !WITHOUT_TOKENS.includes(opened.status))
    return `${base} answered HTTP ${opened.status} to the request for a token`;
  const answer = await ask("GET", "/openstack/latest/securitykey", {
    ...(opened.status === 200 && { "X-Metadata-Token": opened.body.trim() }),
  });
  // 401 with "Please configure Cloud Service Agency first" is what a server without an agency gets.
  if (answer.status !== 200) return `${base} answered HTTP ${answer.status}; has the server an agency?`;
  return (
    readKeys(answer, async () => {
      const newer = await fetchKeys(base, io);
      if (typeof newer !== "string") return newer;
      throw new ConnectionError("CONNECTION_FAILED", `the metadata service gave no new keys: ${newer}`);
    }) ?? `${base} answered without keys`
  );
}

function readKeys({ body }: HttpResponse, again: () => Promise<KeyCredentials>): KeyCredentials | undefined {
  const { access, secret, securitytoken, expires_at } = (parseObject(body)?.credential ?? {}) as Record<
    string,
    unknown
  >;
  if (!isText(access) || !isText(secret) || !isText(securitytoken)) return undefined;
  const expiresAt = isText(expires_at) ? Date.parse(expires_at) : Number.NaN;
  return {
    kind: "keys",
    accessKey: access,
    secretKey: secret,
    securityToken: securitytoken,
    source: "the server's metadata service",
    ...(Number.isFinite(expiresAt) && { expiresAt }),
    again,
  };
}

/** Keys travel in headers. */
const isText = (value: unknown): value is string => typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
