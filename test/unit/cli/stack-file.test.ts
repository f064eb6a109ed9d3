import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { readStack } from "../../../src/cli/stack-file";
import { onTestFinished } from "../../support/on-test-finished";

function project(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-clouddc-stack-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ "Pulumi.yaml": "name: web\n", ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

describe("the file of a stack", () => {
  it("gives values as a program gets them, and its project's where it has none", () => {
    const folder = project({
      "Pulumi.yaml": "config:\n  huaweicloud:region: a-1\n  huaweicloud:cloud:\n    value: example.com\n",
      "Pulumi.dev.yaml":
        "config:\n  huaweicloud:region: b-1\n  huaweicloud:insecure: true\n  huaweicloud:endpoints:\n    clouddc: c.example\n",
    });
    const { config } = readStack(folder, "dev");
    expect(["region", "cloud", "insecure", "endpoints", "profile"].map((key) => config(`huaweicloud:${key}`))).toEqual([
      "b-1",
      "example.com",
      "true",
      '{"clouddc":"c.example"}',
      undefined,
    ]);
  });

  it("is found from a folder below, in the folder that the project names, and by itself where there is one", () => {
    const folder = project({
      "Pulumi.yaml": "stackConfigDir: stacks\n",
      "stacks/Pulumi.dev.yaml": "config:\n  huaweicloud:region: a-1\n",
      "src/index.ts": "",
    });
    const { config, findings } = readStack(join(folder, "src"), undefined);
    expect(config("huaweicloud:region")).toBe("a-1");
    expect(findings).toEqual([{ check: "stack", level: "ok", says: join(folder, "stacks/Pulumi.dev.yaml") }]);
  });

  it("keeps its secrets sealed, also one in an object", () => {
    const folder = project({
      "Pulumi.dev.yaml":
        "config:\n  huaweicloud:secretKey:\n    secure: v1:a\n  huaweicloud:assumeRole:\n    agencyName:\n      secure: v1:b\n  other:key:\n    secure: v1:c\n",
    });
    const { config, isSealed, findings } = readStack(folder, undefined);
    for (const key of ["huaweicloud:secretKey", "huaweicloud:assumeRole"])
      expect([config(key), isSealed(key)]).toEqual([undefined, true]);
    expect(findings[1]?.says).toBe("its secrets are not read: huaweicloud:secretKey, huaweicloud:assumeRole");
  });

  it.each([
    ["that is not there", {}, "dev", "There is no Pulumi.dev.yaml in FOLDER: there are: none."],
    ["that is no YAML", { "Pulumi.dev.yaml": "config: [" }, "dev", "FOLDER/Pulumi.dev.yaml is not valid YAML: "],
  ])("%s is told in a sentence", (_what, files, name, sentence) => {
    const folder = project(files as Record<string, string>);
    expect(() => readStack(folder, name)).toThrow(sentence.replace("FOLDER/", folder + sep).replace("FOLDER", folder));
  });
});
