import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { createTransport, type TransportOptions } from "../../src/api/http/transport";
import { startSimulator } from "../../src/simulator";
import { onTestFinished } from "../support/on-test-finished";
import { startTls, type TlsOptions } from "../support/tls-proxy";

const HOST = "localhost";
const DAY_MS = 24 * 3_600_000;
const BROKEN = "-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n";

/** A simulator behind TLS, and the file of its certificate. */
async function start(options: TlsOptions = {}) {
  const cloud = await startSimulator({ instances: { a: "running" } });
  onTestFinished(() => cloud.close());
  const front = await startTls(HOST, cloud.endpoint, options);
  onTestFinished(() => front.close());
  const folder = mkdtempSync(join(tmpdir(), "pulumi-clouddc-ca-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "ca.pem");
  writeFileSync(file, front.certificate);
  const url = new URL(`https://${HOST}:${front.port}/v1/${cloud.projectId}/instances/a/status`);
  const ask = (transport: TransportOptions) =>
    createTransport(transport)({ method: "GET", url, headers: { "X-Auth-Token": "simulator-token" } });
  return { ask, file, folder, front, url };
}

describe("a certificate", () => {
  it("is trusted by its file, and by the text of that", async () => {
    const { ask, file, front } = await start();
    expect((await ask({ caFile: file })).status).toBe(200);
    expect((await ask({ caFile: front.certificate })).status).toBe(200);
  });

  it.each<[string, (one: string, other: string) => string]>([
    ["one after the other", (one, other) => `${one}\n${other}`],
    ["with the line ends of Windows", (one, other) => `${one}\n${other}`.replace(/\r?\n/g, "\r\n")],
    ["with a byte order mark and comments", (one, other) => `\ufeff${one}\n# the other\nsubject=/CN=x\n${other}`],
    ["without a line end between them", (one, other) => one.trim() + other.trim()],
    [
      "behind a key",
      (one, other) => `-----BEGIN PRIVATE KEY-----\nbm9uZQ==\n-----END PRIVATE KEY-----\n${one}\n${other}`,
    ],
  ])("is trusted in a bundle of several: %s", async (_how, bundle) => {
    const [one, other] = [await start(), await start()];
    writeFileSync(one.file, bundle(one.front.certificate, other.front.certificate));
    expect((await one.ask({ caFile: one.file })).status).toBe(200);
    expect((await other.ask({ caFile: one.file })).status).toBe(200);
  });

  it.each<[string, (one: string, other: string) => string, string]>([
    ["is broken", (one, other) => `${one}\n${BROKEN}\n${other}`, "certificate 2 of the 3 in it"],
    ["is cut off", (one, other) => `${one}\n${other.slice(0, 300)}`, "certificate 2 of the 2 in it"],
  ])("of a bundle that %s is not left out in silence", async (_how, bundle, which) => {
    const [one, other] = [await start(), await start()];
    writeFileSync(one.file, bundle(one.front.certificate, other.front.certificate));
    expect(() => createTransport({ caFile: one.file })).toThrow(`${which} cannot be read; repair or remove it`);
  });

  it.each<[string, TlsOptions, string]>([
    ["has expired", { notBefore: new Date(Date.now() - 400 * DAY_MS) }, "its certificate has expired"],
    ["is not valid yet", { notBefore: new Date(Date.now() + 9 * DAY_MS) }, "its certificate is not valid yet"],
    ["is for another name", { name: "other.example" }, "its certificate is for another name (DNS:other.example)"],
  ])("that %s is refused, and said so", async (_what, options, sentence) => {
    const { ask, file } = await start(options);
    await expect(ask({ caFile: file })).rejects.toMatchObject({
      code: "CERTIFICATE_REFUSED",
      message: expect.stringContaining(sentence),
    });
    expect((await ask({ insecure: true })).status).toBe(200);
  });

  it("of an unknown issuer is refused with the settings that name one", async () => {
    const { ask } = await start();
    await expect(ask({})).rejects.toMatchObject({
      code: "CERTIFICATE_REFUSED",
      remedy: "name its issuer's PEM file in huaweicloud:cacertFile or OS_CACERT",
    });
  });

  it.each(["", "no certificate", BROKEN])("cannot be read from %j", async (text) => {
    const { folder } = await start();
    const file = join(folder, "wrong.pem");
    writeFileSync(file, text);
    expect(() => createTransport({ caFile: file })).toThrow(
      `"cacertFile" is ${JSON.stringify(file)}: it holds no readable certificate; name a PEM file`,
    );
  });

  it("where the other side speaks no TLS is missed in a sentence", async () => {
    const cloud = await startSimulator();
    onTestFinished(() => cloud.close());
    const url = new URL(cloud.endpoint.replace("http:", "https:"));
    await expect(createTransport()({ method: "GET", url })).rejects.toMatchObject({
      code: "TLS_FAILED",
      message: expect.stringContaining("the TLS handshake failed; check the endpoint"),
    });
  });
});

it("a CA file is trusted besides NODE_EXTRA_CA_CERTS, which it does not replace", async () => {
  const [one, other] = [await start(), await start()];
  // What Node trusts besides its own is read once, when it starts.
  const script = `
    const { createTransport } = require("./src/api/http/transport");
    const send = createTransport({ caFile: ${JSON.stringify(one.file)} });
    const ask = (url) => send({ method: "GET", url: new URL(url) }).then(({ status }) => status, ({ message }) => message);
    Promise.all([ask(${JSON.stringify(one.url.href)}), ask(${JSON.stringify(other.url.href)})]).then((all) => {
      console.log(JSON.stringify(all));
      process.exit();
    });
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "-e", script], {
    cwd: join(__dirname, "../.."),
    env: { ...process.env, NODE_EXTRA_CA_CERTS: other.file },
  });
  expect(JSON.parse(stdout)).toEqual([401, 401]);
});
