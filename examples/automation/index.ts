// A host that deploys the stacks of several tenants at once. Each deployment has credentials, connections and answers of its
// own: they come from the configuration of its stack, and nothing is shared between tenants.
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import * as clouddc from "pulumi-clouddc";

const { CLOUDDC_ENDPOINT = "", HW_AUTH_TOKEN = "", HW_PROJECT_ID = "", HW_REGION_NAME = "" } = process.env;

interface Tenant {
  name: string;
  instanceIds: string[];
  /** In a real host, from a vault. */
  token: string;
}

const tenants: Tenant[] = [
  { name: "acme", instanceIds: ["acme-1"], token: HW_AUTH_TOKEN },
  { name: "globex", instanceIds: ["globex-1"], token: HW_AUTH_TOKEN },
];

async function deploy({ name, instanceIds, token }: Tenant): Promise<string> {
  const stack = await LocalWorkspace.createOrSelectStack({
    stackName: name,
    projectName: "example-automation",
    program: async () => {
      const ready = clouddc.waitUntilRunning(name, { instanceIds, timeout: "45m", pollInterval: "1s" });
      return { hosts: ready.instanceIds };
    },
  });
  await stack.setAllConfig({
    "huaweicloud:region": { value: HW_REGION_NAME },
    "huaweicloud:projectId": { value: HW_PROJECT_ID },
    "huaweicloud:token": { value: token, secret: true },
    "clouddc:endpoint": { value: CLOUDDC_ENDPOINT },
  });
  const { outputs, summary } = await stack.up();
  return `${name}: ${summary.result}, ${outputs.hosts?.value} runs`;
}

async function main(): Promise<void> {
  // The environment counts before a stack's configuration. A host of many tenants must not have one.
  for (const name of ["HW_AUTH_TOKEN", "HW_PROJECT_ID", "HW_REGION_NAME", "CLOUDDC_ENDPOINT"]) delete process.env[name];
  for (const line of await Promise.all(tenants.map(deploy))) console.log(line);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
