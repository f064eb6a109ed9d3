/** A project of a user of the package: what the registry and the tarball give, installed by the user's own tool. */
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createStack } from "../../scripts/stack";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator";
import { onTestFinished } from "./on-test-finished";

const run = promisify(execFile);
const engine = process.env.TEST_ENGINE ?? "";
const workshop = process.env.TEST_WORKSHOP ?? "";
const tool = (...path: string[]) => join(workshop, "tools", "node_modules", ...path);

export type Manager = "npm" | "pnpm" | "yarn";
export type NodeVersion = "20.3" | 20 | 22 | 24;

export interface ProjectOptions {
  manager: Manager;
  /** 20 is the one that runs the tests; 20.3 the oldest that the package names. */
  node: NodeVersion;
  /** Besides the package itself. */
  dependencies: Record<string, string>;
  /** More of package.json. */
  manifest?: Record<string, unknown>;
  files: Record<string, string>;
  cloud?: SimulatorOptions;
}

type Stack = ReturnType<typeof createStack>;

export interface InstalledProject {
  readonly stack: Stack;
  readonly cloud: Simulator;
  /** What a program of this project finds in its environment: its Node first. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs a command in the project; rejects with what it printed where it failed. */
  command(command: string, ...args: string[]): Promise<string>;
}

/** Every cache is in the workshop, which is removed. They run on the Node of the tests: npm itself needs a newer one than 20.3. */
const INSTALL: Record<Manager, string[]> = {
  npm: ["npm", "install", "--no-audit", "--no-fund", "--no-update-notifier", "--cache", join(workshop, "npm")],
  pnpm: [process.execPath, tool("pnpm", "bin", "pnpm.cjs"), "install", "--store-dir", join(workshop, "pnpm")],
  // Pulumi's newest SDK names Node 22 as its oldest; the tests have it on 24, and npm and pnpm only warn.
  yarn: [process.execPath, tool("yarn", "bin", "yarn.js"), "install", "--cache-folder", join(workshop, "yarn")],
};

export async function installProject({
  manager,
  node,
  dependencies,
  manifest = {},
  files,
  cloud: options,
}: ProjectOptions): Promise<InstalledProject> {
  const cloud = await startSimulator(options);
  const bin = node === 20 ? dirname(process.execPath) : tool(`node-${node}`, "bin");
  const path = `${bin}:${engine}:${process.env.PATH}`;
  const where = {
    HW_AUTH_TOKEN: "simulator-token",
    HW_REGION_NAME: cloud.region,
    HW_PROJECT_ID: cloud.projectId,
    CLOUDDC_ENDPOINT: cloud.endpoint,
  };
  const stack = createStack({
    engine,
    packages: null,
    env: { PATH: path, ...where },
    files: {
      "package.json": JSON.stringify({
        name: "stack",
        version: "1.0.0",
        private: true,
        ...manifest,
        dependencies: { "pulumi-clouddc": `file:${process.env.TEST_TARBALL}`, ...dependencies },
      }),
      ...files,
    },
  });
  onTestFinished(async () => {
    await cloud.close();
    stack.remove();
  });
  const env = {
    ...process.env,
    PATH: path,
    XDG_CACHE_HOME: join(workshop, "cache"),
    XDG_DATA_HOME: join(workshop, "data"),
    XDG_STATE_HOME: join(workshop, "state"),
    ...where,
  };
  const execute = async (name: string, args: readonly string[], variables: NodeJS.ProcessEnv) => {
    try {
      const { stdout, stderr } = await run(name, args, { cwd: stack.project, env: variables, maxBuffer: 2 ** 26 });
      return stdout + stderr;
    } catch (error) {
      const { stdout, stderr, message } = error as Error & { stdout: string; stderr: string };
      throw new Error(`${message}\n${stdout}\n${stderr}`);
    }
  };
  const [installer = "", ...args] = INSTALL[manager];
  await execute(installer, args, { ...env, PATH: process.env.PATH });
  return { stack, cloud, env, command: (name, ...more) => execute(name, more, env) };
}
