import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { request } from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { bodyOf, failureOf } from "../../src/api/http/response";
import { createRoutes } from "../../src/api/http/routes";
import { createTransport } from "../../src/api/http/transport";
import { type Simulator, startSimulator } from "../../src/simulator";
import { onTestFinished } from "../support/on-test-finished";
import { stubEnv } from "../support/stub-env";
import { type ConnectProxy, startProxy, startTls, startTlsProxy, type TlsFront } from "../support/tls-proxy";

const HOST = "clouddc.ap-southeast-3.example";

async function failure(answer: Promise<unknown>): Promise<Error> {
  const error = await answer.then(
    () => new Error("it was answered"),
    (thrown: Error) => thrown,
  );
  for (const canary of ["proxy-password", "canary", "simulator-token"])
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(canary);
  return error;
}

describe("a request from behind a proxy", () => {
  let cloud: Simulator;
  let front: TlsFront;
  let proxy: ConnectProxy;
  let folder: string;
  let caFile: string;

  beforeEach(async () => {
    cloud = await startSimulator({ instances: { a: "running" } });
    front = await startTls(HOST, cloud.endpoint);
    proxy = await startProxy({ [HOST]: front.port });
    folder = mkdtempSync(join(tmpdir(), "pulumi-clouddc-ca-"));
    caFile = join(folder, "ca.pem");
    writeFileSync(caFile, front.certificate);
    for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"])
      stubEnv(name, "");
  });

  afterEach(async () => {
    await Promise.all([cloud.close(), front.close(), proxy.close()]);
    rmSync(folder, { recursive: true });
  });

  const url = () => new URL(`https://${HOST}/v1/${cloud.projectId}/instances/a/status`);
  const headers = { "X-Auth-Token": "simulator-token" };

  it("goes through a CONNECT tunnel, and the proxy sees the host alone", async () => {
    stubEnv("HTTPS_PROXY", proxy.url);
    const send = createTransport({ caFile });
    const answer = await send({ method: "GET", url: url(), headers });
    expect([answer.status, answer.body]).toEqual([200, '{"state":"running"}']);
    expect(proxy.asked).toEqual([`CONNECT ${HOST}:443`]);
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from("proxy-user:proxy-password").toString("base64")}`]);
    expect(cloud.requests[0]?.headers).not.toHaveProperty("proxy-authorization");
  });

  it("keeps its tunnel for the next request", async () => {
    stubEnv("HTTPS_PROXY", proxy.url);
    const send = createTransport({ caFile });
    for (let request = 0; request < 3; request++) await send({ method: "GET", url: url(), headers });
    expect(cloud.requests).toHaveLength(3);
    expect(proxy.asked).toEqual([`CONNECT ${HOST}:443`]);
  });

  it("does not use the proxy for a host of NO_PROXY", async () => {
    stubEnv("HTTPS_PROXY", proxy.url);
    stubEnv("NO_PROXY", ".example");
    const send = createTransport({ caFile });
    await expect(send({ method: "GET", url: url(), headers })).rejects.toMatchObject({ code: "HOST_NOT_FOUND" });
    expect(proxy.asked).toEqual([]);
  });

  it("does not use the proxy for this machine, nor for its link: another server's keys would come back", async () => {
    stubEnv("HTTP_PROXY", proxy.url);
    const send = createTransport();
    const near = new URL(`${cloud.endpoint}/v1/${cloud.projectId}/instances/a/status`);
    expect((await send({ method: "GET", url: near, headers })).status).toBe(200);
    const metadata = new URL("http://169.254.169.254/openstack/latest/securitykey");
    await send({ method: "GET", url: metadata }, { timeoutMs: 50 }).catch(() => {});
    expect(proxy.asked).toEqual([]);
  });

  it("goes through a proxy that is written as host:port, as user and password of any characters, or by its IPv6 address", async () => {
    const user = "DOMAIN\\user:p@ss/w#rd?100%";
    const strict = await startProxy({ [HOST]: front.port }, { only: user });
    onTestFinished(() => strict.close());
    const six = await startProxy({ [HOST]: front.port }, { address: "::1" });
    onTestFinished(() => six.close());
    for (const HTTPS_PROXY of [proxy.host, `${user}@${strict.host}`, `http://${user}@${strict.host}`, six.host]) {
      const send = createTransport({ caFile, env: { HTTPS_PROXY } });
      expect((await send({ method: "GET", url: url(), headers })).status).toBe(200);
    }
    expect([proxy.asked.length, strict.asked.length, six.asked.length]).toEqual([1, 2, 1]);
  });

  it("goes through a proxy that is spoken to over TLS, and trusts its certificate as the host's", async () => {
    const { tls, certificate } = await startTlsProxy("localhost", proxy);
    onTestFinished(() => tls.close());
    writeFileSync(caFile, `${front.certificate}\n${certificate}`);
    const env = { HTTPS_PROXY: `https://user:pass@localhost:${tls.port}` };
    const send = createTransport({ caFile, env });
    for (let request = 0; request < 2; request++)
      expect((await send({ method: "GET", url: url(), headers })).status).toBe(200);
    expect(proxy.asked).toEqual([`CONNECT ${HOST}:443`]);
    expect((await failure(createTransport({ env })({ method: "GET", url: url(), headers }))).message).toContain(
      "not issued by an authority that this machine trusts",
    );
  });

  it("names an IPv6 host to the proxy with its brackets", async () => {
    const send = createTransport({ env: { HTTPS_PROXY: proxy.host } });
    await send({ method: "GET", url: new URL("https://[fd00::1]:8443/") }).catch(() => {});
    expect(proxy.asked).toEqual(["CONNECT [fd00::1]:8443"]);
  });

  it("that is plain http is passed on by the proxy, which knows the user", async () => {
    const user = "us@er:p:ss";
    const port = Number(new URL(cloud.endpoint).port);
    const strict = await startProxy({ [HOST]: port }, { only: user });
    onTestFinished(() => strict.close());
    const plain = new URL(`http://${HOST}/v1/${cloud.projectId}/instances/a/status`);
    const send = createTransport({ env: { HTTP_PROXY: `${user}@${strict.host}` } });
    expect((await send({ method: "GET", url: plain, headers })).body).toBe('{"state":"running"}');
    expect(strict.asked).toEqual([`GET ${plain.href}`]);
  });

  it("does not ask npm's proxy", async () => {
    const env = { npm_config_https_proxy: "http://127.0.0.1:1", npm_config_proxy: "http://127.0.0.1:1" };
    const send = createTransport({ caFile, env: { ...env, HTTPS_PROXY: proxy.host } });
    expect((await send({ method: "GET", url: url(), headers })).status).toBe(200);
  });

  it.each([
    ["wants another password", { only: "proxy-user:another" }, "requires a valid user and password (HTTP 407)"],
    ["answers 403 and a page", { says: "HTTP/1.1 403 No\r\n\r\n<html>no</html>" }, "refused the tunnel (HTTP 403)"],
    ["answers what is no HTTP", { says: "SSH-2.0-OpenSSH_9.9\r\n" }, "answers with something that is not HTTP"],
    ["says nothing", { says: "" }, "opened no tunnel within 1s"],
  ])("fails with one sentence about a proxy that %s", async (_what, options, sentence) => {
    const bad = await startProxy({ [HOST]: front.port }, options);
    onTestFinished(() => bad.close());
    const send = createTransport({ caFile, env: { HTTPS_PROXY: bad.url } });
    const error = await failure(send({ method: "GET", url: url(), headers }, { timeoutMs: 1_000 }));
    expect(error).toMatchObject({ code: "PROXY_FAILED", remedy: "check HTTPS_PROXY and NO_PROXY" });
    expect(error.message).toContain(`the proxy ${bad.host} ${sentence}, so ${HOST} could not be reached`);
  });

  it("does not blame the proxy for headers of the host that are too large", async () => {
    const large = createHttpServer((_request, answer) => {
      answer.writeHead(200, { "X-Subject-Token": "t".repeat(200 * 1024) }).end("{}");
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void large.close());
    await once(large, "listening");
    const host = `127.0.0.1:${(large.address() as AddressInfo).port}`;
    const { tls } = await startTlsProxy(HOST, { ...proxy, host });
    onTestFinished(() => tls.close());
    const way = await startProxy({ [HOST]: tls.port });
    onTestFinished(() => way.close());
    const send = createTransport({ insecure: true, env: { HTTPS_PROXY: way.url } });
    const error = await failure(send({ method: "GET", url: url(), headers }));
    expect(error).toMatchObject({ code: "HEADER_TOO_LARGE", remedy: "check the region and the endpoint" });
  });

  it("fails with one sentence about a proxy whose tunnel leads to a page", async () => {
    const bad = await startProxy({}, { says: "HTTP/1.1 200 OK\r\n\r\n<html>log in</html>" });
    onTestFinished(() => bad.close());
    const send = createTransport({ caFile, env: { HTTPS_PROXY: bad.url } });
    const error = await failure(send({ method: "GET", url: url(), headers }));
    expect(error).toMatchObject({ code: "TLS_FAILED", remedy: expect.stringContaining("the proxy") });
  });

  it.each([
    "socks5://user:canary@127.0.0.1:1080",
    "http://user:canary@host:port",
    "http://user:canary@127.0.0.1:99999",
  ])("is refused with a sentence where the proxy is %s, before anything is sent", async (HTTPS_PROXY) => {
    const error = await failure(createTransport({ env: { HTTPS_PROXY } })({ method: "GET", url: url(), headers }));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", argument: "HTTPS_PROXY" });
    expect(error.message).not.toContain("canary");
  });

  it("is refused where nobody vouches for the certificate, unless insecure is set", async () => {
    stubEnv("HTTPS_PROXY", proxy.url);
    await expect(createTransport()({ method: "GET", url: url(), headers })).rejects.toThrow(
      `${HOST} could not be reached (DEPTH_ZERO_SELF_SIGNED_CERT): its certificate was not issued by an authority that this machine trusts`,
    );
    expect(cloud.requests).toEqual([]);
    expect((await createTransport({ insecure: true })({ method: "GET", url: url(), headers })).status).toBe(200);
  });

  it("names a CA file that cannot be read", () => {
    expect(() => createTransport({ caFile: join(folder, "none.pem") })).toThrow(
      /"cacertFile" is ".*none\.pem": the file cannot be read \(ENOENT\); name a readable PEM file/,
    );
  });

  it.each([
    407, 502, 200,
  ])("never shows the proxy's password, though its page says it back with HTTP %d", async (status) => {
    const echo = createHttpServer(({ headers: { "proxy-authorization": sent = "" } }, answer) => {
      const [, basic = ""] = sent.split(" ");
      const page = `no: ${sent}, which is ${Buffer.from(basic, "base64")}`;
      answer.writeHead(status, { "X-Request-Id": basic }).end(page);
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void echo.close());
    await once(echo, "listening");
    const env = { HTTP_PROXY: `http://user:proxy-password@127.0.0.1:${(echo.address() as AddressInfo).port}` };
    const answer = await createTransport({ env })({ method: "GET", url: new URL(`http://${HOST}/`), headers });
    expect(answer.body).toContain("proxy-password");
    const basic = Buffer.from("user:proxy-password").toString("base64");
    for (const error of [failureOf(answer), await failure((async () => bodyOf(answer))())]) {
      expect(error.message).toContain("no: Basic [redacted]");
      expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(new RegExp(`proxy-password|${basic}`));
    }
  });

  it("never shows the proxy's password when the proxy is down", async () => {
    stubEnv("HTTPS_PROXY", proxy.url);
    await proxy.close();
    const failure = await createTransport({ caFile })({ method: "GET", url: url(), headers }).catch((error) => error);
    expect(failure.message).toContain(`${HOST} could not be reached`);
    expect(JSON.stringify(failure) + failure.message + failure.stack).not.toContain("proxy-password");
    proxy = await startProxy({});
  });
});

