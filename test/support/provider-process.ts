/** Pulumi's own provider process in a project of its own, for one test: everything is gone when the test has finished. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connectProvider, type FakeEngine, type ProviderClient, startFakeEngine } from "./engine-rpc";
import { onTestFinished } from "./on-test-finished";

export interface ProviderProcess extends ProviderClient {
  readonly engine: FakeEngine;
  readonly pid: number;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
  /** What the process has printed. */
  stdout(): string;
  stderr(): string;
}

const NODE_MODULES = join(__dirname, "../../node_modules");
const PROGRAM = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
/** Settings of the machine must not reach a test. */
const KEPT = ["PATH", "TMPDIR", "SystemRoot"];

export async function startProviderProcess(
  env: Record<string, string>,
  { slowLogMs = 0 }: { slowLogMs?: number } = {},
): Promise<ProviderProcess> {
  const project = mkdtempSync(join(tmpdir(), "pulumi-clouddc-provider-"));
  symlinkSync(NODE_MODULES, join(project, "node_modules"), "dir");
  const engine = await startFakeEngine(slowLogMs);
  const inherited = Object.fromEntries(KEPT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = spawn(process.execPath, [PROGRAM, engine.address], {
    cwd: project,
    env: { ...inherited, HOME: project, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
    });
  const ended = once(child, "close").then(([code]) => code as number | null);
  const port = await Promise.race([
    once(createInterface(child.stdout), "line").then(([line]) => Number(line)),
    ended.then(() => Promise.reject(new Error(`the provider process ended: ${printed.stderr}`))),
  ]);
  const client = connectProvider(port);
  onTestFinished(async () => {
    client.close();
    child.kill("SIGKILL");
    await ended;
    engine.close();
    rmSync(project, { recursive: true });
  });
  return {
    ...client,
    engine,
    pid: child.pid ?? 0,
    ended,
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
  };
}
