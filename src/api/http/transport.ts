/** One HTTP exchange over axios: the only file that touches the network. `response.ts` says what a response means. */
import * as http from "node:http";
import * as https from "node:https";
import axios, { type AxiosError } from "axios";
import { ConnectionError } from "../../errors";
import { trustBesides } from "./certificates";
import { type NodeError, networkFailure, timeOut } from "./network-failure";
import { createRoutes } from "./routes";
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
  /** Texts that no message may show, besides those of the request: a proxy's page may say back how one signs in to the proxy. */
  readonly secrets?: readonly string[];
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
  /** Where the proxy's variables are read. Default: this process's environment. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** How long one request may take before it counts as unanswered. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** The API's answers have a few hundred bytes, a page of a hundred instances some hundred kilobytes. */
const LARGEST_ANSWER_BYTES = 2 * 1024 * 1024;
/** IAM's tokens come in a header, and have 102,400 characters at most by the pages of Huawei's services; Node takes 16 KiB. */
const LARGEST_HEADERS_BYTES = 160 * 1024;
const MOST_SOCKETS = 16;
/** A tunnel serves whoever is next, so it may outlive the request that it was opened for; but no request waits so long. */
const TUNNEL_OPENS_IN_MS = REQUEST_TIMEOUT_MS + 1_000;

export function createTransport({ caFile, insecure = false, env = process.env }: TransportOptions = {}): Send {
  const trust = {
    rejectUnauthorized: !insecure,
    ...(caFile !== undefined && { secureContext: trustBesides(caFile) }),
  };
  const routeOf = createRoutes(
    { keepAlive: true, maxSockets: MOST_SOCKETS, opening: () => AbortSignal.timeout(TUNNEL_OPENS_IN_MS) },
    trust,
    env,
  );

  const client = axios.create({
    // A redirect would carry the token to another host.
    maxRedirects: 0,
    maxContentLength: LARGEST_ANSWER_BYTES,
    responseType: "text",
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    headers: { "User-Agent": USER_AGENT, Accept: "application/json" },
  });

  return async ({ method, url, headers, body }, { timeoutMs = REQUEST_TIMEOUT_MS, signal, secrets = [] } = {}) => {
    const route = routeOf(url);
    // axios's own time-out counts silence only; a server that trickles would hold the request for ever.
    const limit = AbortSignal.timeout(Math.ceil(timeoutMs)); // it takes whole numbers only
    const connection = watchConnection();
    try {
      const response = await client.request<string>({
        method,
        url: url.href,
        headers: { ...headers },
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        ...route.config,
        transport: connection.transport,
        ...(body !== undefined && { data: body }),
      });
      return {
        status: response.status,
        headers: flat(response.headers),
        body: String(response.data ?? ""),
        ...(route.secrets.length > 0 && { secrets: route.secrets }),
      };
    } catch (error) {
      const isInTunnel = url.protocol === "https:" && connection.isOpen();
      const attempt = { host: url.host, proxy: route.via, isInTunnel, secrets: [...secrets, ...route.secrets] };
      if (signal?.aborted && !limit.aborted)
        throw new ConnectionError("INTERRUPTED", `the request to ${url.host} was cancelled`, { secrets });
      if (limit.aborted) throw timeOut(timeoutMs, connection.isOpen(), attempt);
      const { code, message, cause, response } = error as AxiosError;
      const { syscall, cert }: NodeError = cause ?? {};
      throw networkFailure({ code, message, syscall, cert, isInAnswer: response !== undefined }, attempt);
    }
  };
}

/** Sends as Node does, takes larger headers, and notes whether the other side was reached at all. */
function watchConnection() {
  let open = false;
  const transport = {
    request(options: https.RequestOptions, onResponse: (response: http.IncomingMessage) => void) {
      const { request: send } = options.protocol === "https:" ? https : http;
      const request = send({ ...options, maxHeaderSize: LARGEST_HEADERS_BYTES }, onResponse);
      request.once("socket", (socket) => {
        open = !socket.connecting;
        if (open) return; // a kept connection would collect a listener with each request
        socket.once("connect", () => {
          open = true;
        });
      });
      return request;
    },
  };
  return { transport, isOpen: () => open };
}

const flat = (headers: object): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