describe("a tunnel that never opens ends by itself, so that a program whose request was given up can end", () => {
  it.each([
    ["is silent", () => {}],
    [
      "trickles its answer to CONNECT",
      (socket: Socket) => {
        socket.write("HTTP/1.1 200 OK\r\nX-Y: ");
        const drops = setInterval(() => socket.write("y"), 20);
        socket.on("close", () => clearInterval(drops));
      },
    ],
  ])("though the proxy %s", async (_what, answer: (socket: Socket) => void) => {
    const proxy = createServer((socket) => void socket.on("error", () => {}).once("data", () => answer(socket)));
    proxy.listen(0, "127.0.0.1");
    onTestFinished(() => void proxy.close());
    await once(proxy, "listening");
    const env = { HTTPS_PROXY: `127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const url = new URL(`https://${HOST}/`);
    const over = new AbortController();
    const { config } = createRoutes({ opening: () => over.signal }, { rejectUnauthorized: true }, env)(url);
    const asked = request(url, { agent: config.httpsAgent }).on("error", () => {});
    asked.end();
    const [socket] = (await once(proxy, "connection")) as [Socket];
    onTestFinished(() => void socket.destroy());
    await once(socket, "data");
    asked.destroy();
    over.abort();
    await new Promise((resolve) => socket.once("close", resolve));
  });

  it("and one that was opened in time lives on", async () => {
    const over = new AbortController();
    const cloud = await startSimulator({ instances: { a: "running" } });
    const front = await startTls(HOST, cloud.endpoint);
    const proxy = await startProxy({ [HOST]: front.port });
    onTestFinished(async () => void (await Promise.all([cloud.close(), front.close(), proxy.close()])));
    const url = new URL(`https://${HOST}/v1/${cloud.projectId}/instances/a/status`);
    const env = { HTTPS_PROXY: proxy.host };
    const routeOf = createRoutes({ keepAlive: true, opening: () => over.signal }, { rejectUnauthorized: false }, env);
    const ask = async () => {
      const [answer] = await once(request(url, { agent: routeOf(url).config.httpsAgent }).end(), "response");
      await text(answer);
    };
    await ask();
    over.abort();
    await ask();
    expect(proxy.asked).toHaveLength(1);
  });
});
