/** `pulumi-clouddc simulator`: runs a simulated CloudDC until it is told to stop. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Simulator, type SimulatorOptions, startSimulator } from "../simulator";
import { parseDuration } from "../simulator/duration";
import { oddStates } from "../simulator/instances/known-states";
import { readTimeline } from "../simulator/instances/timeline";
import { SCHEMA_FILE } from "../simulator/scenario/scenario";
import { type Arguments, type Command, type Terminal, UsageError } from "./command";
import { openBrowser } from "./open-browser";
import { readScenarioFile } from "./scenario-file";
import { exportsOf, quoted, writeExports } from "./simulator-exports";

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65535, not "${text}".`);
  return port;
}

function readLimit(text: string): { requests: number; windowMs: number } {
  const [, requests = "", duration = ""] = /^(\d+)\/(.+)$/.exec(text) ?? [];
  const windowMs = parseDuration(duration);
  if (requests === "" || windowMs === undefined || windowMs === 0)
    throw new UsageError(`--limit takes requests and a duration, for example 200/5m, not "${text}".`);
  return { requests: Number(requests), windowMs };
}

function readInstance(text: string): [id: string, timeline: string] {
  const cut = text.indexOf("=");
  if (cut < 1)
    throw new UsageError(
      `--instance takes an id and a timeline, for example web="pending 5s, running", not "${text}".`,
    );
  const timeline = text.slice(cut + 1);
  try {
    readTimeline(timeline);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  return [text.slice(0, cut), timeline];
}

function readInstances(texts: readonly string[]): Record<string, string> {
  const instances = texts.map(readInstance);
  const [twice] = instances.filter(([id], index) => instances.findIndex(([other]) => other === id) < index);
  if (twice !== undefined) throw new UsageError(`--instance names ${twice[0]} twice.`);
  return Object.fromEntries(instances);
}

/** Sentences on what is odd and allowed on the command line. */
export function warningsOf(given: Arguments): string[] {
  return given.texts("instance").flatMap((text) => {
    const [id, timeline] = readInstance(text);
    return oddStates(readTimeline(timeline)).map((odd) => `--instance ${id} ${odd}.`);
  });
}

/** What the options say goes before what the scenario says. */
export function readOptions(given: Arguments, scenario: SimulatorOptions = {}): SimulatorOptions {
  const [port, region, limit] = [given.text("port"), given.text("region"), given.text("limit")];
  if (region === "") throw new UsageError("--region takes the name of a region.");
  return {
    ...scenario,
    ...(port === undefined ? {} : { port: readPort(port) }),
    ...(region === undefined ? {} : { region }),
    ...(limit === undefined ? {} : { limit: readLimit(limit) }),
    instances: { ...scenario.instances, ...readInstances(given.texts("instance")) },
  };
}

const PORT_REASONS: ReadonlyMap<string | undefined, string> = new Map([
  ["EADDRINUSE", "is taken"],
  ["EACCES", "is reserved by the system"],
]);

async function start(options: SimulatorOptions, terminal: Terminal): Promise<Simulator> {
  try {
    return await startSimulator({ ...options, keepRequests: 10_000, onNotice: terminal.complain });
  } catch (error) {
    const reason = PORT_REASONS.get((error as NodeJS.ErrnoException).code);
    if (reason === undefined) throw error;
    throw new Error(`port ${options.port} ${reason}: give another one with --port, or leave it out for a free one.`);
  }
}

async function serve(given: Arguments, terminal: Terminal): Promise<void> {
  const scenario = given.text("scenario");
  const { options = {}, warnings = [] } = scenario === undefined ? {} : readScenarioFile(scenario);
  [...warnings, ...warningsOf(given)].forEach(terminal.complain);
  const simulator = await start(readOptions(given, options), terminal);
  try {
    const { endpoint } = simulator;
    const file = given.text("env");
    if (file !== undefined) writeExports(file, simulator);
    terminal.print(`CloudDC simulator listening on ${endpoint}, which is also the address of its page\n`);
    terminal.print(exportsOf(simulator));
    // That shell may be in another folder; and one that knows only "." looks along PATH for a name without a slash.
    if (file !== undefined) terminal.print(`\nIn the shell of the stack: source ${quoted(resolve(file))}`);
    if (given.has("open"))
      openBrowser(endpoint, () => terminal.complain(`No browser was found: open ${endpoint} yourself.`));
    if (!terminal.signal.aborted) await once(terminal.signal, "abort");
  } finally {
    await simulator.close();
  }
}

export const simulator: Command = {
  summary: "Serves a simulated CloudDC API on 127.0.0.1, with what signing in needs of IAM and ECS metadata.",
  options: {
    scenario: { value: "FILE", help: "what the cloud looks like at the start, as YAML or JSON" },
    env: { value: "FILE", help: "write the variables that a stack needs to FILE, for `source FILE`" },
    open: { help: "open the page in a browser" },
    port: { value: "N", help: "port to listen on (default: a free one)" },
    region: { value: "R", help: "region to play (default: ap-southeast-3)" },
    instance: {
      value: "ID=TIMELINE",
      multiple: true,
      help: 'an instance and what it goes through from its first look-up on;\nmay be repeated: --instance web="pending 5s, stopped/install-processing 10s, running"',
    },
    limit: { value: "N/DURATION", help: "answer 429 after N requests per DURATION, for example 200/5m" },
    schema: { help: "print the JSON schema of scenarios" },
  },
  more: `While it runs, change it with the buttons of its page, or with curl:
  curl -X PUT    $CLOUDDC_ENDPOINT/_simulator/instances/web -d '{"timeline": "pending 3s, error"}'
  curl -X POST   $CLOUDDC_ENDPOINT/_simulator/instances/web/reinstall
  curl -X DELETE $CLOUDDC_ENDPOINT/_simulator/instances/web
  curl -X POST   $CLOUDDC_ENDPOINT/_simulator/faults -d '{"status": 500, "times": 3}'
  curl -X DELETE $CLOUDDC_ENDPOINT/_simulator/faults
  curl           $CLOUDDC_ENDPOINT/_simulator/requests`,
  async run(given, terminal) {
    if (given.has("schema")) terminal.print(readFileSync(SCHEMA_FILE, "utf8").trimEnd());
    else await serve(given, terminal);
    return 0;
  },
};
