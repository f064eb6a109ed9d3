/** Temporary keys that a Huawei server hands to its programs, when it has an agency: the ECS metadata service. */
import type { Clock } from "../../../clock";
import { ArgumentError, ConnectionError, isCloudDcError } from "../../../errors";
import { parseObject } from "../../http/response";
import type { HttpResponse, Send } from "../../http/transport";
import { fromEnvironment, type Settings } from "../../settings";
import type { KeyCredentials } from "./credentials";
import type { SourceResult } from "./source-result";

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

/** Absent where there is no such service, or no agency: that is no error, but the usual case. */
export async function fromMetadata(settings: Settings, io: Io): Promise<SourceResult> {
  const address = fromEnvironment(settings, VARIABLE) ?? USUAL_ADDRESS;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    const remedy = "write an address such as http://127.0.0.1:4711, or nothing";
    return { kind: "broken", error: new ArgumentError(VARIABLE, address, remedy) };
  }
  try {
    const fetched = await fetchKeys(new URL(address).origin, io);
    if (fetched.kind === "found") return fetched;
    io.debug?.(`no credentials from the metadata service: ${fetched.why}`);
  } catch (error) {
    if (!isCloudDcError(error)) throw error;
    io.debug?.(`no credentials from the metadata service: ${error.message}`);
  }
  return { kind: "absent" };
}

type Fetched =
  | { readonly kind: "found"; readonly credentials: KeyCredentials }
  /** In words. */
  | { readonly kind: "none"; readonly why: string };

async function fetchKeys(base: string, io: Io): Promise<Fetched> {
  const none = (why: string): Fetched => ({ kind: "none", why: `${base} ${why}` });
  const ask = (method: "GET" | "PUT", path: string, headers: Record<string, string>) =>
    io.send({ method, url: new URL(path, base), headers }, { timeoutMs: TIMEOUT_MS, secrets: Object.values(headers) });

  const opened = await ask("PUT", "/meta-data/latest/api/token", {
    "X-Metadata-Token-Ttl-Seconds": String(TOKEN_LASTS_S),
  });
  if (opened.status !== 200 && !WITHOUT_TOKENS.includes(opened.status))
    return none(`answered HTTP ${opened.status} to the request for a token`);
  const answer = await ask("GET", "/openstack/latest/securitykey", {
    ...(opened.status === 200 && { "X-Metadata-Token": opened.body.trim() }),
  });
  // 401 with "Please configure Cloud Service Agency first" is what a server without an agency gets.
  if (answer.status !== 200) return none(`answered HTTP ${answer.status}; has the server an agency?`);
  const credentials = readKeys(answer, async () => {
    const newer = await fetchKeys(base, io);
    if (newer.kind === "found") return newer.credentials;
    throw new ConnectionError("CONNECTION_FAILED", `the metadata service gave no new keys: ${newer.why}`);
  });
  return credentials ? { kind: "found", credentials } : none("answered without keys");
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
