/** The simulated cloud on a loopback socket: reads requests, sends answers, serves the page, and does what a fault asks for. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type CloudAnswer, createCloud } from "./cloud";
import type { CloudControls } from "./controls";
import { type Environment, environmentFor } from "./environment";
import { plain } from "./http/response";
import { resolveOptions, type SimulatorOptions } from "./options";
import { refuseStranger } from "./page/access";
import { sendEvents } from "./page/events";
import { pageFile } from "./page/files";

/**
 * A simulator that listens. `await using` closes it.
 *
 * @example
 * ```ts
 * const server: simulator.Simulator = await simulator.startSimulator();
 * await server.close();
 * ```
 */
export interface Simulator extends CloudControls {
  /** Where CloudDC, IAM, the metadata service and the page are, for example "http://127.0.0.1:4711". */
  readonly endpoint: string;
  /** The variables by which a stack, or `getInstanceStatus`, finds the simulator: assign them to `process.env`. */
  readonly env: Environment;
  /** Stops listening and ends every connection, answers that are late on purpose included. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Longer than any poll interval: a client that comes back on a kept connection must not find it closing under it. */
const KEEP_ALIVE_MS = 120_000;

/** Node's own limit is 16 KiB; a token may have 102,400 characters. */
const MAX_HEADER_BYTES = 256 * 1_024;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Node joins repeated headers, but for the few that it hands out as lists. */
function headersOf(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}

/** A real gateway names the length; without it Node would send chunks. A 204 and a 304 have no body and so no length. */
function lengthOf({ status, body }: CloudAnswer): { "content-length"?: number } {
  return status === 204 || status === 304 ? {} : { "content-length": Buffer.byteLength(body) };
}

/** Half of the body with the length of all of it: the client learns that something is missing only when the connection ends. */
function sendHalf(response: ServerResponse, answer: CloudAnswer): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, "content-length": Math.max(1, body.length) });
  response.flushHeaders();
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroySoon());
}

async function deliver(answer: CloudAnswer, response: ServerResponse, stopped: AbortSignal): Promise<void> {
  const { delayMs = 0, reset, cut } = answer.delivery;
  if (delayMs > 0) await sleep(delayMs, undefined, { signal: stopped });
  if (reset) response.socket?.resetAndDestroy();
  else if (cut) sendHalf(response, answer);
  else response.writeHead(answer.status, { ...lengthOf(answer), ...answer.headers }).end(answer.body);
}

/**
 * Starts a simulator on 127.0.0.1 and resolves when it listens. Rejects with `EADDRINUSE` where the port is taken.
 *
 * @throws an Error of one sentence for an option that it cannot use, or for a port that is taken
 *
 * @example
 * ```ts
 * const server = await simulator.startSimulator({ instances: { "web-1": "pending 3s, running" } });
 * Object.assign(process.env, server.env);
 * ```
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { answer, ...controls } = createCloud(options);
  const stop = new AbortController();
  let port = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "GET", url = "/" } = request;
    const headers = headersOf(request);
    const file = method === "GET" ? pageFile(url) : undefined;
    if (file !== undefined || url.startsWith("/_simulator/")) {
      const refusal = refuseStranger(headers, port);
      if (refusal !== undefined) return deliver({ ...plain(403, refusal), delivery: {} }, response, stop.signal);
      if (file !== undefined) return void response.writeHead(200, file.headers).end(file.body);
      if (method === "GET" && url === "/_simulator/events") return sendEvents(response, controls.snapshot, stop.signal);
    }
    const body = await readBody(request);
    return deliver(answer({ method, url, headers, body }), response, stop.signal);
  };
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, maxHeaderSize: MAX_HEADER_BYTES },
    (request, response) => {
      // A client that left, or a simulator that closes: in both cases nobody waits for the answer.
      handle(request, response).catch(() => response.destroy());
    },
  );

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  port = (server.address() as AddressInfo).port;
  const endpoint = `http://127.0.0.1:${port}`;

  const close = () =>
    new Promise<void>((resolve) => {
      stop.abort();
      // Closing a second time is no error here: both callers wanted it closed.
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const simulator = { ...controls, endpoint, env: environmentFor(endpoint, resolveOptions(options)), close };
  // Node 20.3 has no such symbol yet, and no `await using` either.
  return Object.assign(simulator, Symbol.asyncDispose && { [Symbol.asyncDispose]: close }) as Simulator;
}
