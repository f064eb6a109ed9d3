import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import { exportsOf } from "../../src/cli/simulator-exports";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator";
import { eventually } from "../support/eventually";
import { onTestFinished } from "../support/on-test-finished";
import { describeOnUnix } from "../support/systems";

const MAIN = join(__dirname, "../../src/cli/main.ts");
const TSX = require.resolve("tsx");
const TOKEN = { "X-Auth-Token": "simulator-token" };

const isInstalled = (command: string) =>
  (process.env.PATH ?? "").split(delimiter).some((one) => existsSync(join(one, command)));

let simulator: Simulator;
afterEach(() => simulator?.close());

const start = async (options: SimulatorOptions = {}) => {
  simulator = await startSimulator({ instances: { web: "running" }, ...options });
  const path = `/v1/${simulator.projectId}/instances/web/status`;
  return { status: () => fetch(simulator.endpoint + path, { headers: TOKEN, redirect: "manual" }), path };
};

describe("a simulator on a socket", () => {
  it("listens on loopback and answers", async () => {
    const { status } = await start();
    expect(simulator.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await status();
    expect(await answer.json()).toEqual({ state: "running" });
    expect(answer.headers.get("x-request-id")).toBe(simulator.requests[0]?.requestId);
    expect(answer.headers.get("content-length")).toBe("19");
  });

  it("reads bodies, and controls from other processes", async () => {
    const { status } = await start();
    const body = JSON.stringify({ timeline: "pending 1h, running" });
    const put = await fetch(`${simulator.endpoint}/_simulator/instances/web`, { method: "PUT", body });
    expect(put.status).toBe(204);
    expect(await (await status()).json()).toEqual({ state: "pending" });
  });

  it("answers late when told to", async () => {
    const { status } = await start();
    simulator.fault({ delayMs: 120 });
    const before = Date.now();
    expect((await status()).status).toBe(200);
    expect(Date.now() - before).toBeGreaterThanOrEqual(115);
  });

  it("resets a connection when told to, and serves the next request", async () => {
    const { status } = await start();
    simulator.fault({ reset: true });
    await expect(status()).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
    expect((await status()).status).toBe(200);
  });

  it("sends half a body when told to", async () => {
    const { path } = await start();
    simulator.fault({ cut: true });
    const agent = new Agent();
    const [answer] = (await once(get(simulator.endpoint + path, { headers: TOKEN, agent }), "response")) as [
      IncomingMessage,
    ];
    expect(answer.headers["content-length"]).toBe("19");
    const chunks: string[] = [];
    answer.setEncoding("utf8").on("data", (chunk) => chunks.push(chunk));
    await expect(once(answer, "end")).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(chunks.join("")).toBe('{"state":');
  });

  it("sends and takes a token of 102,400 characters", async () => {
    const { path } = await start({ tokenLength: 102_400 });
    const user = { id: "user-simulator-user", password: "simulator-password" };
    const auth = {
      identity: { methods: ["password"], password: { user } },
      scope: { project: { id: simulator.projectId } },
    };
    const signIn = request(`${simulator.endpoint}/v3/auth/tokens`, { method: "POST", maxHeaderSize: 256 * 1024 });
    signIn.end(JSON.stringify({ auth }));
    const [signedIn] = (await once(signIn, "response")) as [IncomingMessage];
    const token = String(signedIn.resume().headers["x-subject-token"]);
    expect(token).toHaveLength(102_400);
    const [answer] = (await once(
      get(simulator.endpoint + path, { headers: { "X-Auth-Token": token } }),
      "response",
    )) as [IncomingMessage];
    expect(answer.resume().statusCode).toBe(200);
  });

  it("closes at once, with a kept connection and a late answer open, and closes twice", async () => {
    const { path, status } = await start();
    const agent = new Agent({ keepAlive: true });
    const [kept] = (await once(get(simulator.endpoint + path, { headers: TOKEN, agent }), "response")) as [
      IncomingMessage,
    ];
    await text(kept);
    simulator.fault({ delayMs: 3_600_000 });
    const late = status().then(
      () => "answered",
      () => "cut off",
    );
    while (simulator.requests.length < 2) await new Promise(setImmediate);
    await simulator.close();
    expect(await late).toBe("cut off");
    await simulator.close();
    await expect(status()).rejects.toThrow();
  });

  it("closes with a request open that was sent by half", async () => {
    await start();
    const socket = connect(Number(new URL(simulator.endpoint).port), "127.0.0.1");
    await once(socket, "connect");
    const ended = once(socket, "close");
    const head = "POST /v3/auth/tokens HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\nexpect: 100-continue\r\n\r\n";
    socket.write(`${head}{`);
    // The server asks for the rest as soon as it has read the head.
    expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1\.1 100 /);
    await simulator.close();
    await ended;
    expect(simulator.requests).toEqual([]);
  });

  it("tells the page of changes as events, and stops when the page is left", async () => {
    let lookedAt = 0;
    await start({
      now: () => {
        lookedAt = Date.now();
        return lookedAt;
      },
    });
    const events = get(`${simulator.endpoint}/_simulator/events`).on("error", () => {});
    const [answer] = (await once(events, "response")) as [IncomingMessage];
    expect(answer.headers["content-type"]).toBe("text/event-stream");
    let said = "";
    answer.setEncoding("utf8").on("data", (chunk) => {
      said += chunk;
    });
    answer.on("error", () => {});
    await eventually(() => expect(said).toContain("data: "));
    simulator.put("db", "pending");
    await eventually(() => expect(said).toContain('"id":"db"'));
    events.destroy();
    // It looks five times a second while somebody is there.
    await eventually(() => expect(Date.now() - lookedAt).toBeGreaterThan(1_000));
  });

  it("refuses other sites at its page, its events and its controls, and their preflights", async () => {
    await start();
    const asked = async (path: string, headers: Record<string, string>, method = "GET") => {
      const [answer] = (await once(
        request(simulator.endpoint + path, { method, headers, agent: false }).end(),
        "response",
      )) as [IncomingMessage];
      answer.resume();
      return [answer.statusCode, answer.headers["access-control-allow-origin"]];
    };
    const rebound = { host: "evil.example" };
    for (const path of ["/", "/?x", "/_simulator/page/page.mjs", "/_simulator/events", "/_simulator/state"])
      expect([path, await asked(path, rebound)]).toEqual([path, [403, undefined]]);
    for (const origin of ["null", "http://evil.example", "http://localhost:1"])
      for (const method of ["POST", "OPTIONS"])
        expect(await asked("/_simulator/reset", { origin }, method)).toEqual([403, undefined]);
    expect(simulator.snapshot().instances).toHaveLength(1);
  });

  it("says so when its port is taken", async () => {
    await start();
    const port = Number(new URL(simulator.endpoint).port);
    await expect(startSimulator({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

describeOnUnix("the command pulumi-clouddc simulator", () => {
  const folder = mkdtempSync(join(tmpdir(), "clouddc-simulator-"));
  const children: ChildProcess[] = [];

  afterAll(() => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  const run = (args: readonly string[], env = process.env) => {
    const child = spawn(process.execPath, ["--import", "tsx", MAIN, "simulator", ...args], { env });
    children.push(child);
    return child;
  };

  /** Reads what the command prints when it starts, up to the last variable. */
  const started = async (child: ChildProcess & { stdout: Readable }) => {
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      lines.push(line);
      if (line.startsWith("export HW_AUTH_URL")) break;
    }
    const exports = lines
      .filter((line) => line.startsWith("export "))
      .map((line) => line.slice("export ".length).split("="));
    const env: Record<string, string> = Object.fromEntries(exports);
    const endpoint = env.CLOUDDC_ENDPOINT ?? "";
    const ask = () =>
      fetch(`${endpoint}/v1/${env.HW_PROJECT_ID}/instances/web/status`, {
        headers: { "X-Auth-Token": env.HW_AUTH_TOKEN ?? "" },
      });
    return { lines, env, endpoint, ask };
  };

  it.each(["SIGINT", "SIGTERM"] as const)("prints what a user needs, serves, and ends on %s", async (signal) => {
    const child = run(["--instance", "web=running", "--region", "cn-east-3"]);
    const { lines, env, endpoint, ask } = await started(child);
    expect(lines[0]).toContain(`listening on ${endpoint}`);
    expect(env.HW_REGION_NAME).toBe("cn-east-3");
    expect(await (await ask()).json()).toEqual({ state: "running" });
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("plays a scenario, and writes a file for a shell to source", async () => {
    const [scenario, file] = [join(folder, "scenario.yaml"), join(folder, "simulator.env")];
    writeFileSync(scenario, "region: cn-south-1\ninstances: { web: 'pending 1h, odd' }\n");
    const child = run(["--scenario", scenario, "--env", file]);
    const warned = text(child.stderr);
    const { ask } = await started(child);
    expect(await (await ask()).json()).toEqual({ state: "pending" });
    const { stdout } = await promisify(execFile)("sh", ["-c", `. ${file}; env`], { env: {} });
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining(["HW_REGION_NAME=cn-south-1", "HW_AUTH_TOKEN=simulator-token"]),
    );
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(await warned).toContain(
      `${scenario}:2:19: instances.web has a state that Huawei's pages do not name, "odd"`,
    );
  });

  it.each(
    ["sh", "dash", "bash", "zsh", "ksh", "busybox"].filter(isInstalled),
  )("writes what %s reads back as it was, whatever is in it", async (shell) => {
    const file = join(folder, "odd.env");
    const env = {
      QUOTES: `it's "quoted" \`id\` $(id) $HOME \${HOME}`,
      SLASHES: "C:\\new\\table\\",
      LINES: "one\ntwo\n",
      MARKS: "!history ~ * ? [a] {b,c} # ; & | < > = %",
      EMPTY: "",
      DASH: "-n",
      WORDS: "  two  words  ",
      SCRIPT: "日本語 עברית",
    };
    writeFileSync(file, `${exportsOf({ env })}\n`);
    const args = shell === "busybox" ? ["sh"] : [];
    const { stdout } = await promisify(execFile)(shell, [...args, "-c", `set -eu; . ${file}; env -0`], {
      env: { PATH: process.env.PATH ?? "" },
    });
    const read = Object.fromEntries(
      stdout.split("\0").map((line) => [line.split("=")[0], line.replace(/^[^=]*=/, "")]),
    );
    expect(read).toMatchObject(env);
  });

  it("names the file for the shell by its whole path, since that shell is in another folder", async () => {
    const child = spawn(process.execPath, ["--import", TSX, MAIN, "simulator", "--env", "it's here.env"], {
      cwd: folder,
    });
    children.push(child);
    const printed = text(child.stdout);
    await eventually(() => expect(existsSync(join(folder, "it's here.env"))).toBe(true));
    child.kill("SIGTERM");
    await once(child, "exit");
    expect(await printed).toContain(`In the shell of the stack: source '${realpathSync(folder)}/it'\\''s here.env'\n`);
  });

  it("says in one sentence that the file cannot be written, and ends", async () => {
    const file = join(folder, "none", "simulator.env");
    const child = run(["--env", file]);
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect(said).toBe(`pulumi-clouddc simulator: ${file} cannot be written: no such file or directory.\n`);
    expect(code).toBe(1);
  });

  it("says where the page is when the opener finds no browser", async () => {
    const without = mkdtempSync(join(tmpdir(), "clouddc-no-browser-"));
    onTestFinished(() => rmSync(without, { recursive: true }));
    for (const name of ["xdg-open", "open"]) writeFileSync(join(without, name), "#!/bin/sh\nexit 3\n", { mode: 0o755 });
    const child = run(["--open"], { ...process.env, PATH: `${without}${delimiter}${process.env.PATH}` });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      said += chunk;
    });
    const { endpoint } = await started(child);
    await eventually(() => expect(said).toBe(`No browser was found: open ${endpoint} yourself.\n`));
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("opens its page in a browser when told to", async () => {
    const opened = join(folder, "opened");
    for (const name of ["xdg-open", "open"])
      writeFileSync(join(folder, name), `#!/bin/sh\nprintf %s "$1" > ${opened}.part && mv ${opened}.part ${opened}\n`, {
        mode: 0o755,
      });
    const child = run(["--open"], { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` });
    const { endpoint } = await started(child);
    await eventually(() => expect(readFileSync(opened, "utf8")).toBe(endpoint));
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("ends with an answer still due in an hour", async () => {
    const child = run(["--instance", "web=running"]);
    const { endpoint, ask } = await started(child);
    await fetch(`${endpoint}/_simulator/faults`, { method: "POST", body: JSON.stringify({ delayMs: 3_600_000 }) });
    const late = ask().catch(() => "cut off");
    let seen = 0;
    while (seen === 0) {
      const log = (await (await fetch(`${endpoint}/_simulator/requests`)).json()) as { requests: unknown[] };
      seen = log.requests.length;
    }
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(await late).toBe("cut off");
  });

  it("refuses a bad flag with one sentence and status 2", async () => {
    const child = run(["--port", "web"]);
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect(said).toBe('pulumi-clouddc simulator: --port takes a number from 0 to 65535, not "web". Try --help.\n');
    expect(code).toBe(2);
  });

  it("says in one sentence that its port is taken", async () => {
    await start();
    const port = new URL(simulator.endpoint).port;
    const child = run(["--port", port]);
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect(said).toBe(
      `pulumi-clouddc simulator: port ${port} is taken: give another one with --port, or leave it out for a free one.\n`,
    );
    expect(code).toBe(1);
  });

  it("tells once, in one sentence, that requests ask for another project", async () => {
    const child = run(["--instance", "web=running"]);
    const told = text(child.stderr);
    const { endpoint, env } = await started(child);
    const url = `${endpoint}/v1/another/instances/web/status`;
    const headers = { "X-Auth-Token": env.HW_AUTH_TOKEN ?? "" };
    for (const _request of [1, 2, 3]) expect((await fetch(url, { headers })).status).toBe(403);
    child.kill("SIGTERM");
    expect(await told).toBe(`A request was refused: the simulator plays project ${env.HW_PROJECT_ID}, not another.\n`);
  });

  it("explains itself", async () => {
    const child = run(["--help"]);
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
    expect(said).toContain("Usage: pulumi-clouddc simulator");
    expect(code).toBe(0);
  });
});
