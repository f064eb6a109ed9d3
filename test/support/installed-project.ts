/** A project of a user of the package: what the registry and the tarball give, installed by the user's own tool. */
import { execFile, execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createStack } from "../../scripts/stack";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator";
import { onTestFinished } from "./on-test-finished";

const run = promisify(execFile);
const engine = process.env.TEST_ENGINE ?? "";
const workshop = process.env.TEST_WORKSHOP ?? "";
const tool = (...path: string[]) => join(workshop, "tools", "node_modules", ...path);

export type Manager = "npm" | "npm, nested" | "pnpm" | "yarn" | "yarn 4";
export type NodeVersion = "20.3" | 20 | 22 | 24;

export interface ProjectOptions {
  manager: Manager;
  /** 20 is the one that runs the tests; 20.3 the oldest that the package names. */
  node: NodeVersion;
  /** Besides the package itself, unless that is left out as `undefined`. */
  dependencies: Record<string, string | undefined>;
  /** More of package.json. */
  manifest?: Record<string, unknown>;
  /** By name; `../` leads to the folder around the project. */
  files: Record<string, string>;
  /** It is one of the packages of a monorepo, whose root is the folder around it. */
  inMonorepo?: boolean;
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
  /** Installs what package.json says by now. */
  install(): Promise<void>;
}

const NPM = ["npm", "install", "--no-audit", "--no-fund", "--no-update-notifier", "--cache", join(workshop, "npm")];

/** Every cache is in the workshop, which is removed. They run on the Node of the tests: npm itself needs a newer one than 20.3. */
const INSTALL: Record<Manager, string[]> = {
  npm: NPM,
  "npm, nested": [...NPM, "--install-strategy=nested"],
  // A user adds a package with a lock file there: what a package manager takes CI for must not forbid that.
  pnpm: [
    process.execPath,
    tool("pnpm", "bin", "pnpm.cjs"),
    "install",
    "--no-frozen-lockfile",
    "--store-dir",
    join(workshop, "pnpm"),
  ],
  // Pulumi's newest SDK names Node 22 as its oldest; the tests have it on 24, and npm and pnpm only warn.
  yarn: [process.execPath, tool("yarn", "bin", "yarn.js"), "install", "--cache-folder", join(workshop, "yarn")],
  "yarn 4": [process.execPath, tool("@yarnpkg", "cli-dist", "bin", "yarn.js"), "install"],
};

/** What Yarn 4 reads in the place of npm's configuration. */
const yarn4 = () => ({
  YARN_NODE_LINKER: "node-modules",
  YARN_GLOBAL_FOLDER: join(workshop, "yarn-4"),
  YARN_ENABLE_TELEMETRY: "false",
  YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
  YARN_NPM_REGISTRY_SERVER: execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim(),
});

export async function installProject({
  manager,
  node,
  dependencies,
  manifest = {},
  files,
  inMonorepo = false,
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
  const execute = async (name: string, args: readonly string[], variables: NodeJS.ProcessEnv, cwd = stack.project) => {
    try {
      const { stdout, stderr } = await run(name, args, { cwd, env: variables, maxBuffer: 2 ** 26 });
      return stdout + stderr;
    } catch (error) {
      const { stdout, stderr, message } = error as Error & { stdout: string; stderr: string };
      throw new Error(`${message}\n${stdout}\n${stderr}`);
    }
  };
  const install = async () => {
    const [installer = "", ...args] = INSTALL[manager];
    const variables = { ...env, PATH: process.env.PATH, ...(manager === "yarn 4" && yarn4()) };
    await execute(installer, args, variables, inMonorepo ? stack.home : stack.project);
  };
  await install();
  return { stack, cloud, env, install, command: (name, ...more) => execute(name, more, env) };
}
