/** Every link of what users read leads somewhere: to a file that is there, and to a heading in it. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import { DOCUMENTS, ROOT, readDocument } from "../../support/documents";

const run = promisify(execFile);

it("leads to a file and a heading that there are", async () => {
  const remark = join(ROOT, "node_modules/remark-cli/cli.js");
  const args = [remark, "--frail", "--no-stdout", "--quiet", "--use", "remark-validate-links=repository:false"];
  const said = await run(process.execPath, [...args, ...DOCUMENTS, "CHANGELOG.md", "SECURITY.md"], { cwd: ROOT }).catch(
    ({ stderr }: { stderr: string }) => ({ stderr }),
  );
  expect(said.stderr).toBe("");
});

it("leads to no other site, which no test could look at", () => {
  const outside = DOCUMENTS.flatMap((file) => readDocument(file).match(/\]\(https?:[^)]+\)/g) ?? []);
  expect(outside).toEqual([]);
});

it("leads from README to every page", () => {
  const readme = readDocument("README.md");
  for (const page of DOCUMENTS.filter((file) => file !== "README.md")) expect(readme).toContain(`](${page})`);
});

it("leaves README within 250 lines", () => {
  expect(readDocument("README.md").split("\n").length).toBeLessThanOrEqual(250);
});
