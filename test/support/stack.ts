/** A stack on the real engine beside a simulated cloud, for one test: everything is gone when the test has finished. */
import { describe, expect } from "@jest/globals";
import { createStack } from "../../scripts/stack";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator";
import { onTestFinished } from "./on-test-finished";

const engine = process.env.TEST_ENGINE ?? "";

/** `describe` for cases that need the engine. */
export const describeOnEngine = engine === "" ? describe.skip : describe;

export interface CaseOptions {
  /** The program, as JavaScript; `pulumi` and `clouddc` are there. */
  program: string;
  /** Replaces the whole project: file names and texts. */
  files?: Record<string, string>;
  /** Added to, or taken from, what a stack finds that is set up well. */
  env?: Record<string, string>;
  config?: Record<string, string>;
  secrets?: Record<string, string>;
  cloud?: SimulatorOptions;
}

type Stack = Awaited<ReturnType<ReturnType<typeof createStack>["init"]>>;

export type Case = Stack & {
  cloud: Simulator;
  /** Replaces the program. */
  program(text: string): void;
  /** A resource in state, by the end of its type and by its name. */
  resource(type: string, name?: string): Promise<Record<string, unknown> | undefined>;
  /** The gate's resource in state. */
  gate(name?: string): Promise<Record<string, unknown> | undefined>;
  /** The stack's outputs, secrets in plain text. */
  outputs(): Promise<Record<string, unknown>>;
};

/** What each program begins with. */
export const HEADER = 'const pulumi = require("@pulumi/pulumi");\nconst clouddc = require("pulumi-clouddc");\n';

/** Signed in with a token, and with looks each 200 ms in the programs of {@link gate}. */
export async function openCase({
  program,
  files,
  env,
  config = {},
  secrets = {},
  cloud: options,
}: CaseOptions): Promise<Case> {
  const cloud = await startSimulator(options);
  const stack = createStack({
    engine,
    files: { "index.js": HEADER + program, ...files },
    env: {
      HW_AUTH_TOKEN: "simulator-token",
      HW_REGION_NAME: cloud.region,
      HW_PROJECT_ID: cloud.projectId,
      CLOUDDC_ENDPOINT: cloud.endpoint,
      ...env,
    },
    config,
    secrets,
  });
  onTestFinished(async () => {
    await cloud.close();
    stack.remove();
  });
  await stack.init();
  const resource = async (type: string, name?: string) => {
    const { deployment } = await stack.export();
    return deployment.resources?.find(
      (one) => one.type.endsWith(`:${type}`) && (name === undefined || one.urn.endsWith(`::${name}`)),
    );
  };
  return Object.assign(stack, {
    cloud,
    program: (text: string) => stack.write({ "index.js": HEADER + text }),
    resource,
    gate: (name?: string) => resource("InstanceGate", name),
    async outputs() {
      const { code, output } = await stack.run(["stack", "output", "--json", "--show-secrets"]);
      if (code !== 0) throw new Error(output);
      return JSON.parse(output);
    },
  });
}

/** The text of a gate, looked at often. Arguments are JavaScript. */
export const gate = (name: string, ids: readonly string[], more = "", opts = "undefined") =>
  `const ${name} = clouddc.waitUntilRunning("${name}", { instanceIds: ${JSON.stringify(ids)}, pollInterval: "200ms", ${more} }, ${opts});\n`;

/** The text of a resource that must come after another one: its look at `id` is in the simulator's log. */
export const dependent = (name: string, id: string, opts: string) =>
  `new clouddc.InstanceStatus("${name}", { instanceId: "${id}" }, ${opts});\n`;

/** A run that must succeed; what it printed is shown where it did not. */
export async function succeeds<R extends { code: number | null; output: string }>(run: Promise<R>): Promise<R> {
  const result = await run;
  expect(result).toExitWith(0);
  return result;
}

/** What a reader sees of a failure, on one line. */
export const flat = (output: string) => output.replace(/\s+/g, " ");
