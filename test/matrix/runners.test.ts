/** The examples of tests with a simulator, under the runners that users have. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { installProject } from "../support/installed-project";

const EXAMPLES = join(__dirname, "../../examples/testing");
const read = (name: string) => readFileSync(join(EXAMPLES, name), "utf8");

const open = (runner: Record<string, string>, test: string) =>
  installProject({
    manager: "npm",
    node: 20,
    dependencies: { "@pulumi/pulumi": "3.248.0", ...runner },
    files: { "next-step.js": read("next-step.js"), [test]: read(test) },
  });

describe("a user's tests with a simulator", () => {
  it("pass and end under jest, without a flag", async () => {
    const { command } = await open({ jest: "^30.0.0" }, "jest.test.js");
    const output = await command("npx", "jest");
    expect(output).toMatch(/Tests: +3 passed, 3 total/);
    expect(output).not.toContain("did not exit");
  });

  it("pass and end under vitest", async () => {
    const { command } = await open({ vitest: "^4.0.0" }, "vitest.test.mjs");
    const output = stripVTControlCharacters(await command("npx", "vitest", "run"));
    expect(output).toMatch(/Tests +3 passed \(3\)/);
    expect(output).not.toContain("close timed out");
  });
});
