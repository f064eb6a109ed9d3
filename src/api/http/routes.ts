/** How a request gets to its host: directly, through a proxy's tunnel, or, where it is plain http, as a request to the proxy. */
import { Agent as HttpAgent } from "node:http";
import { type AgentOptions, Agent as HttpsAgent, type RequestOptions } from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContext } from "node:tls";
import { HttpsProxyAgent } from "hpagent";
import { addressOf, basicOf, type ProxyServer, proxyFor, secretsOf } from "./proxy";

export interface Route {
  /** The proxy's host and port. */
  readonly via?: string;
  /** Texts that no message about a request by this route may show. */
  readonly secrets: readonly string[];
  /** What axios has to know. */
  readonly config: {
    readonly httpAgent: HttpAgent;
    readonly httpsAgent: HttpsAgent;
    /** Never found by axios itself, which reads the environment by other rules. */
    readonly proxy: false | { protocol: string; host: string; port: number; auth?: NonNullable<ProxyServer["auth"]> };
  };
}

export interface Trust {
  readonly rejectUnauthorized: boolean;
  readonly secureContext?: SecureContext;
}

export interface Pool extends Pick<AgentOptions, "keepAlive" | "maxSockets"> {
  /** Aborted when a tunnel that is opened now takes too long. */
  readonly opening: () => AbortSignal;
}

export function createRoutes(
  { opening, ...pool }: Pool,
  trust: Trust,
  env: Parameters<typeof proxyFor>[1],
): (url: URL) => Route {
  const direct = { httpAgent: new HttpAgent(pool), httpsAgent: new HttpsAgent({ ...pool, ...trust }) };
  const tunnels = new Map<string, HttpsAgent>();

  /** axios has tunnels of its own, but each serves one request. */
  function tunnelThrough(proxy: ProxyServer): HttpsAgent {
    const key = JSON.stringify(proxy);
    const tunnel = tunnels.get(key) ?? new Tunnel({ ...pool, opening, ...trust, ...tunnelOptions(proxy, trust) });
    tunnels.set(key, tunnel);
    return tunnel;
  }

  return (url) => {
    const proxy = proxyFor(url, env);
    if (!proxy) return { secrets: [], config: { ...direct, proxy: false } };
    const via = addressOf(proxy);
    const secrets = secretsOf(proxy);
    if (url.protocol === "https:") {
      return { via, secrets, config: { ...direct, httpsAgent: tunnelThrough(proxy), proxy: false } };
    }
    const { protocol, hostname: host, auth } = proxy;
    const port = Number(proxy.port || (protocol === "https:" ? 443 : 80));
    return { via, secrets, config: { ...direct, proxy: { protocol, host, port, ...(auth && { auth }) } } };
  };
}

/** hpagent takes brackets from no address and decodes a user as it comes: both are given to it ready. */
function tunnelOptions({ protocol, hostname, port, auth }: ProxyServer, trust: Trust) {
  return {
    proxy: { protocol, hostname, port, username: "", password: "" } as URL,
    proxyRequestOptions: { ...trust, headers: { ...(auth && { "Proxy-Authorization": `Basic ${basicOf(auth)}` }) } },
  };
}

class Tunnel extends HttpsProxyAgent {
  /** hpagent's own, which it reads for each tunnel anew; its types leave it out. */
  declare proxyRequestOptions: RequestOptions;
  readonly #opening: Pool["opening"];

  constructor({ opening, ...options }: ConstructorParameters<typeof HttpsProxyAgent>[0] & Pick<Pool, "opening">) {
    super(options);
    this.#opening = opening;
  }

  override createConnection(
    { host, ...options }: RequestOptions,
    callback: (error: Error | null, stream: Duplex) => void,
  ) {
    // Without an end, a tunnel that nobody waits for any more would keep a program alive that is done. A time-out of the socket
    // counts silence only; a proxy that trickles would hold it for ever.
    this.proxyRequestOptions = { ...this.proxyRequestOptions, signal: this.#opening() };
    // An IPv6 address needs its brackets where the proxy is asked for it.
    return super.createConnection({ ...options, host: isIP(host ?? "") === 6 ? `[${host}]` : host }, callback);
  }
}
