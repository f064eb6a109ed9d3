// A Pulumi project of its own in a temporary folder, with a local backend: what the demo and the engine tests run.
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const checkout = path.join(__dirname, "..");
const STACK = "dev";

/**
 * @typedef {object} StackOptions
 * @property {string} engine the folder that holds `pulumi`
 * @property {Record<string, string>} files what the project consists of, by file name; `index.js` or `index.ts` is the program
 * @property {Record<string, string>} [env] what the deployment finds in its environment, besides PATH and Pulumi's own
 * @property {Record<string, string>} [config] the stack's configuration
 * @property {Record<string, string>} [secrets] the stack's secret configuration
 * @property {string | null} [packages] the node_modules that the project uses, null for its own; this checkout's unless told
 *
 * @typedef {object} Ended
 * @property {number | null} code the exit code; null where a signal ended it
 * @property {string} output everything that it printed
 *
 * @typedef {Ended & { events: EngineEvent[], seconds: number }} Result with the engine's events, and how long it took
 *
 * @typedef {Record<string, any>} EngineEvent
 */

/**
 * @template {Ended} E
 * @typedef {object} Running
 * @property {number} pid
 * @property {() => string} output what it has printed so far
 * @property {(text: string | RegExp) => Promise<void>} prints resolves as soon as it has printed that
 * @property {(signal: NodeJS.Signals) => void} signal
 * @property {Promise<E>} done
 */

/** Settings of the machine must not reach a test; neither may the demo sign in with somebody's real account. */
const KEPT = ["PATH", "HOME", "TMPDIR", "LANG", "SystemRoot", "NODE_EXTRA_CA_CERTS"];

/** @param {StackOptions} options */
function createStack({
  engine,
  files,
  env = {},
  config = {},
  secrets = {},
  packages = path.join(checkout, "node_modules"),
}) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "pulumi-clouddc-"));
  const project = path.join(home, "project");
  const inherited = Object.fromEntries(KEPT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const environment = {
    ...inherited,
    PATH: `${engine}${path.delimiter}${process.env.PATH}`,
    PULUMI_HOME: path.join(home, "pulumi"),
    PULUMI_BACKEND_URL: `file://${path.join(home, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "a passphrase",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_COMMANDS: "true",
    // A profile file of the machine's user is not the test's.
    HOME: home,
    ...env,
  };
  for (const folder of ["project", "pulumi", "backend"]) fs.mkdirSync(path.join(home, folder));
  write({
    "Pulumi.yaml": "name: stack\nruntime:\n  name: nodejs\n",
    "package.json": JSON.stringify({ name: "stack", private: true, main: files["index.ts"] ? "index.ts" : "index.js" }),
    ...files,
  });
  if (packages !== null) fs.symlinkSync(packages, path.join(project, "node_modules"), "dir");

  function write(/** @type {Record<string, string>} */ texts) {
    for (const [name, text] of Object.entries(texts)) fs.writeFileSync(path.join(project, name), text);
  }

  let runs = 0;
  /** @type {Set<import("node:child_process").ChildProcess>} */
  const running = new Set();

  /**
   * Starts a program in the project.
   * @returns {Running<Ended>}
   */
  function launch(
    /** @type {string} */ command,
    /** @type {string[]} */ args,
    /** @type {Record<string, string | undefined>} */ more = {},
  ) {
    const child = spawn(command, args, {
      cwd: project,
      env: { ...environment, ...more },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    child.on("exit", () => running.delete(child));
    let output = "";
    /** @type {Set<() => void>} */
    const listeners = new Set();
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        for (const listener of listeners) listener();
      });
    /** @type {Promise<Ended>} */
    const done = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output }));
    });
    return {
      pid: child.pid ?? 0,
      output: () => output,
      prints: (text) =>
        new Promise((resolve, reject) => {
          const look = () => {
            if (typeof text === "string" ? !output.includes(text) : !text.test(output)) return;
            listeners.delete(look);
            resolve();
          };
          listeners.add(look);
          look();
          done.then(() => reject(new Error(`it ended without printing ${text}:\n${output}`)), reject);
        }),
      signal: (signal) => void child.kill(signal),
      done,
    };
  }

  /**
   * Starts `pulumi`.
   * @returns {Running<Result>}
   */
  function start(/** @type {string[]} */ args, /** @type {Record<string, string | undefined>} */ more = {}) {
    const began = Date.now();
    const eventLog = path.join(home, `events-${++runs}.json`);
    const deploys = ["up", "preview", "refresh", "destroy"].includes(args[0] ?? "");
    const pulumi = launch(
      path.join(engine, "pulumi"),
      [...args, ...(deploys ? ["--event-log", eventLog] : []), "--non-interactive", "--color", "never"],
      more,
    );
    const done = pulumi.done.then((ended) => ({
      ...ended,
      events: readEvents(eventLog),
      seconds: (Date.now() - began) / 1000,
    }));
    return { ...pulumi, done };
  }

  const run = (/** @type {string[]} */ args, /** @type {Record<string, string | undefined>} */ more = {}) =>
    start(args, more).done;

  async function must(/** @type {string[]} */ args) {
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
    launch,
    start,
    run,
    /** Makes the stack, once, before anything else. */
    async init() {
      await must(["stack", "init", STACK]);
      for (const [key, value] of Object.entries(config)) await must(["config", "set", key, value]);
      for (const [key, value] of Object.entries(secrets)) await must(["config", "set", "--secret", key, value]);
      return this;
    },
    up: (/** @type {string[]} */ ...args) => run(["up", "--yes", "--skip-preview", ...args]),
    preview: (/** @type {string[]} */ ...args) => run(["preview", ...args]),
    refresh: (/** @type {string[]} */ ...args) => run(["refresh", "--yes", "--skip-preview", ...args]),
    destroy: (/** @type {string[]} */ ...args) => run(["destroy", "--yes", "--skip-preview", ...args]),
    /** The stack's state, as `pulumi stack export` prints it. */
    async export(/** @type {string[]} */ ...args) {
      return /** @type {{ deployment: { resources?: Record<string, any>[] } }} */ (
        JSON.parse(await must(["stack", "export", ...args]))
      );
    },
    /** Removes everything. A run that still goes on, because a test gave up on it, is ended. */
    remove() {
      for (const child of running) child.kill("SIGKILL");
      fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** @returns {EngineEvent[]} */
function readEvents(/** @type {string} */ file) {
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line)]));
}

module.exports = { createStack };
