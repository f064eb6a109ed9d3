/** Answers that no API gives: bytes for the terminal, bodies without an end, and bombs. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
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
      message: `${url.host} answered with more than 2 MB; check the region and the endpoint`,
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

  const zeros = Buffer.alloc(200 * 1024 * 1024);
  it.each([
    ["gzip", () => gzipSync(zeros)],
    ["x-gzip", () => gzipSync(zeros)],
    ["deflate", () => deflateSync(zeros)],
    ["deflate", () => deflateRawSync(zeros)],
    ["br", () => brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ])("that packs gigabytes into kilobytes fills no memory: %s", async (encoding, pack) => {
    const bomb = pack();
    const { get } = await serve((socket) =>
      socket.end(
        Buffer.concat([Buffer.from(head(`Content-Encoding: ${encoding}\r\nContent-Length: ${bomb.length}\r\n`)), bomb]),
      ),
    );
    const before = process.memoryUsage().rss;
    await expect(get()).rejects.toMatchObject({ code: "MALFORMED_ANSWER" });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it.each(["gzip", "deflate", "br"])("that says %s and packs nothing is told so", async (encoding) => {
    const { url, get } = await serve((socket) =>
      socket.end(`${head(`Content-Encoding: ${encoding}\r\nContent-Length: 4\r\n`)}nope`),
    );
    await expect(get()).rejects.toMatchObject({
      code: "MALFORMED_ANSWER",
      message: expect.stringContaining(`${url.host} answered with a body that cannot be decompressed (`),
    });
  });

  it.each([
    ["a header that never ends", "HTTP/1.1 200 OK\r\n", "a: b\r\n"],
    ["early hints without an answer", "", `HTTP/1.1 103 Early Hints\r\nLink: ${"x".repeat(9_000)}\r\n\r\n`],
    ["answers of 100 without an end", "", "HTTP/1.1 100 Continue\r\n\r\n"],
    [
      "a switch to another protocol",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
      "x",
    ],
  ])("that sends %s is given up in time", async (_what, first, drop) => {
    const { get } = await serve((socket) => {
      socket.write(first);
      const drops = setInterval(() => socket.write(drop), 5);
      socket.on("close", () => clearInterval(drops));
    });
    await expect(get(200)).rejects.toMatchObject({ code: "REQUEST_TIMED_OUT" });
  });

  it.each([
    ["headers", "HTTP/1.1 200 OK\r\n", `a: ${"b".repeat(8_000)}\r\n`, "HEADER_TOO_LARGE"],
    [
      "trailers",
      `${head("Transfer-Encoding: chunked\r\n")}2\r\n{}\r\n0\r\n`,
      `a: ${"b".repeat(8_000)}\r\n`,
      "HEADER_TOO_LARGE",
    ],
    ["names of a chunk", `${head("Transfer-Encoding: chunked\r\n")}2;`, "x".repeat(8_000), "UNEXPECTED_ANSWER"],
  ])("that sends %s without an end is given up early", async (_what, first, more, code) => {
    const { get } = await serve((socket) => {
      socket.write(first);
      const pour = () => {
        while (!socket.destroyed && socket.write(more));
      };
      socket.on("drain", pour);
      pour();
    });
    await expect(get()).rejects.toMatchObject({ code });
  });

  it.each([
    ["set"],
    ["get"],
    ["normalize"],
    ["concat"],
    ["constructor"],
    ["__proto__"],
    ["toString"],
    ["hasOwnProperty"],
  ])("that names a header like something of JavaScript's reaches nothing: %s", async (name) => {
    const { get } = await serve((socket) => socket.end(`${head(`${name}: x\r\nContent-Length: 2\r\n`)}{}`));
    expect(await get()).toMatchObject({ status: 200, body: "{}" });
  });

  it("that writes no UTF-8 is read without half characters", async () => {
    const bytes = Buffer.from([0x22, 0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0x22]);
    const { get } = await serve((socket) =>
      socket.end(Buffer.concat([Buffer.from(head(`Content-Length: ${bytes.length}\r\n`)), bytes])),
    );
    expect((await get()).body).toMatch(/^"\ufffd+"$/);
  });

  it("that nests a hundred thousand levels deep ends in one sentence", async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    const { get } = await serve((socket) => socket.end(`${head(`Content-Length: ${deep.length}\r\n`)}${deep}`));
    const response = await get();
    expect(() => bodyOf(response)).toThrow(/^CloudDC answered HTTP 200, a body that is not a JSON object: \{"a":/);
  });
});
