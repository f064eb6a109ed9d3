/** A company's network in small: a CONNECT proxy that alone knows where a host name leads, and TLS in front of a simulator. */
import { createServer as createHttpServer, request as httpRequest, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { createServer as createTlsServer } from "node:tls";
import { generate } from "selfsigned";

export interface ConnectProxy {
  /** What HTTPS_PROXY is set to. */
  readonly url: string;
  /** Its address and port. */
  readonly host: string;
  /** What it was asked for: `CONNECT host:port`, or a plain request's method and address. */
  readonly asked: readonly string[];
  /** The Proxy-Authorization headers that it got. */
  readonly authorizations: readonly string[];
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** Who may use it, as `user:password`; the others get a 407 and a page. Default: everybody. */
  only?: string;
  /** What a CONNECT is answered with instead of a tunnel; an empty text is silence. Default: a tunnel. */
  says?: string;
  /** The loopback address to listen on. Default "127.0.0.1". */
  address?: "127.0.0.1" | "::1";
}

const REFUSAL =
  "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Type: text/html\r\n\r\n<html>Who are you?</html>";

/** Leads each host name, whatever its port, to a port of this machine. Plain requests are passed on as well. */
export async function startProxy(
  routes: Readonly<Record<string, number>>,
  { only, says, address = "127.0.0.1" }: ProxyOptions = {},
): Promise<ConnectProxy> {
  const asked: string[] = [];
  const authorizations: string[] = [];
  const sockets = new Set<Duplex>();
  const refuses = ({ headers }: IncomingMessage) =>
    only !== undefined && headers["proxy-authorization"] !== `Basic ${Buffer.from(only).toString("base64")}`;
  const server = createHttpServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    authorizations.push(request.headers["proxy-authorization"] ?? "");
    const url = new URL(request.url ?? "/", "http://nowhere");
    const port = routes[url.hostname];
    if (port === undefined || refuses(request)) return void answer.writeHead(port === undefined ? 502 : 407).end("no");
    const { method, headers } = request;
    const forwarded = httpRequest({ port, path: url.pathname + url.search, method, headers }, (back) => {
      answer.writeHead(back.statusCode ?? 502, back.headers);
      back.pipe(answer);
    });
    request.pipe(forwarded);
  });
  server.on("connect", (request: IncomingMessage, client: Duplex) => {
    asked.push(`CONNECT ${request.url}`);
    authorizations.push(request.headers["proxy-authorization"] ?? "");
    sockets.add(client);
    if (says !== undefined) return void (says === "" || client.end(says));
    if (refuses(request)) return void client.end(REFUSAL);
    const { hostname } = new URL(`http://${request.url}`);
    const port = routes[hostname];
    if (port === undefined) return void client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    const upstream = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
  });
  const port = await listen(server, address);
  const host = `${address === "::1" ? "[::1]" : address}:${port}`;
  return {
    url: `http://proxy-user:proxy-password@${host}`,
    host,
    asked,
    authorizations,
    async close() {
      for (const socket of sockets) socket.destroy();
      await shut(server);
    },
  };
}

export interface TlsFront {
  readonly port: number;
  /** The certificate to trust, in PEM. */
  readonly certificate: string;
  close(): Promise<void>;
}

/** Two issuers of one name could not be told apart. */
let issued = 0;

export interface TlsOptions {
  /** The name in the certificate. Default: the host's. */
  name?: string;
  /** When the certificate's year begins. Default: now. */
  notBefore?: Date;
}

/** Answers https for a host name with what a plain http server on loopback answers. */
export async function startTls(
  host: string,
  target: string,
  { name = host, notBefore }: TlsOptions = {},
): Promise<TlsFront> {
  const { cert, private: key } = await certificateFor(name, notBefore);
  const server = createHttpsServer({ cert, key }, (incoming, answer) => {
    const { method, headers, url } = incoming;
    const forwarded = httpRequest(new URL(url ?? "/", target), { method, headers }, (back) => {
      answer.writeHead(back.statusCode ?? 502, back.headers);
      back.pipe(answer);
    });
    incoming.pipe(forwarded);
  });
  const port = await listen(server);
  return {
    port,
    certificate: cert,
    async close() {
      server.closeAllConnections();
      await shut(server);
    },
  };
}

/** A proxy that is spoken to over TLS: in front of one that is not. */
export async function startTlsProxy(name: string, { host }: ConnectProxy) {
  const { cert, private: key } = await certificateFor(name);
  const { hostname, port: target } = new URL(`http://${host}`);
  const sockets = new Set<Duplex>();
  const server = createTlsServer({ cert, key }, (client) => {
    const upstream = connect(Number(target), hostname);
    upstream.pipe(client).pipe(upstream);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
  });
  const port = await listen(server);
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await shut(server);
  };
  return { tls: { port, close }, certificate: cert };
}

const certificateFor = (name: string, notBefore?: Date) =>
  generate([{ name: "commonName", value: `${name} ${++issued}` }], {
    ...(notBefore && { notBeforeDate: notBefore }),
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
    ],
  });

function listen(server: Server, address = "127.0.0.1"): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, address, () => resolve((server.address() as AddressInfo).port));
  });
}

const shut = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));
