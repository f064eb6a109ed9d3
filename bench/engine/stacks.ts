/** Stacks on the real engine, beside a simulated cloud on a socket. */
import { createStack } from "../../scripts/stack";
import { type Simulator, startSimulator } from "../../src/simulator";

export type Stack = Awaited<ReturnType<ReturnType<typeof createStack>["init"]>>;

/** Ids as long as Huawei's are. */
export const instanceIds = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${at.toString(16).padStart(8, "0")}-0000-4000-8000-0123456789ab`);

/** A stack that is set up well, with this program. */
export function openStack(engine: string, cloud: Simulator, program: string): Promise<Stack> {
  return createStack({
    engine,
    files: { "index.js": program },
    env: {
      HW_AUTH_TOKEN: "simulator-token",
      HW_REGION_NAME: cloud.region,
      HW_PROJECT_ID: cloud.projectId,
      CLOUDDC_ENDPOINT: cloud.endpoint,
    },
  }).init();
}

/** A program with something in it besides the gate, as every program has. */
export const WITHOUT_GATE = `const pulumi = require("@pulumi/pulumi");
new pulumi.ComponentResource("bench:index:Application", "application");
`;

/** The same with a dynamic resource that does nothing: the engine then starts its provider process, as for a gate. */
export const WITH_IDLE_RESOURCE = `${WITHOUT_GATE}
class Idle extends pulumi.CustomResource {}
new Idle("pulumi-nodejs:dynamic/bench:Idle", "idle", {
  __provider: "exports.handler = () => ({ create: async () => ({ id: 'idle', outs: {} }) });",
});
`;

export const withGate = (ids: readonly string[], more = ""): string => `${WITHOUT_GATE}
const clouddc = require("pulumi-clouddc");
clouddc.waitUntilRunning("gate", { instanceIds: ${JSON.stringify(ids)}, ${more} });
`;

export async function withCloud<T>(timeline: string, count: number, job: (cloud: Simulator) => Promise<T>): Promise<T> {
  const instances = Object.fromEntries(instanceIds(count).map((id) => [id, timeline]));
  const cloud = await startSimulator({ instances });
  try {
    return await job(cloud);
  } finally {
    await cloud.close();
  }
}

/** An `up` that has begun to wait. It is ended at the latest when its stack is removed. */
export async function startWaiting(stack: Stack): Promise<ReturnType<Stack["start"]>> {
  const up = stack.start(["up", "--yes", "--skip-preview"]);
  await up.prints(/0\/\d+ · /);
  return up;
}
