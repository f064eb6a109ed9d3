// Machines that the same stack creates and waits for: CreateInstance answers long before they can be used.
// Try it without a cloud: npx pulumi-clouddc simulator --scenario scenario.yaml --env simulator.env
// Configuration: `names`, a list; where and who come from the HW_* environment.
import * as pulumi from "@pulumi/pulumi";
import * as clouddc from "pulumi-clouddc";

interface MachineInputs {
  name: string;
  imageId: string;
  vpcId: string;
  subnetId: string;
  password: string;
}

/** Sends a request of CloudDC's API; undefined for an instance that does not exist. A stack of your own would sign it with an SDK. */
async function send(method: string, path: string, body?: object): Promise<Record<string, unknown> | undefined> {
  const { CLOUDDC_ENDPOINT, HW_PROJECT_ID, HW_AUTH_TOKEN } = process.env;
  const response = await fetch(`${CLOUDDC_ENDPOINT}/v1/${HW_PROJECT_ID}/instances${path}`, {
    method,
    headers: { "X-Auth-Token": HW_AUTH_TOKEN ?? "", "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`CloudDC refused to ${method} instances${path}: ${response.status} ${text}`);
  return text === "" ? {} : JSON.parse(text);
}

/** Creates and deletes instances. It does not wait for one to run: that is the gate's part. */
const provider: pulumi.dynamic.ResourceProvider<MachineInputs, MachineInputs> = {
  async create(inputs) {
    const created = await send("POST", "", {
      name: inputs.name,
      image_id: inputs.imageId,
      vpc_id: inputs.vpcId,
      network_interfaces: [{ subnet_id: inputs.subnetId }],
      password: inputs.password,
    });
    return { id: String(created?.instance_id), outs: inputs };
  },
  async diff(_id, olds, news) {
    const replaces = (["name", "imageId", "vpcId", "subnetId"] as const).filter((key) => olds[key] !== news[key]);
    return { changes: replaces.length > 0, replaces, deleteBeforeReplace: true };
  },
  // DeleteInstance only begins to delete. An instance that is still there must not be forgotten.
  async delete(id) {
    for (let begun = false; ; begun = true) {
      const status = await send("GET", `/${id}/status`);
      if (status === undefined || status.state === "terminated") return;
      if (begun && status.state === "error")
        throw new Error(`instance ${id} could not be deleted: run pulumi destroy again, or look at it in the console`);
      // A destroy that was interrupted has begun already, and CloudDC refuses to begin twice.
      if (!begun && status.state !== "shutting-down") await send("DELETE", `/${id}`);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  },
};

class Machine extends pulumi.dynamic.Resource {
  constructor(
    name: string,
    args: { [K in keyof MachineInputs]: pulumi.Input<string> },
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(provider, name, args, { ...opts, additionalSecretOutputs: ["password"] });
  }
}

const config = new pulumi.Config();
const machines = config.requireObject<string[]>("names").map(
  (name) =>
    new Machine(name, {
      name,
      imageId: config.get("imageId") ?? "image",
      vpcId: config.get("vpcId") ?? "vpc",
      subnetId: config.get("subnetId") ?? "subnet",
      password: pulumi.secret(config.get("password") ?? "Passw0rd!"),
    }),
);

const ready = clouddc.waitUntilRunning("machines", {
  instanceIds: machines.map(({ id }) => id),
  timeout: config.get("timeout") ?? "45m",
  pollInterval: config.get("pollInterval") ?? "5s",
});

export const statuses = ready.statuses;
