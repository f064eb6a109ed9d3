/** README's program, as it stands there: with the simulator's command that stands there, and with the output that stands there. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { simulator } from "../../src/cli/simulator";
import { block, ROOT } from "../support/documents";
import { comparable } from "../support/shown-output";
import { describeOnEngine, openCase, succeeds } from "../support/stack";

const HEADING = "A complete program";

/** The instances that README's command gives to the simulator. */
function instances(): Record<string, string> {
  const command = block("README.md", HEADING, "sh", 1);
  expect(simulator.options).toHaveProperty("instance");
  return Object.fromEntries([...command.matchAll(/--instance ([\w-]+)="([^"]+)"/g)].map(([, id, line]) => [id, line]));
}

describeOnEngine("README's program", () => {
  // UPDATE_DOCS=true writes the output anew.
  it("prints what README shows", async () => {
    const stack = await openCase({
      program: "",
      files: { "index.ts": block("README.md", HEADING), "Pulumi.yaml": "name: web\nruntime: nodejs\n" },
      cloud: { instances: instances() },
    });
    const { output } = await succeeds(stack.up());
    if (process.env.UPDATE_DOCS === "true") {
      const file = join(ROOT, "README.md");
      const readme = readFileSync(file, "utf8");
      const shown = output.replace(/^@.*\n/gm, "").trim();
      writeFileSync(
        file,
        readme.replace(block("README.md", HEADING, "text"), () => shown),
      );
    }
    expect(comparable(output)).toEqual(comparable(block("README.md", HEADING, "text")));
  });
});
