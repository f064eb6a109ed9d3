/** Answers that no API gives: bytes for the terminal, bodies without an end, and bombs. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { bodyOf, failureOf } from "../../src/api/http/response";
import { createTransport } from "../../src/api/http/transport";
import { onTestFinished } from "../support/on-test-finished";

/** A server that writes what it likes, since Node's own writes no such headers; and how much it could write. */
async function serve(write: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.once("data", () => write(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { url, get: (timeoutMs = 10_000) => createTransport()({ method: "GET", url }, { timeoutMs }) };
}

const head = (headers: string) => `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${headers}\r\n`;

describe("a server that means harm", () => {
  it("sends nothing to the terminal with its request id", async () => {
    const { get } = await serve((socket) =>
      socket.end(
        Buffer.from(
          `${head("X-Request-Id: r\u009b31m<{%red%}>\u009d8;;x\u009c\r\nContent-Length: 2\r\n")}[]`,
          "latin1",
        ),
      ),
    );
    expect(failureOf({ ...(await get()), status: 500 }).message).toBe(
      "CloudDC answered HTTP 500, [], request id r< {%red%}>",
    );
  });

  it("that answers without an end is given up after 2 MB", async () => {
    let written = 0;
    const { url, get } = await serve((socket) => {
      socket.write(head("Transfer-Encoding: chunked\r\n"));
      const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
      const more = () => {
        while (!socket.destroyed && socket.write(chunk)) written += chunk.length;
      };
      socket.on("drain", more);
      more();
    });
    await expect(get()).rejects.toMatchObject({
      code: "MALFORMED_ANSWER",
      message: `${url.host} answered more than 2 MB; check the region and the endpoint`,
    });
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });

  it("that says how much it would send is not listened to", async () => {
    const { get } = await serve((socket) =>
      socket.write(head(`Content-Length: ${15 * 1024 * 1024}\r\n`) + " ".repeat(3e6)),
    );
    await expect(get()).rejects.toMatchObject({ code: "MALFORMED_ANSWER" });
  });

  it("that trickles is given up in time", async () => {
    const { get } = await serve((socket) => {
      socket.write(head("Transfer-Encoding: chunked\r\n"));
      const drops = setInterval(() => socket.write("1\r\n \r\n"), 5);
      socket.on("close", () => clearInterval(drops));
    });
    await expect(get(200)).rejects.toMatchObject({ code: "REQUEST_TIMED_OUT" });
  });

  it("that packs gigabytes into kilobytes fills no memory", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const { get } = await serve((socket) =>
      socket.end(
        Buffer.concat([Buffer.from(head(`Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n`)), bomb]),
      ),
    );
    const before = process.memoryUsage().rss;
    await expect(get()).rejects.toMatchObject({ code: "MALFORMED_ANSWER" });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it("that packs nothing at all says so", async () => {
    const { url, get } = await serve((socket) =>
      socket.end(`${head("Content-Encoding: gzip\r\nContent-Length: 4\r\n")}nope`),
    );
    await expect(get()).rejects.toMatchObject({
      code: "MALFORMED_ANSWER",
      message: expect.stringContaining(`${url.host} answered a body that cannot be unpacked (Z_`),
    });
  });

  it("that nests a hundred thousand levels deep ends in one sentence", async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    const { get } = await serve((socket) => socket.end(`${head(`Content-Length: ${deep.length}\r\n`)}${deep}`));
    const response = await get();
    expect(() => bodyOf(response)).toThrow(/^CloudDC answered HTTP 200, a body that is no JSON object: \{"a":/);
  });
});
