#!/usr/bin/env node
/** The command clouddc-simulator: runs a simulator until it is told to stop. */

import { HELP, readFlags } from "./cli-flags";
import { resolveOptions, type SimulatorOptions } from "./options";
import { type Simulator, startSimulator } from "./server";

function banner({ endpoint, region, projectId }: Simulator, token: string): string {
  return `CloudDC simulator listening on ${endpoint}

export HW_REGION_NAME=${region}
export HW_PROJECT_ID=${projectId}
export HW_AUTH_TOKEN=${token}
pulumi config set --path 'huaweicloud:endpoints.clouddc' ${endpoint}   # or in the program: endpoint: "${endpoint}"
`;
}

async function run(options: SimulatorOptions): Promise<void> {
  const simulator = await startSimulator(options);
  process.stdout.write(banner(simulator, resolveOptions(options).tokens[0] ?? ""));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void simulator.close());
}

function refuse(message: string, code: number): void {
  process.stderr.write(`clouddc-simulator: ${message}\n`);
  process.exitCode = code;
}

const command = readFlags(process.argv.slice(2));
if ("help" in command) process.stdout.write(HELP);
else if ("refused" in command) refuse(`${command.refused} Try --help.`, 2);
else run(command.run).catch((error: Error) => refuse(error.message, 1));
