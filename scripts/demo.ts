/**
 * `npm run demo`: a stack waits for three simulated instances, on a real Pulumi engine, in five scenes. With `--watch` it prints the
 * address of the simulator's page first, and keeps each scene there long enough to look at. With `--color` pulumi's colours are
 * in what it prints, for `npm run docs:pictures`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { startSimulator } from "../src/simulator";
import { ensureEngine } from "./engine";
import { createStack } from "./stack";

const instances = ["web-1", "web-2", "web-3"];
const error = {
  error_code: "iMetal.0301",
  error_msg: "No physical server is free.",
  error_type: "create_instance_error",
};

const watched = process.argv.includes("--watch");
const PAUSE_MS = watched ? 12_000 : 0;
const interrupted = new AbortController();
// Ctrl-C ends the engine too, which is in the same group; nothing may stay behind then either.
process.once("SIGINT", () => {
  process.exitCode = 130;
  interrupted.abort();
});
const pause = () => sleep(PAUSE_MS, undefined, { signal: interrupted.signal });
/** So many seconds, or more of them for somebody who looks at the page. */
const seconds = (count: number) => `${count * (watched ? 6 : 1)}s`;

async function demo(): Promise<void> {
  const engine = await ensureEngine(say);
  const cloud = await startSimulator();
  const stack = createStack({
    engine,
    files: { "index.ts": readFileSync(join(__dirname, "../examples/gate/index.ts"), "utf8") },
    env: cloud.env,
    config: { instanceIds: JSON.stringify(instances), pollInterval: "1s" },
    color: process.argv.includes("--color"),
  });
  const began = Date.now();
  try {
    if (watched) say(`\nOpen ${cloud.endpoint} in a browser: the scenes begin in ${PAUSE_MS / 1_000} seconds.`);
    await pause();
    await stack.init();

    scene("(a) up: three instances are being provisioned, the dependent waits for them");
    for (const id of instances) cloud.put(id, "pending");
    /** From the first progress on, so that a slow machine shows the same. */
    const provisioning = () => {
      cloud.put("web-1", `pending ${seconds(1)}, running`);
      cloud.put("web-2", `pending ${seconds(2)}, stopped/install-processing ${seconds(3)}, running`);
      cloud.put("web-3", `pending ${seconds(3)}, running`);
    };
    await shows(stack, ["up", "--yes"], {
      code: 0,
      texts: ["0/3 · ", "Installation"],
      during: ["0/3 · ", provisioning],
    });

    scene("(b) preview: nothing has changed");
    await shows(stack, ["preview", "--diff", "--expect-no-changes"], { code: 0, texts: ["unchanged"] });

    scene("(c) web-2 goes to error: preview shows it, up fails within one poll and says what to do");
    cloud.put("web-2", [{ state: "error", error }]);
    await shows(stack, ["preview", "--diff"], {
      code: 0,
      texts: ["error (create_instance_error: iMetal.0301", "would fail on"],
    });
    await shows(stack, ["up", "--yes", "--skip-preview"], {
      code: 1,
      texts: ["instance web-2 is error", "run pulumi up again"],
    });

    scene("(d) its provisioning is retried: the next up resumes, and succeeds");
    cloud.put("web-2", "pending");
    await shows(stack, ["up", "--yes", "--skip-preview"], {
      code: 0,
      texts: ["2/3 · ", "updated"],
      during: ["2/3 · ", () => cloud.put("web-2", watched ? `pending ${seconds(2)}, running` : "running")],
    });

    scene("(e) destroy: needs no credentials");
    await shows(
      stack,
      ["destroy", "--yes", "--skip-preview"],
      { code: 0, texts: ["deleted"] },
      { HW_AUTH_TOKEN: undefined },
    );

    const took = Math.round((Date.now() - began) / 1000);
    say(
      `\nShown on a real engine in ${took} s: waiting with progress, no change, drift and failing fast, resuming, destroying.`,
    );
  } finally {
    await cloud.close();
    stack.remove();
  }
}

interface Wanted {
  code: number;
  texts: string[];
  /** What to do as soon as that is printed. */
  during?: [text: string, then: () => void];
}

/** Runs pulumi, prints what it prints, and fails where it did otherwise than the scene says. */
async function shows(
  stack: ReturnType<typeof createStack>,
  args: string[],
  wanted: Wanted,
  env?: Record<string, string | undefined>,
): Promise<void> {
  say(`$ pulumi ${args.join(" ")}`);
  const run = stack.start(args, env);
  if (wanted.during) await run.prints(wanted.during[0]).then(wanted.during[1]);
  const { code, output: printed } = await run.done;
  const output = stripVTControlCharacters(printed);
  say(printed.replace(/^/gm, "  ").trimEnd());
  if (code !== wanted.code) throw new Error(`pulumi ended with ${code}, and not with ${wanted.code}`);
  for (const text of wanted.texts) if (!output.includes(text)) throw new Error(`pulumi did not print "${text}"`);
  await pause();
}

const say = (line: string) => console.log(line);
const scene = (title: string) => say(`\n== ${title}`);

demo().catch((problem) => {
  if (interrupted.signal.aborted) return;
  console.error(`The demo did not show what it should: ${problem.message}`);
  process.exitCode = 1;
});
