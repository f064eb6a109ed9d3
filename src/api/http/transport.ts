/** One HTTP exchange over axios: the only file that touches the network. `response.ts` says what a response means. */
import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { type AxiosError } from "axios";
import { HttpsProxyAgent } from "hpagent";
import { getProxyForUrl } from "proxy-from-env";
import { ArgumentError, ConnectionError } from "../../errors";
import { type NodeError, networkFailure } from "./network-failure";
import { USER_AGENT } from "./user-agent";

export interface Request {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-cased names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SendOptions {
  /** Milliseconds that the whole exchange may take. */
  timeoutMs?: number;
  /** Aborted when nobody wants the response any more: the exchange ends at once. */
  signal?: AbortSignal;
  /** Texts in the request that no message may show. */
  secrets?: readonly string[];
}

/** Resolves with any response, whatever its status; rejects with a {@link ConnectionError} when none came. */
export type Send = (request: Request, options?: SendOptions) => Promise<HttpResponse>;

export interface TransportOptions {
  /** A file of certificates to trust besides the system's. */
  caFile?: string | undefined;
  /** Accept any certificate. */
  insecure?: boolean | undefined;
}

/** How long one request may take before it counts as unanswered. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** The API's answers have a few hundred bytes, a page of a hundred instances some hundred kilobytes. */
const LARGEST_ANSWER_BYTES = 16 * 1024 * 1024;
const MOST_SOCKETS = 16;
/**
 * Hosts on this machine or link are never reached through a proxy, as in Go's programs, and so in Terraform and KooCLI: a
 * proxy would answer with the keys of its own server's metadata service.
 */
const NEARBY = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|169\.254\.\d+\.\d+)$/;

export function createTransport({ caFile, insecure = false }: TransportOptions = {}): Send {
  const keepAlive = { keepAlive: true, maxSockets: MOST_SOCKETS };
  const ca = caFile === undefined ? undefined : readCertificates(caFile);
  const tls = { ...keepAlive, rejectUnauthorized: !insecure, ...(ca && { ca }) };
  const direct = { httpAgent: new HttpAgent(keepAlive), httpsAgent: new HttpsAgent(tls), proxy: false as const };
  const tunnels = new Map<string, HttpsProxyAgent>();

  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY; through axios's own tunnels no connection would be kept. */
  function routeOf(url: URL) {
    const proxy = NEARBY.test(url.hostname) ? "" : getProxyForUrl(url.href);
    if (proxy === "") return { config: direct };
    const via = new URL(proxy).host;
    if (url.protocol === "http:") return { via, config: {} }; // plain requests through a proxy are axios's
    const agent = tunnels.get(proxy) ?? new HttpsProxyAgent({ proxy, ...tls });
    tunnels.set(proxy, agent);
    return { via, config: { httpsAgent: agent, proxy: false as const } };
  }

  const http = axios.create({
    // A redirect would carry the token to another host.
    maxRedirects: 0,
    maxContentLength: LARGEST_ANSWER_BYTES,
    responseType: "text",
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    headers: { "User-Agent": USER_AGENT, Accept: "application/json" },
  });

  return async ({ method, url, headers, body }, { timeoutMs = REQUEST_TIMEOUT_MS, signal, secrets = [] } = {}) => {
    // axios's own time-out counts silence only; a server that trickles would hold the request for ever.
    const limit = AbortSignal.timeout(timeoutMs);
    const route = routeOf(url);
    try {
      const response = await http.request<string>({
        method,
        url: url.href,
        headers: { ...headers },
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        ...route.config,
        ...(body !== undefined && { data: body }),
      });
      return { status: response.status, headers: flat(response.headers), body: String(response.data ?? "") };
    } catch (error) {
      if (signal?.aborted && !limit.aborted)
        throw new ConnectionError("INTERRUPTED", `the request to ${url.host} was given up`, { secrets });
      if (limit.aborted)
        throw new ConnectionError("REQUEST_TIMED_OUT", `${url.host} gave no answer within ${timeoutMs / 1000}s`, {
          secrets,
        });
      const { code, message, cause } = error as AxiosError;
      const { syscall, cert }: NodeError = cause ?? {};
      throw networkFailure({ code, message, syscall, cert }, { host: url.host, proxy: route.via, secrets });
    }
  };
}

function readCertificates(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ArgumentError("cacertFile", file, `the file cannot be read (${code}); name a readable PEM file`);
  }
}

const flat = (headers: object): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
