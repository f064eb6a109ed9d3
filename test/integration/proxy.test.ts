import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createTransport } from "../../src/api/http/transport";
import { type Simulator, startSimulator } from "../../src/simulator";
import { stubEnv } from "../support/stub-env";
import { type ConnectProxy, startProxy, startTls, type TlsFront } from "../support/tls-proxy";

const HOST = "clouddc.ap-southeast-3.example";

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

  it("is refused where nobody vouches for the certificate, unless insecure is set", async () => {
    stubEnv("HTTPS_PROXY", proxy.url);
    await expect(createTransport()({ method: "GET", url: url(), headers })).rejects.toThrow(
      `${HOST} could not be reached (DEPTH_ZERO_SELF_SIGNED_CERT)`,
    );
    expect(cloud.requests).toEqual([]);
    expect((await createTransport({ insecure: true })({ method: "GET", url: url(), headers })).status).toBe(200);
  });

  it("names a CA file that cannot be read", () => {
    expect(() => createTransport({ caFile: join(folder, "none.pem") })).toThrow(
      /"cacertFile" is ".*none\.pem": the file cannot be read \(ENOENT\); name a readable PEM file/,
    );
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
