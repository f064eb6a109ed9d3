/** A company's network in small: a CONNECT proxy that alone knows where a host name leads, and TLS in front of a simulator. */
import { createServer as createHttpServer, request as httpRequest, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { generate } from "selfsigned";

export interface ConnectProxy {
  /** What HTTPS_PROXY is set to. */
  readonly url: string;
  /** What it was asked for: `CONNECT host:port`, or a plain request's method and address. */
  readonly asked: readonly string[];
  /** The Proxy-Authorization headers that it got. */
  readonly authorizations: readonly string[];
  close(): Promise<void>;
}

/** Leads each host name, whatever its port, to a port of this machine. */
export async function startProxy(routes: Readonly<Record<string, number>>): Promise<ConnectProxy> {
  const asked: string[] = [];
  const authorizations: string[] = [];
  const sockets = new Set<Duplex>();
  const server = createHttpServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    answer.writeHead(502).end("this proxy only tunnels");
  });
  server.on("connect", (request: IncomingMessage, client: Duplex) => {
    asked.push(`CONNECT ${request.url}`);
    authorizations.push(request.headers["proxy-authorization"] ?? "");
    const [host = ""] = (request.url ?? "").split(":");
    const port = routes[host];
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
  const port = await listen(server);
  return {
    url: `http://proxy-user:proxy-password@127.0.0.1:${port}`,
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

/** Answers https for a host name with what a plain http server on loopback answers. */
export async function startTls(host: string, target: string): Promise<TlsFront> {
  const { cert, private: key } = await generate([{ name: "commonName", value: host }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: host }] },
    ],
  });
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

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

const shut = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));
