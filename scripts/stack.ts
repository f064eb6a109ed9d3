/** A Pulumi project of its own in a temporary folder, with a local backend: what the demo and the engine tests run. */
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type Ended, launch, type Running } from "./launch";

const STACK = "dev";

export interface StackOptions {
  /** The folder that holds `pulumi`. */
  engine: string;
  /** What the project consists of, by file name; `index.js` or `index.ts` is the program. */
  files: Record<string, string>;
  /** What the deployment finds in its environment, besides PATH and Pulumi's own. */
  env?: Record<string, string>;
  /** The stack's configuration. */
  config?: Record<string, string>;
  /** The stack's secret configuration. */
  secrets?: Record<string, string>;
  /** The node_modules that the project uses, null for its own; this checkout's unless told. */
  packages?: string | null;
  /** Whether pulumi prints colours, as on a terminal; no, unless told. */
  color?: boolean;
}

/** With the engine's events, and how long it took. */
export interface Result extends Ended {
  events: EngineEvent[];
  seconds: number;
}

// biome-ignore lint/suspicious/noExplicitAny: the engine's JSON has no types here
type EngineEvent = Record<string, any>;
// biome-ignore lint/suspicious/noExplicitAny: nor has a resource in state
type SavedResource = Record<string, any>;

type Environment = Record<string, string | undefined>;

/** Settings of the machine must not reach a test; neither may the demo sign in with somebody's real account. */
const KEPT = ["PATH", "HOME", "TMPDIR", "LANG", "SystemRoot", "NODE_EXTRA_CA_CERTS"];

export function createStack({
  engine,
  files,
  env = {},
  config = {},
  secrets = {},
  packages = join(__dirname, "../node_modules"),
  color = false,
}: StackOptions) {
  const home = mkdtempSync(join(tmpdir(), "pulumi-clouddc-"));
  const project = join(home, "project");
  const inherited = Object.fromEntries(KEPT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const environment: Environment = {
    ...inherited,
    PATH: `${engine}${delimiter}${process.env.PATH}`,
    PULUMI_HOME: join(home, "pulumi"),
    PULUMI_BACKEND_URL: `file://${join(home, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "a passphrase",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_COMMANDS: "true",
    // A profile file of the machine's user is not the test's.
    HOME: home,
    ...env,
  };
  for (const folder of ["project", "pulumi", "backend"]) mkdirSync(join(home, folder));
  write({
    "Pulumi.yaml": "name: stack\nruntime:\n  name: nodejs\n",
    "package.json": JSON.stringify({ name: "stack", private: true, main: files["index.ts"] ? "index.ts" : "index.js" }),
    ...files,
  });
  if (packages !== null) symlinkSync(packages, join(project, "node_modules"), "dir");

  function write(texts: Record<string, string>): void {
    for (const [name, text] of Object.entries(texts)) {
      const file = join(project, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  let runs = 0;
  const running = new Set<ChildProcess>();
  /** Starts a program in the project. */
  const start = (command: string, args: readonly string[], more: Environment = {}): Running =>
    launch(command, args, { cwd: project, env: { ...environment, ...more } }, running);

  /** Starts `pulumi`. */
  function startPulumi(args: readonly string[], more: Environment = {}): Running<Result> {
    const began = Date.now();
    const eventLog = join(home, `events-${++runs}.json`);
    const deploys = ["up", "preview", "refresh", "destroy"].includes(args[0] ?? "");
    const pulumi = start(
      join(engine, "pulumi"),
      [
        ...args,
        ...(deploys ? ["--event-log", eventLog] : []),
        "--non-interactive",
        "--color",
        color ? "always" : "never",
      ],
      more,
    );
    const done = pulumi.done.then((ended) => ({
      ...ended,
      events: readEvents(eventLog),
      seconds: (Date.now() - began) / 1000,
    }));
    return { ...pulumi, done };
  }

  const run = (args: readonly string[], more: Environment = {}) => startPulumi(args, more).done;

  async function must(args: readonly string[]): Promise<string> {
    const { code, output } = await run(args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
    return output;
  }

  return {
    home,
    project,
    /** What its runs find in their environment. */
    environment,
    write,
    launch: start,
    start: startPulumi,
    run,
    /** Makes the stack, once, before anything else. */
    async init() {
      await must(["stack", "init", STACK]);
      const flags = (flag: string, values: Record<string, string>) =>
        Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
      const settings = [...flags("--plaintext", config), ...flags("--secret", secrets)];
      if (settings.length > 0) await must(["config", "set-all", ...settings]);
      return this;
    },
    up: (...args: string[]) => run(["up", "--yes", "--skip-preview", ...args]),
    preview: (...args: string[]) => run(["preview", ...args]),
    refresh: (...args: string[]) => run(["refresh", "--yes", "--skip-preview", ...args]),
    destroy: (...args: string[]) => run(["destroy", "--yes", "--skip-preview", ...args]),
    /** The stack's state, as `pulumi stack export` prints it. */
    async export(...args: string[]): Promise<{ deployment: { resources?: SavedResource[] } }> {
      return JSON.parse(await must(["stack", "export", ...args]));
    },
    /** Removes everything. A run that still goes on, because a test gave up on it, is ended. */
    remove(): void {
      for (const child of running) child.kill("SIGKILL");
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function readEvents(file: string): EngineEvent[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line)]));
}
