/** The commands that ask the API, as a shell runs them, against a simulated cloud over sockets. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator";
import { DEFAULT_WAIT_OPTIONS } from "../../src/wait/options";
import { onTestFinished } from "../support/on-test-finished";
import { itOnUnix } from "../support/systems";

const MAIN = join(__dirname, "../../src/cli/main.ts");
/** No folder of a stack. */
const HERE = join(__dirname, "../../src");
const TSX = pathToFileURL(require.resolve("tsx")).href;
const NOBODY: Record<string, string> = { HOME: "/nowhere", PATH: process.env.PATH ?? "" };

interface Run {
  child: ChildProcess;
  /** Resolves when this was printed, by either stream. */
  prints(text: string): Promise<void>;
  done: Promise<{ code: number | null; out: string; err: string }>;
}

async function open(options: SimulatorOptions = {}) {
  const cloud = await startSimulator(options);
  onTestFinished(() => cloud.close());
  const start = (args: readonly string[], env: Record<string, string> = {}, cwd = HERE): Run => {
    const child = spawn(process.execPath, ["--import", TSX, MAIN, ...args], {
      cwd,
      env: { ...NOBODY, ...cloud.env, ...env },
    });
    onTestFinished(() => child.kill("SIGKILL"));
    const texts = { out: "", err: "" };
    child.stdout.on("data", (data) => {
      texts.out += data;
    });
    child.stderr.on("data", (data) => {
      texts.err += data;
    });
    const prints = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if ((texts.out + texts.err).includes(text)) resolve();
        };
        child.stdout.on("data", look);
        child.stderr.on("data", look);
      });
    const done = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      child.on("close", (code) => resolve({ code, ...texts }));
    });
    return { child, prints, done };
  };
  const run = (...args: string[]) => start(args).done;
  return { cloud, start, run };
}

