/** `pulumi destroy` of a gate: there is nothing to delete, so nothing can be in its way. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { type Case, dependent, describeOnEngine, gate, openCase, succeeds } from "../support/stack";

const checkout = join(__dirname, "../..");

async function expectDestroyed(stack: Case, env: Record<string, string> = {}): Promise<void> {
  const before = stack.cloud.requests.length;
  await succeeds(stack.run(["destroy", "--yes"], env));
  expect(stack.cloud.requests.length).toBe(before);
  expect((await stack.export()).deployment.resources ?? []).toEqual([]);
}

/** Gives the project a node_modules of its own, in which this package has that version. */
function install(stack: Case, version: string): void {
  const packages = join(stack.home, "node_modules");
  mkdirSync(packages);
  for (const name of readdirSync(join(checkout, "node_modules")))
    if (name !== "pulumi-clouddc") symlinkSync(join(checkout, "node_modules", name), join(packages, name));
  const copy = join(packages, "pulumi-clouddc");
  cpSync(join(checkout, "dist"), join(copy, "dist"), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8"));
  writeFileSync(join(copy, "package.json"), JSON.stringify({ ...manifest, version }));
  rmSync(join(stack.project, "node_modules"));
  symlinkSync(packages, join(stack.project, "node_modules"), "dir");
}

describeOnEngine("pulumi destroy", () => {
  it("of healthy gates asks nobody: without credentials, without settings, without the API", async () => {
    const stack = await openCase({
      program: gate("web", ["a"]) + gate("db", ["b"]) + dependent("after", "a", "{ dependsOn: [web, db] }"),
      cloud: { instances: { a: "running", b: "running" } },
    });
    await succeeds(stack.up());
    await stack.cloud.close();
    await expectDestroyed(stack, {
      HW_AUTH_TOKEN: "",
      HW_REGION_NAME: "",
      HW_PROJECT_ID: "",
      CLOUDDC_ENDPOINT: "",
    });
  });

  it("of gates that failed at their creation, and at a later wait, asks nobody either", async () => {
    const stack = await openCase({
      program: gate("old", ["a"]) + gate("young", ["b"], "", "{ dependsOn: old }"),
      cloud: { instances: { a: "running", b: "error" } },
    });
    expect((await stack.up()).code).toBe(1);
    stack.cloud.put("a", "error");
    expect((await stack.up("--continue-on-error")).code).toBe(1);
    for (const name of ["old", "young"]) expect((await stack.gate(name))?.initErrors).toHaveLength(1);
    await expectDestroyed(stack, { HW_AUTH_TOKEN: "" });
  });

  it("works with another version of the package than the last pulumi up had, and so does all that comes before", async () => {
    const stack = await openCase({
      program: gate("web", ["a"]) + dependent("after", "a", "{ dependsOn: web }"),
      cloud: { instances: { a: "running" } },
    });
    await succeeds(stack.up());
    install(stack, "9.8.7");
    await succeeds(stack.preview("--expect-no-changes"));
    expect(stack.cloud.requests.at(-1)?.headers["user-agent"]).toMatch(/^pulumi-clouddc\/9\.8\.7 /);
    await expectDestroyed(stack);
  });
});
