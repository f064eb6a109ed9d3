/** The simulated cloud on a loopback socket: reads requests, sends answers, and does to a connection what a fault asks for. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { CloudControls } from "./apis/controls";
import { type CloudAnswer, createCloud } from "./cloud";
import type { SimulatorOptions } from "./options";

/** A simulator that listens. */
export interface Simulator extends CloudControls {
  /** Where CloudDC, IAM and the metadata service are, for example "http://127.0.0.1:4711". */
  readonly endpoint: string;
  /** Stops listening and ends every connection, answers that are late on purpose included. */
  close(): Promise<void>;
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

/** Starts a simulator on 127.0.0.1 and resolves when it listens. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { answer, ...controls } = createCloud(options);
  const stop = new AbortController();

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "GET", url = "/" } = request;
    const body = await readBody(request);
    await deliver(answer({ method, url, headers: headersOf(request), body }), response, stop.signal);
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
  const { port } = server.address() as AddressInfo;

  const close = () =>
    new Promise<void>((resolve) => {
      stop.abort();
      // Closing a second time is no error here: both callers wanted it closed.
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { ...controls, endpoint: `http://127.0.0.1:${port}`, close };
}
