/** The wait as a hook of a user's own resource, on the real engine. */
import { expect, it } from "@jest/globals";
import { dependent, describeOnEngine, flat, openCase, succeeds } from "../support/stack";

/** A resource whose id is the instance's, with the hook; `triggers` lets it be updated. */
const made = (id: string, version = 1, options = "") => `
const hook = clouddc.waitUntilRunningHook("ready", { pollInterval: "200ms", timeout: "30m", ${options} });
class Machine extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    super({
      create: async (inputs) => ({ id: "${id}", outs: inputs }),
      diff: async (_id, olds, news) => ({ changes: olds.version !== news.version }),
      update: async (_id, _olds, news) => ({ outs: news }),
    }, name, args, opts);
  }
}
const machine = new Machine("machine", { version: ${version} }, { hooks: { afterCreate: [hook], afterUpdate: [hook] } });
${dependent("after", "probe", "{ dependsOn: machine }")}`;

const UP = ["up", "--yes", "--skip-preview"];

describeOnEngine("a hook that waits", () => {
  it("lets dependents start once the instance runs, with progress, when its resource is created and when it is updated", async () => {
    const stack = await openCase({
      program: made("web-1"),
      cloud: { instances: { "web-1": "pending", probe: "running" } },
    });
    const { cloud } = stack;
    const up = stack.start(UP);
    await up.prints("0/1 · 1 pending");
    expect(cloud.requests.filter(({ ids }) => ids.includes("probe"))).toEqual([]);
    cloud.put("web-1", "running");
    expect(await up.done).toExitWith(0);

    const asked = cloud.requests.filter(({ ids }) => ids.includes("web-1")).length;
    await succeeds(stack.up("--expect-no-changes"));
    expect(cloud.requests.filter(({ ids }) => ids.includes("web-1"))).toHaveLength(asked);

    cloud.put("web-1", "pending");
    stack.program(made("web-1", 2));
    const update = stack.start(UP);
    await update.prints("0/1 · 1 pending");
    cloud.put("web-1", "running");
    expect(await update.done).toExitWith(0);
  });

  it("fails in one sentence where the instance does, keeps dependents away, and is not run again by the next up", async () => {
    const stack = await openCase({
      program: made("web-1"),
      cloud: { instances: { "web-1": "error", probe: "running" } },
    });
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(
      /instance web-1 is error .* after \d+s, wanted running: retry its provisioning in the CloudDC console or replace the instance, then run npx pulumi-clouddc wait web-1 \(pulumi up does not run a failed hook again\)/,
    );
    expect(output).not.toContain("    at ");
    expect(stack.cloud.requests.filter(({ ids }) => ids.includes("probe"))).toEqual([]);

    const asked = stack.cloud.requests.filter(({ ids }) => ids.includes("web-1")).length;
    const second = await stack.up();
    expect(second).toExitWith(0);
    expect(stack.cloud.requests.filter(({ ids }) => ids.includes("web-1"))).toHaveLength(asked);
  });

  it("keeps nobody away under --continue-on-error, nor the resource's outputs from the program: the documents say so", async () => {
    const stack = await openCase({
      program: `${made("web-1")}machine.id.apply((id) => console.log("the program goes on with " + id));`,
      cloud: { instances: { "web-1": "error", probe: "running" } },
    });
    const { code, output } = await stack.up("--continue-on-error");
    expect(code).toBe(1);
    expect(flat(output)).toContain("instance web-1 is error");
    expect(output).toContain("the program goes on with web-1");
    expect(stack.cloud.requests.filter(({ ids }) => ids.includes("probe"))).not.toEqual([]);
  });

  it("shows no id that is a secret of its resource", async () => {
    const instanceId = "instanceId: ({ newOutputs }) => newOutputs.secretId";
    const stack = await openCase({
      program: made("machine-1", 1, instanceId).replace("version: 1", 'version: 1, secretId: pulumi.secret("web-77")'),
      cloud: { instances: { "web-77": "error", probe: "running" } },
    });
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(/instance 1 of 1 is error .*then run npx pulumi-clouddc wait ID…/);
    expect(output).not.toContain("web-77");
  });

  it("ends on Ctrl-C, with a sentence", async () => {
    const stack = await openCase({
      program: made("web-1"),
      cloud: { instances: { "web-1": "pending", probe: "running" } },
    });
    const up = stack.start(UP);
    await up.prints("0/1 · 1 pending");
    up.signal("SIGINT");
    const { code, output } = await up.done;
    expect(code).not.toBe(0);
    expect(flat(output)).toMatch(
      /instance web-1 was pending .* when the deployment was interrupted .*: run npx pulumi-clouddc wait web-1 \(pulumi up does not run a failed hook again\) to go on waiting/,
    );
    expect(output).not.toContain("    at ");
  });
});
