/** What depends on how each SDK of Pulumi tells a program, and its hooks, what became of a resource. */
import { expect, it } from "@jest/globals";
import { said } from "../support/events";
import { installProject } from "../support/installed-project";
import { describeOnEngine, HEADER, succeeds } from "../support/stack";
import { leaks, NO_LEAKS, OTHERS, usesOfAGate } from "../support/uses-of-a-gate";

const SDKS = ["3.216.0", "3.248.0", "3.270.0"];

const install = async (sdk: string, program: string, instances: Record<string, string>) => {
  const project = await installProject({
    manager: "npm",
    node: 20,
    dependencies: { "@pulumi/pulumi": sdk },
    manifest: { main: "index.js" },
    files: { "index.js": HEADER + program },
    cloud: { instances },
  });
  await project.stack.init();
  return project;
};

describeOnEngine("the outputs of a gate", () => {
  it.each(SDKS)("are not known while it is shut, whatever --continue-on-error goes on with: SDK %s", async (sdk) => {
    const { stack, cloud } = await install(sdk, usesOfAGate(), { ...OTHERS, a: "error" });
    const run = async () => {
      const since = cloud.requests.length;
      const up = await stack.up("--continue-on-error");
      const { output } = await succeeds(stack.run(["stack", "output", "--json"]));
      // An SDK that prints a stack for what failed does so for any resource; there is none below our sentences.
      for (const line of said(up, "error").filter((one) => one.includes("    at ")))
        expect(line).toMatch(/resource \S+ \[\S+\] failed to register/);
      return { code: up.code, leaks: leaks(up.output, cloud, since, JSON.parse(output)) };
    };
    expect(await run()).toEqual({ code: 1, leaks: NO_LEAKS });
    cloud.put("a", "running");
    expect(await run()).toMatchObject({ code: 0, leaks: { outputs: { behind: "running", named: "running" } } });
    cloud.put("a", "error");
    expect(await run()).toMatchObject({ code: 1, leaks: { applied: [] } });
  });
});
