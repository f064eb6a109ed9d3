/** A host that deploys the stacks of many tenants from one process, at once and one after the other. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { startSimulator } from "../../src/simulator";
import { installProject } from "../support/installed-project";
import { onTestFinished } from "../support/on-test-finished";
import { describeOnEngine, succeeds } from "../support/stack";

/**
 * `node host.js <rounds>`: the deployments of a round at once, the rounds one after the other; a line of JSON for each round.
 * All tenants call their project and their stack the same. Nothing of the host's own environment says who they are.
 */
const HOST = `
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const clouddc = require("pulumi-clouddc");
for (const name of ["HW_AUTH_TOKEN", "CLOUDDC_ENDPOINT"]) delete process.env[name];
async function deploy({ backend, endpoint, token }) {
  const seen = {};
  const program = async () => {
    const web = clouddc.waitUntilRunning("web", { instanceIds: ["web-1"], pollInterval: "200ms", timeout: "1m" });
    // Caught: Pulumi would have one program's failure that nobody caught fail each program of the process.
    seen.now = await clouddc.getInstanceStatus({ instanceId: "probe" }).then(({ state }) => state, ({ code }) => code);
    const later = seen.now === "UNAUTHENTICATED" ? undefined : clouddc.getInstanceStatusOutput({ instanceId: "later" }).state;
    return { web: web.statuses["web-1"].state, later };
  };
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "dev", projectName: "stack", program },
    { envVars: { PULUMI_BACKEND_URL: "file://" + backend } },
  );
  await stack.setAllConfig({
    "clouddc:endpoint": { value: endpoint },
    "huaweicloud:token": { value: token, secret: true },
  });
  await stack.up().then(
    ({ outputs }) => Object.assign(seen, { web: outputs.web.value, later: outputs.later.value }),
    (error) => Object.assign(seen, { failed: (/HTTP \\d+/.exec(error.message) ?? [error.message])[0] }),
  );
  return seen;
}
(async () => {
  for (const round of JSON.parse(process.argv[2])) console.log("ROUND " + JSON.stringify(await Promise.all(round.map(deploy))));
})();
`;

describeOnEngine("two tenants of one host", () => {
  it.each([
    "3.216.0",
    "3.248.0",
    "3.270.0",
  ])("are each answered with their own token, in their own place, at once: SDK %s", async (sdk) => {
    const { stack, cloud } = await installProject({
      manager: "npm",
      node: 20,
      dependencies: { "@pulumi/pulumi": sdk },
      files: { "host.js": HOST },
      cloud: { instances: { "web-1": "running", probe: "pending", later: "pending" } },
    });
    const elsewhere = await startSimulator({ instances: { "web-1": "running", probe: "stopped", later: "stopped" } });
    onTestFinished(() => elsewhere.close());
    const tenant = (name: string, endpoint: string, token = "simulator-token") => {
      const backend = join(stack.home, name);
      mkdirSync(backend, { recursive: true });
      return { backend, endpoint, token };
    };

    const right = tenant("right", cloud.endpoint);
    const other = tenant("other", elsewhere.endpoint);
    const wrong = tenant("wrong", cloud.endpoint, "of-nobody");
    const renewed = tenant("wrong", cloud.endpoint);
    const rounds = [
      [right, wrong, other],
      [renewed, right],
    ];
    const host = await succeeds(stack.launch("node", ["host.js", JSON.stringify(rounds)]).done);
    const results = host.output.split("\n").flatMap((line) => line.match(/^ROUND (.*)/)?.[1] ?? []);
    const here = { web: "running", now: "pending", later: "pending" };
    expect(results.map((line) => JSON.parse(line))).toEqual([
      [here, { now: "UNAUTHENTICATED", failed: "HTTP 401" }, { web: "running", now: "stopped", later: "stopped" }],
      [here, here],
    ]);
  });
});