const events = (out: string) =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const onWire = { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" };
const OFTEN = ["--poll-interval", "100ms"];

describe("pulumi-clouddc status", () => {
  it("prints a table: id, state, operation, phase, error, request id", async () => {
    const { run } = await open({
      instances: { a: "running", "web-1": "stopped/install-processing", b: [{ state: "error", error: onWire }] },
    });
    const { code, out, err } = await run("status", "a", "web-1", "b");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^ID {5}STATE {4}OPERATION {11}PHASE {3}ERROR +REQUEST ID$/);
    expect(lines[1]).toMatch(/^a {6}running {2}- {19}ready {3}- +\w{32}$/);
    expect(lines[2]).toMatch(/^web-1 {2}stopped {2}install-processing {2}busy {4}- +\w{32}$/);
    expect(lines[3]).toMatch(/^b +error +- +failed {2}create_instance_error iMetal\.0301 No server is free\. +\w{32}$/);
    expect(lines).toHaveLength(4);
  });

  it("prints JSON for programs, and is a 1 where there is no such instance", async () => {
    const { run } = await open({ instances: { a: "running" } });
    const { code, out } = await run("status", "a", "gone", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual([
      { instanceId: "a", state: "running", phase: "ready", requestId: expect.any(String) },
      { instanceId: "gone", phase: "missing", requestId: expect.any(String) },
    ]);
  });

  it("says why an instance could not be looked up, and is a 1", async () => {
    const { cloud, run } = await open({ instances: { a: "running" } });
    cloud.allowStatus(false);
    const { code, out } = await run("status", "a");
    expect(code).toBe(1);
    expect(out).toContain("grant the permission clouddc:instance:get");
    expect(out).not.toContain("    at ");
  });
});

describe("pulumi-clouddc wait", () => {
  it("is a 0 when all run, and prints one line a change into a log", async () => {
    const { cloud, start } = await open({ instances: { a: "pending", b: "running" } });
    const { prints, done } = start(["wait", "a", "b", "--poll-interval", "500ms"]);
    await prints("1/2 · 1 pending");
    cloud.put("a", "running");
    const { code, out, err } = await done;
    expect({ code, err }).toEqual({ code: 0, err: "" });
    // On a slow machine the first line comes before an answer, and a heartbeat between.
    expect(out).toMatch(/^(\d\/2 · .*\n)*1\/2 · 1 pending · \d+s\/30m\n(2\/2 · .*\n)?2\/2 · running after \d+s\n$/);
    expect(out).not.toContain("\u001b");
  });

  it("is a 1 as soon as one fails, with a sentence", async () => {
    const { run } = await open({ instances: { a: "pending", b: [{ state: "error", error: onWire }] } });
    const { code, err } = await run("wait", "a", "b");
    expect(code).toBe(1);
    expect(err).toMatch(
      /^pulumi-clouddc wait: instance b is error \(create_instance_error: iMetal\.0301 No server is free\.\) .* then wait again\n$/,
    );
  });

  it("is a 3 at its timeout", async () => {
    const { run } = await open({ instances: { a: "pending" } });
    const { code, err } = await run("wait", "a", ...OFTEN, "--timeout=500ms");
    expect(code).toBe(3);
    expect(err).toContain("instance a was still pending");
  });

  itOnUnix.each(["SIGINT", "SIGTERM"] as const)("is a 130 when %s interrupts it, at once", async (signal) => {
    const { start } = await open({ instances: { a: "pending" } });
    const { child, prints, done } = start(["wait", "a"]);
    await prints("0/1 · 1 pending");
    child.kill(signal);
    const { code, err } = await done;
    expect(code).toBe(130);
    expect(err).toMatch(/^pulumi-clouddc wait: instance a was pending .* when the wait was interrupted/);
  });

  itOnUnix("does not wait for an answer when it is interrupted", async () => {
    const { cloud, start } = await open({ instances: { a: "pending" } });
    const { child, prints, done } = start(["wait", "a", ...OFTEN]);
    await prints("0/1 · 1 pending");
    cloud.fault({ delayMs: 600_000, times: Number.POSITIVE_INFINITY });
    child.kill("SIGINT");
    expect((await done).code).toBe(130);
  });

  it("prints events as lines of JSON", async () => {
    const { run } = await open({ instances: { a: "running" } });
    const well = await run("wait", "a", "--json");
    expect(well).toMatchObject({ code: 0, err: "" });
    const a = { instanceId: "a", state: "running", phase: "ready" };
    expect(events(well.out).at(-2)).toMatchObject({ event: "progress", elapsedMs: expect.any(Number), statuses: [a] });
    expect(events(well.out).at(-1)).toEqual({ event: "end", running: true, statuses: [a] });
    const ill = await run("wait", "nowhere", "--json", "--not-found-grace", "0");
    expect(ill).toMatchObject({ code: 1, err: "" });
    expect(events(ill.out).at(-1)).toMatchObject({
      event: "end",
      running: false,
      code: "INSTANCE_NOT_FOUND",
      reasons: [expect.stringContaining("instance nowhere was not found")],
    });
  });

  it("has each wait option as a flag", async () => {
    const { run } = await open();
    const { out } = await run("wait", "--help");
    const flags = Object.keys(DEFAULT_WAIT_OPTIONS).map((name) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`));
    for (const flag of flags) expect(out).toContain(`  --${flag} `);
    expect(flags).toHaveLength(7);
  });

  it("goes by its flags", async () => {
    const { run, cloud } = await open({ instances: { a: "error 500ms, running" } });
    const { code } = await run("wait", "a", ...OFTEN, "--tolerate-error", "--settle", "3");
    expect(code).toBe(0);
    expect(cloud.requests.length).toBeGreaterThanOrEqual(4);
  });
});

describe("a mistake in a shell", () => {
  it.each([
    [["wait"], 2, "pulumi-clouddc wait: Name at least one instance by its id. Try --help."],
    [["status"], 2, "pulumi-clouddc status: Name at least one instance by its id. Try --help."],
    [["status", "../a"], 2, '"../a" is not an instance id'],
    [["wait", "a", "--timout", "1m"], 2, "Unknown option '--timout': did you mean '--timeout'? Try --help."],
    [["wait", "a", "--timeout", "soon"], 2, '--timeout is "soon": write a duration such as "45s"'],
    [["wait", "a", "--settle", "no", "--poll-interval", "1ms"], 2, '--poll-interval is "1ms"'],
    [["wait", "a", "--endpoint", "ftp://a"], 2, '--endpoint is "ftp://a": write an https:// address. Try --help.'],
    [["status", "a", "--region", "x y"], 2, '--region is "x y": write a region'],
    [["doctor", "--project-id", "a/b"], 2, '--project-id is "a/b": write a project'],
    [["wiat", "a"], 2, 'there is no command "wiat": did you mean "wait"? Try --help.'],
  ])("%j is a %d with a sentence, and asks nobody", async (args, expected, sentence) => {
    const { cloud, run } = await open();
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([expected, ""]);
    expect(err).toContain(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(cloud.requests).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ["no credentials", { HW_AUTH_TOKEN: "", CLOUDDC_METADATA_ENDPOINT: "http://127.0.0.1:1" }, "no credentials"],
    ["no region", { HW_REGION_NAME: "", CLOUDDC_ENDPOINT: "" }, '"region" is not set'],
  ])("%s is a 1 with a sentence", async (_what, env, sentence) => {
    const { start } = await open();
    const none = Object.fromEntries(["HW_AUTH_TOKEN", "HW_ACCESS_KEY", "HW_SECRET_KEY"].map((name) => [name, ""]));
    for (const command of ["status", "wait"]) {
      const { code, out, err } = await start([command, "a"], { ...none, ...env }).done;
      expect([command, code]).toEqual([command, 1]);
      expect(out + err).toContain(sentence);
      expect(out + err).not.toContain("    at ");
    }
  });
});

describe("a pipe that is closed", () => {
  it.each([[[]], [["--json"]]])("ends a wait with one sentence and without a stack: %j", async (more) => {
    const { start, cloud } = await open({ instances: { a: "pending" } });
    const { child, prints, done } = start(["wait", "a", ...OFTEN, ...more]);
    await prints("0/1");
    child.stdout?.destroy();
    cloud.put("a", "stopped");
    const { code, err } = await done;
    expect(code).toBe(141);
    expect(err).toContain("pulumi-clouddc: the reader closed the output, so it ends here.\n");
    expect(err).not.toContain("    at ");
  });
});

it("a terminal that nobody watches gets no control characters", async () => {
  const { run, cloud } = await open({ instances: { a: "running" } });
  const outputs: string[] = [];
  for (const command of ["status", "wait"]) outputs.push((await run(command, "a")).out);
  expect(outputs.join("")).not.toContain("\u001b");
  expect((cloud as Simulator).requests.length).toBeGreaterThan(1);
});

/** A folder of a project with these files. */
function projectWith(files: Record<string, string>): string {
  // As the process that is started there knows it: on macOS this folder lies behind a link.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-clouddc-project-")));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ "Pulumi.yaml": "name: web\nruntime: nodejs\n", ...files }))
    writeFileSync(join(folder, name), text);
  return folder;
}

describe("pulumi-clouddc doctor", () => {
  it("is a 0 where nothing is wrong, and says where each value came from", async () => {
    const { run, cloud } = await open({ instances: { a: "running" } });
    const { code, out, err } = await run("doctor", "a", "--region", cloud.region);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^ok +region +ap-southeast-3 \(--region\)$/m);
    expect(out).toMatch(/^ok +credentials +a token from the environment \(HW_AUTH_TOKEN\)$/m);
    expect(out).toMatch(/^ok +gate +a is running: a gate would open$/m);
    expect(out).toContain("\n0 problems, 0 warnings\n");
    expect(out).not.toContain("simulator-token");
    expect(out).not.toContain("\u001b");
  });

  it("is a 1 at a problem, with its remedy, as JSON too", async () => {
    const { start } = await open();
    const text = await start(["doctor"], { HW_AUTH_TOKEN: "canary" }).done;
    expect(text.code).toBe(1);
    expect(text.out).toMatch(/^PROBLEM +sign-in +CloudDC answered HTTP 401, .*\n +→ the token from the environment/m);
    const json = await start(["doctor", "--json"], { HW_AUTH_TOKEN: "canary" }).done;
    expect(json.code).toBe(1);
    const { ok, findings } = JSON.parse(json.out);
    expect(ok).toBe(false);
    expect(findings).toContainEqual({
      check: "sign-in",
      level: "problem",
      says: expect.any(String),
      remedy: expect.any(String),
    });
    expect(text.out + json.out).not.toContain("canary");
  });

  it("reads a stack's file, but no secret in it", async () => {
    const { start, cloud } = await open();
    const folder = projectWith({
      "Pulumi.dev.yaml": `config:
  huaweicloud:region: ${cloud.region}
  huaweicloud:endpoints:
    clouddc: ${cloud.endpoint}
  huaweicloud:accessKey: SIMULATORACCESSKEY
  huaweicloud:secretKey:
    secure: v1:abc:def
`,
      "Pulumi.prod.yaml": "config: {}",
    });
    const env = { HW_AUTH_TOKEN: "", HW_REGION_NAME: "", CLOUDDC_ENDPOINT: "" };
    const dev = await start(["doctor", "--stack", "acme/web/dev"], env, folder).done;
    expect(dev.code).toBe(0);
    expect(dev.out).toMatch(/^ok +region +ap-southeast-3 \(huaweicloud:region\)$/m);
    expect(dev.out).toMatch(/^ok +endpoint +http:\/\/127\.0\.0\.1:\d+ \(huaweicloud:endpoints\)$/m);
    expect(dev.out).toMatch(/^warning +stack +its secrets are not read: huaweicloud:secretKey$/m);
    expect(dev.out).toMatch(
      /^warning +credentials +the stack's configuration holds huaweicloud:secretKey as a secret/m,
    );
    expect(dev.out).not.toContain("v1:abc");

    const several = await start(["doctor"], {}, folder).done;
    expect(several.out).toMatch(
      /^warning +stack +none is read, because there are several\n +→ name one with --stack: dev, prod$/m,
    );

    const wrong = await start(["doctor", "--stack", "pord"], {}, folder).done;
    expect(wrong).toEqual({
      code: 2,
      out: "",
      err: `pulumi-clouddc doctor: There is no Pulumi.pord.yaml in ${folder}: did you mean "prod"? Try --help.\n`,
    });
  });

  it.each([
    [["doctor", "a", "b"], "Name at most one instance."],
    [["doctor", "--stak", "dev"], "Unknown option '--stak': did you mean '--stack'?"],
    [["doctor", "--stack", "dev"], 'so there is no stack "dev".'],
  ])("%j is a 2 with a sentence", async (args, sentence) => {
    const { start, cloud } = await open();
    const { code, out, err } = await start(args, {}, tmpdir()).done;
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(cloud.requests).toEqual([]);
  });
});
