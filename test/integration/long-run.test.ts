/** Thousands of requests over real sockets, by somebody who waits all along: nothing is held of those that are over. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "@jest/globals";
import { createTransport } from "../../src/api/http/transport";
import { onTestFinished } from "../support/on-test-finished";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const MB = 1024 * 1024;

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

/** What this process holds: sockets, what listens to them, and memory. */
function holdings() {
  collectGarbage();
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles();
  const sockets = handles.filter((handle) => handle instanceof Socket);
  const listeners = sockets.map((socket) =>
    socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0),
  );
  return { sockets: sockets.length, listeners: Math.max(0, ...listeners), heap: process.memoryUsage().heapUsed };
}

it("4,000 requests hold no more sockets, listeners and memory than 400", async () => {
  const url = await serve((_request, response) => void response.end('{"state":"pending"}'));
  const send = createTransport();
  // Whoever waits, waits with the same signal for hours.
  const { signal } = new AbortController();
  const ask = async (times: number) => {
    for (let sent = 0; sent < times; sent += 8)
      await Promise.all(Array.from({ length: 8 }, () => send({ method: "GET", url }, { signal })));
  };
  await ask(400);
  const before = holdings();
  await ask(4_000);
  const after = holdings();
  expect(before.sockets).toBeGreaterThan(0);
  expect(after.sockets).toBeLessThanOrEqual(before.sockets);
  expect(after.listeners).toBeLessThanOrEqual(before.listeners);
  expect(after.heap - before.heap).toBeLessThan(6 * MB);
});
