/** Temporary keys that a Huawei server hands to its programs, when it has an agency: the ECS metadata service. */
import { backoff } from "../../../backoff";
import type { Clock } from "../../../clock";
import { ArgumentError, ConnectionError, isCloudDcError } from "../../../errors";
import { withoutSecrets } from "../../http/address";
import { isSendable } from "../../http/answer";
import type { Send } from "../../http/transport";
import { fromEnvironment, type Settings } from "../../settings";
import type { KeyCredentials } from "./credentials";
import type { SourceResult } from "./source-result";
import { readTemporaryKeys } from "./temporary-keys";

/** Link-local: it answers on a Huawei server only, and reaches nobody from a laptop. */
const USUAL_ADDRESS = "http://169.254.169.254";
/** Ours, and no user's: a test has no server with an agency, and must not find the one that it may run on. */
const VARIABLE = "CLOUDDC_METADATA_ENDPOINT";
/** The service answers in milliseconds, or nobody is there: a laptop shall not wait long for nothing. */
const TIMEOUT_MS = 1_500;
/** For somebody who is there, and was late or in trouble. */
const LATER_TIMEOUT_MS = 5_000;
const TRIES_LAST_MS = 10_000;
/** What the SDKs ask for, and the most that the service grants. */
const TOKEN_LASTS_S = 21_600;
/** Answers of a service that knows no tokens yet, by the SDKs' rule. */
const WITHOUT_TOKENS = [404, 405, 503];
/** Nobody is there. */
const ABSENT =
  /^(E(TIMEDOUT|CONNREFUSED|HOSTUNREACH|HOSTDOWN|NETUNREACH|ADDRNOTAVAIL|ACCES|PERM|INVAL|NOTFOUND)|EAI_\w+)$/;

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
    return { kind: "broken", error: new ArgumentError(VARIABLE, withoutSecrets(address), remedy) };
  }
  const fetched = await fetchKeys(new URL(address).origin, io, false);
  if (fetched.kind === "failed") {
    const problem = `no credentials: the server's metadata service is there but gave no keys within 10s (${fetched.why})`;
    // Not as a lost connection: a service that gives no keys for a minute hardly ever mends by itself.
    return { kind: "broken", error: new ConnectionError("UNEXPECTED_ANSWER", problem, { remedy: REMEDY }) };
  }
  if (fetched.kind === "none") io.debug?.(`no credentials from the metadata service: ${fetched.why}`);
  return fetched.kind === "none" ? { kind: "absent", why: fetched.why } : fetched;
}

const REMEDY = "run it again, or set HW_ACCESS_KEY and HW_SECRET_KEY";

type Fetched =
  | { readonly kind: "found"; readonly credentials: KeyCredentials }
  /** No service, or one without keys for this server. */
  | { readonly kind: "none"; readonly why: string }
  /** Somebody is there, whom it may pass. */
  | { readonly kind: "failed"; readonly why: string };

/** Asks somebody who is there, or `isThere` as far as one knows, a few times. */
async function fetchKeys(base: string, io: Io, isThere: boolean): Promise<Fetched> {
  const { clock } = io;
  const until = clock.now() + TRIES_LAST_MS;
  let fetched = await fetchOnce(base, io, TIMEOUT_MS, isThere);
  for (let failures = 1; fetched.kind === "failed"; failures++) {
    const pauseMs = backoff(failures, clock.random);
    const timeoutMs = Math.min(until - clock.now() - pauseMs, LATER_TIMEOUT_MS);
    if (timeoutMs <= 0) break;
    await clock.sleep(pauseMs);
    fetched = await fetchOnce(base, io, timeoutMs, true);
  }
  return fetched;
}

async function fetchOnce(base: string, io: Io, timeoutMs: number, isThere: boolean): Promise<Fetched> {
  const answered = (status: number, to: string): Fetched => {
    const mayPass = status === 408 || status === 429 || status >= 500;
    return { kind: mayPass ? "failed" : "none", why: `${base} answered HTTP ${status} ${to}` };
  };
  const ask = (method: "GET" | "PUT", path: string, headers: Record<string, string>) =>
    io.send({ method, url: new URL(path, base), headers }, { timeoutMs, secrets: Object.values(headers) });

  try {
    const opened = await ask("PUT", "/meta-data/latest/api/token", {
      "X-Metadata-Token-Ttl-Seconds": String(TOKEN_LASTS_S),
    });
    if (opened.status !== 200 && !WITHOUT_TOKENS.includes(opened.status))
      return answered(opened.status, "to the request for a token");
    const token = opened.body.trim();
    // Anybody may sit at that address, a captive portal among them: its page is no token.
    if (opened.status === 200 && !isSendable(token)) return { kind: "none", why: `${base} answered without a token` };
    const response = await ask("GET", "/openstack/latest/securitykey", {
      ...(opened.status === 200 && { "X-Metadata-Token": token }),
    });
    // A service in trouble refused the token, and therefore the keys.
    if (response.status !== 200 && opened.status === 503) return answered(503, "to the request for a token");
    // 401 with "Please configure Cloud Service Agency first" is what a server without an agency gets.
    if (response.status !== 200)
      return answered(response.status, "to the request for keys; does the server have an agency?");
    const keys = readTemporaryKeys(response.body);
    if (!keys) return { kind: "none", why: `${base} answered without keys` };
    return { kind: "found", credentials: { ...keys, source: "the server's metadata service", again: again(base, io) } };
  } catch (error) {
    if (!isCloudDcError(error)) throw error;
    const nobody = error instanceof ConnectionError && ABSENT.test(error.reason ?? "");
    return { kind: nobody && !isThere ? "none" : "failed", why: error.message };
  }
}

const again = (base: string, io: Io) => async (): Promise<KeyCredentials> => {
  const newer = await fetchKeys(base, io, true);
  if (newer.kind === "found") return newer.credentials;
  throw new ConnectionError("CONNECTION_FAILED", `the metadata service gave no new keys: ${newer.why}`);
};
