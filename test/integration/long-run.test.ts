/** Thousands of requests over real sockets, by somebody who waits all along: nothing is held of those that are over. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";

const MB = 1024 * 1024;

const run = promisify(execFile);

/** In a process of its own: what a test runner holds says nothing of us. Prints what the process holds after 400 requests, and after 4,000 more. */
const PROGRAM = `
const { createServer } = require("node:http");
const { Socket } = require("node:net");
const { createTransport } = require(process.argv[1]);

function holdings() {
  gc();
  const sockets = process._getActiveHandles().filter((handle) => handle instanceof Socket);
  const listeners = sockets.map((socket) => socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0));
  return { sockets: sockets.length, listeners: Math.max(0, ...listeners), heap: process.memoryUsage().heapUsed };
}

/** Both ends of a request have seen its end. */
const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

const server = createServer((_request, response) => void response.end('{"state":"pending"}'));
server.listen(0, "127.0.0.1", async () => {
  const url = new URL("http://127.0.0.1:" + server.address().port + "/");
  const send = createTransport();
  // Whoever waits, waits with the same signal for hours.
  const { signal } = new AbortController();
  const ask = async (times) => {
    for (let sent = 0; sent < times; sent += 8)
      await Promise.all(Array.from({ length: 8 }, () => send({ method: "GET", url }, { signal })));
  };
  await ask(400);
  await settled();
  const before = holdings();
  await ask(4_000);
  await settled();
  const after = holdings();
  process.stdout.write(JSON.stringify({ before, after }), () => process.exit());
});`;

it("4,000 requests hold no more sockets, listeners and memory than 400", async () => {
  const transport = join(__dirname, "../../dist/api/http/transport.js");
  const { stdout } = await run(process.execPath, ["--expose-gc", "-e", PROGRAM, transport]);
  const { before, after } = JSON.parse(stdout);
  expect(before.sockets).toBeGreaterThan(0);
  expect(after.sockets).toBeLessThanOrEqual(before.sockets);
  expect(after.listeners).toBeLessThanOrEqual(before.listeners);
  expect(after.heap - before.heap).toBeLessThan(6 * MB);
});

/** Waits for years, in earnest. Prints how many timers the process held at most during the first looks, and a hundred looks later. */
const WAIT = `
const { createServer } = require("node:http");
const { waitForInstances } = require(process.argv[1]);

const warnings = [];
process.on("warning", ({ name }) => warnings.push(name));
const timers = () => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length;
const most = { before: 0, after: 0 };
let looks = 0;
const over = new AbortController();
const server = createServer((_request, response) => {
  looks++;
  const when = looks <= 40 ? "before" : looks > 140 ? "after" : undefined;
  if (when) most[when] = Math.max(most[when], timers());
  if (looks === 180) over.abort();
  response.end('{"state":"pending"}');
});
server.listen(0, "127.0.0.1", async () => {
  process.env.CLOUDDC_ENDPOINT = "http://127.0.0.1:" + server.address().port;
  const { code } = await waitForInstances({
    instanceIds: ["a", "b"], timeout: "100000h", stoppedGrace: "100000h", pollInterval: "100ms", signal: over.signal,
  }).catch((failure) => failure);
  process.stdout.write(JSON.stringify({ code, ...most, warnings }), () => process.exit());
});`;

it("a wait of years holds no more timers after 180 looks than after 40, and Node warns of nothing", async () => {
  const env = { PATH: process.env.PATH, HW_REGION_NAME: "r", HW_PROJECT_ID: "p", HW_AUTH_TOKEN: "t" };
  const { stdout } = await run(process.execPath, ["-e", WAIT, join(__dirname, "../../dist/waiter/index.js")], { env });
  const { before, after, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({ code: "INTERRUPTED", warnings: [] });
  expect(before).toBeGreaterThan(0);
  // One timer that a look left behind would be a hundred by then.
  expect(after - before).toBeLessThan(20);
});
