/** A machine's whole life on the real engine: created by the example's own provider, gated, reinstalled, failed, deleted. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { readScenarioFile } from "../../src/cli/scenario-file";
import { describeOnEngine, flat, openCase, succeeds } from "../support/stack";

const EXAMPLE = join(__dirname, "../../examples/provision");

describeOnEngine("a stack that creates its machines itself", () => {
  it("waits for them, sees what becomes of them, and does not forget one that could not be deleted", async () => {
    const { options, warnings } = readScenarioFile(join(EXAMPLE, "scenario.yaml"));
    expect(warnings).toEqual([]);
    const stack = await openCase({
      program: "",
      files: { "index.ts": readFileSync(join(EXAMPLE, "index.ts"), "utf8") },
      config: { names: JSON.stringify(["web", "db"]), pollInterval: "200ms", timeout: "2m" },
      // What the stack must be seen waiting for goes on only when it has been seen.
      cloud: {
        ...options,
        operations: { ...options.operations, create: "pending", reinstall: "pending/reinstall-processing" },
      },
    });
    const { cloud } = stack;
    const up = () => stack.start(["up", "--yes", "--skip-preview"]);

    const creation = up();
    await creation.prints("0/2 · ");
    const ids = cloud.snapshot().instances.map(({ id }) => id);
    expect(ids).toHaveLength(2);
    for (const id of ids) cloud.put(id, "stopped/install-processing 1s, running/install-succeed");
    await succeeds(creation.done);
    const { statuses } = (await stack.outputs()) as { statuses: Record<string, { state: string }> };
    expect(new Set(Object.keys(statuses))).toEqual(new Set(ids));
    expect(Object.values(statuses).map(({ state }) => state)).toEqual(["running", "running"]);
    await succeeds(stack.preview("--expect-no-changes"));

    const [web = "", db = ""] = ids;
    cloud.perform(web, "reinstall");
    const reinstallation = up();
    await reinstallation.prints("1/2 · ");
    cloud.put(web, "running/reinstall-succeed");
    await succeeds(reinstallation.done);

    cloud.put(db, "error/install-failed");
    const failed = await stack.up();
    expect(failed.code).toBe(1);
    expect(flat(failed.output)).toMatch(new RegExp(`instance ${db} is error .*create_instance_error: iMetal.0301`));
    cloud.perform(db, "retry");
    await succeeds(stack.up());

    const refused = await stack.destroy();
    expect(refused.code).toBe(1);
    expect(flat(refused.output)).toMatch(/instance \S+ could not be deleted: run pulumi destroy again/);
    await succeeds(stack.destroy());
    const ends = cloud.snapshot().instances.map(({ past }) => past.at(-1)?.label);
    expect(ends).toEqual(["terminated/uninstall-succeed", "terminated/uninstall-succeed"]);
    expect(cloud.requests.filter(({ kind }) => kind === "create")).toHaveLength(2);
  });

  it("is destroyed where a destroy that was interrupted has begun to delete", async () => {
    const { options } = readScenarioFile(join(EXAMPLE, "scenario.yaml"));
    const stack = await openCase({
      program: "",
      files: { "index.ts": readFileSync(join(EXAMPLE, "index.ts"), "utf8") },
      config: { names: JSON.stringify(["web"]), pollInterval: "200ms", timeout: "2m" },
      cloud: { ...options, operations: { create: "running", delete: "shutting-down 1s, terminated" } },
    });
    await succeeds(stack.up());
    for (const { id } of stack.cloud.snapshot().instances) stack.cloud.perform(id, "delete");
    await succeeds(stack.destroy());
    expect(stack.cloud.requests.filter(({ kind }) => kind === "delete")).toEqual([]);
  });
});
