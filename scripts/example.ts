/** `npm run example -- NAME`: runs an example of `examples` as it lies there, offline: on a simulated CloudDC and a real engine. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readScenarioFile } from "../src/cli/scenario-file";
import { type Simulator, startSimulator } from "../src/simulator";
import { ensureEngine } from "./engine";
import { createStack } from "./stack";

const EXAMPLES = join(__dirname, "../examples");

export const exampleNames = (): string[] =>
  readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, "package.json")));

export interface Example {
  readonly cloud: Simulator;
  readonly stack: ReturnType<typeof createStack>;
  close(): Promise<void>;
}

/** Copies the example, so that nothing of a run stays in it, beside a simulator with its scenario; its stack is called `dev`. */
export async function openExample(name: string, engine: string, env: Record<string, string> = {}): Promise<Example> {
  const folder = join(EXAMPLES, name);
  const cloud = await startSimulator(readScenarioFile(join(folder, "scenario.yaml")).options);
  const names = readdirSync(folder).filter((file) => statSync(join(folder, file)).isFile());
  const files = Object.fromEntries(names.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
  const stack = createStack({ engine, files, env: { ...cloud.env, ...env } });
  await stack.init();
  return {
    cloud,
    stack,
    async close() {
      await cloud.close();
      stack.remove();
    },
  };
}

async function run(name = ""): Promise<number> {
  const names = exampleNames();
  if (!names.includes(name)) {
    console.error(`Name an example, such as \`npm run example -- gate\`; there are ${names.join(", ")}.`);
    return 2;
  }
  const example = await openExample(name, await ensureEngine(console.log));
  try {
    const options = { cwd: example.stack.project, env: example.stack.environment, stdio: "inherit" } as const;
    const [code] = await once(spawn("npm", ["start", "--silent"], options), "exit");
    return code ?? 1;
  } finally {
    await example.close();
  }
}

if (require.main === module)
  run(process.argv[2]).then(
    (code) => {
      process.exitCode = code;
    },
    (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
