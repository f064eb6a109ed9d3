import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { createTransport, type Request, type SendOptions } from "../../src/api/http/transport";
import { startSimulator } from "../../src/simulator";
import { onTestFinished } from "../support/on-test-finished";

const SECRET = "a-token-that-nobody-may-see";
const manifest = require("../../package.json") as { name: string; version: string };

/** A server on loopback for one test, and the requests that it got. */
async function serve(answer: RequestListener) {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const server: Server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on("connection", () => connections++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(async () => void (await close()));
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}/path?a=b%2Cc`), requests, connections: () => connections, close };
}

const send = (request: Partial<Request> & { url: URL }, options: SendOptions = {}, transport = createTransport()) =>
  transport({ method: "GET", headers: { "X-Auth-Token": SECRET }, ...request }, { secrets: [SECRET], ...options });

const failure = async (answer: Promise<unknown>): Promise<Error> =>
  answer.then(
    () => Promise.reject(new Error("it was answered")),
    (error) => error,
  );

describe("an exchange", () => {
  it("leaves no listener on a kept connection: many of them bring no MaxListenersExceededWarning", async () => {
    const { url, connections } = await serve((_request, response) => void response.end("{}"));
    const warnings: string[] = [];
    const listen = ({ name }: Error) => void warnings.push(name);
    process.on("warning", listen);
    onTestFinished(() => void process.off("warning", listen));
    const transport = createTransport();
    for (let times = 0; times < 15; times++) await send({ url }, {}, transport);
    await new Promise((resolve) => setImmediate(resolve));
    expect(connections()).toBe(1);
    expect(warnings).toEqual([]);
  });

  it.each([200, 201, 204, 400, 401, 404, 429, 500, 503])("that ends in %d is an answer", async (status) => {
    const { url } = await serve((_request, response) => {
      response.writeHead(status, { "X-Request-Id": "r-1" }).end(status === 204 ? undefined : '{"a": 1}');
    });
    expect(await send({ url })).toMatchObject({
      status,
      headers: { "x-request-id": "r-1" },
      body: status === 204 ? "" : '{"a": 1}',
    });
  });

  it("sends what it was told, and says whose it is", async () => {
    let body = "";
    const { url, requests } = await serve(async (request, response) => {
      body = await text(request);
      response.end();
    });
    await send({
      url,
      method: "POST",
      headers: { "X-Auth-Token": SECRET, "Content-Type": "application/json" },
      body: '{"a":1}',
    });
    expect(body).toBe('{"a":1}');
    expect(requests[0]).toMatchObject({
      method: "POST",
      url: "/path?a=b%2Cc",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        "user-agent": `${manifest.name}/${manifest.version} (node ${process.versions.node})`,
        "x-auth-token": SECRET,
      },
    });
  });

  it("gives the body as it came, whatever its type says", async () => {
    const bodies = ['{"state": "running"}', "<html></html>", "12", "null", "é中"];
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { "Content-Type": "application/json" }).end(bodies.shift());
    });
    for (const body of [...bodies]) expect((await send({ url })).body).toBe(body);
  });

  it("keeps its connection for the next one", async () => {
    const { url, connections } = await serve((_request, response) => void response.end("{}"));
    const transport = createTransport();
    for (let request = 0; request < 5; request++) await send({ url }, {}, transport);
    expect(connections()).toBe(1);
  });

  it("opens sixteen connections at the most, however many ask", async () => {
    const { url, connections, requests } = await serve((_request, response) => void response.end("{}"));
    const transport = createTransport();
    await Promise.all(Array.from({ length: 60 }, () => send({ url }, {}, transport)));
    expect(requests).toHaveLength(60);
    expect(connections()).toBeLessThanOrEqual(16);
  });
});

describe("a redirect", () => {
  it.each([301, 302, 307, 308])("by %d is an answer, and nobody else sees the token", async (status) => {
    const elsewhere = await serve((_request, response) => void response.end("{}"));
    const { url } = await serve((_request, response) => {
      response.writeHead(status, { Location: elsewhere.url.href }).end();
    });
    expect(await send({ url })).toMatchObject({ status, headers: { location: elsewhere.url.href } });
    expect(elsewhere.requests).toEqual([]);
  });
});

describe("no answer", () => {
  it("in time is an error of its own, also where the body trickles on and on", async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      const drops = setInterval(() => response.write(" "), 5);
      response.on("close", () => clearInterval(drops));
    });
    await expect(send({ url }, { timeoutMs: 1_000 })).rejects.toMatchObject({
      code: "REQUEST_TIMED_OUT",
      message: `${url.host} gave no answer within 1s`,
    });
  });

  it("in time is an error of its own where the server is silent", async () => {
    const { url } = await serve(() => {});
    await expect(send({ url }, { timeoutMs: 50 })).rejects.toMatchObject({ code: "REQUEST_TIMED_OUT" });
  });

  it("because of a reset connection says so", async () => {
    const cloud = await startSimulator({ instances: { a: "running" } });
    onTestFinished(() => cloud.close());
    cloud.fault({ reset: true });
    const url = new URL(`${cloud.endpoint}/v1/${cloud.projectId}/instances/a/status`);
    const transport = createTransport();
    await expect(send({ url }, {}, transport)).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
      message: `${url.host} could not be reached (ECONNRESET)`,
    });
    expect((await send({ url, headers: { "X-Auth-Token": "simulator-token" } }, {}, transport)).status).toBe(200);
  });

  it("because the body was cut off is no answer either", async () => {
    const cloud = await startSimulator({ instances: { a: "running" } });
    onTestFinished(() => cloud.close());
    cloud.fault({ cut: true });
    const url = new URL(`${cloud.endpoint}/v1/${cloud.projectId}/instances/a/status`);
    await expect(send({ url })).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
  });

  it.each<[string, (socket: Socket) => void]>([
    ["ended", (socket) => void socket.end()],
    ["reset", (socket) => void socket.resetAndDestroy()],
  ])("because the body was cut off by a connection that is %s says so, and not that nobody was reached", async (_how, cutOff) => {
    const { url } = await serve((_request, response) => {
      response
        .writeHead(200, { "Content-Length": "100" })
        .write("{", () => setImmediate(cutOff, response.socket as Socket));
    });
    await expect(send({ url })).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
      message: expect.stringContaining(`the answer of ${url.host} broke off (`),
    });
  });

  it("because nobody listens says so", async () => {
    const { url, close } = await serve(() => {});
    await close();
    await expect(send({ url })).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
      message: `${url.host} could not be reached (ECONNREFUSED)`,
    });
  });

  it("because it would fill the memory is no answer either", async () => {
    const { url } = await serve((_request, response) => void response.end(Buffer.alloc(17 * 1024 * 1024, " ")));
    await expect(send({ url })).rejects.toMatchObject({
      code: "MALFORMED_ANSWER",
      message: `${url.host} answered with more than 2 MB; check the region and the endpoint`,
    });
  });

  it("is not waited for when the asker has gone", async () => {
    const controller = new AbortController();
    const { url } = await serve(() => controller.abort());
    await expect(send({ url }, { signal: controller.signal })).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});

describe("the error", () => {
  it.each<[string, RequestListener]>([
    ["of a reset connection", (request) => void request.socket.destroy()],
    ["of a time-out", () => {}],
    ["of a server that is none", (request) => void request.socket.end(`HTTP/1.1 999 ${SECRET}\r\n${SECRET}\r\n`)],
  ])("%s holds no secret, neither of the request nor of the answer", async (_name, answer) => {
    const { url } = await serve(answer);
    const error = await failure(send({ url, method: "POST", body: `password ${SECRET}` }, { timeoutMs: 200 }));
    expect(error.name).toBe("ConnectionError");
    const everything = inspect(error, { depth: 20, showHidden: true });
    expect(everything).toContain("ConnectionError");
    expect(everything).not.toContain(SECRET);
  });

  it("of a file of certificates that cannot be read names it, before anything is sent", () => {
    expect(() => createTransport({ caFile: "/nowhere/ca.pem" })).toThrow(
      '"cacertFile" is "/nowhere/ca.pem": the file cannot be read (ENOENT); name a readable PEM file',
    );
  });
});

describe("headers", () => {
  it.each([17, 100, 128])("of %d KiB are taken: IAM's tokens come in one", async (kibibytes) => {
    const token = "t".repeat(kibibytes * 1024);
    const { url } = await serve((_request, response) =>
      response.writeHead(201, { "X-Subject-Token": token }).end("{}"),
    );
    expect((await send({ url })).headers["x-subject-token"]).toBe(token);
  });

  it("that are larger still are an error that says so, and not a lost connection", async () => {
    const { url } = await serve((_request, response) =>
      response.writeHead(200, { "X-Subject-Token": "t".repeat(200 * 1024) }).end("{}"),
    );
    await expect(send({ url })).rejects.toMatchObject({
      code: "HEADER_TOO_LARGE",
      message: `${url.host} answered with headers that are too large (HPE_HEADER_OVERFLOW); check the region and the endpoint`,
    });
  });
});

it("a host whose name does not resolve is told from one that does not answer", async () => {
  await expect(send({ url: new URL("https://clouddc.ap-suotheast-3.invalid/") })).rejects.toMatchObject({
    code: "HOST_NOT_FOUND",
    message: expect.stringContaining("clouddc.ap-suotheast-3.invalid could not be reached"),
  });
});
