import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import * as program from "../../src/index";
import * as provider from "../../src/provider";
import * as simulator from "../../src/simulator";
import * as wait from "../../src/waiter";

const ROOT = join(__dirname, "../..");
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  main: string;
  types: string;
  bin: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
  typesVersions: Record<string, Record<string, string[]>>;
  files: string[];
  peerDependencies: Record<string, string>;
  dependencies: Record<string, string>;
  pulumi?: unknown;
};

const names = (exported: object) => Object.keys(exported).sort();

it("a program can import these names, and no others", () => {
  expect(names(program)).toMatchInlineSnapshot(`
    [
      "CloudDcError",
      "InstanceStatus",
      "RunningInstances",
      "getInstanceStatus",
      "getInstanceStatusOutput",
      "isCloudDcError",
      "waitForInstances",
      "waitUntilRunning",
      "waitUntilRunningHook",
    ]
  `);
});

it("a script can import these names of the plain wait, and no others", () => {
  expect(names(wait)).toMatchInlineSnapshot(`
    [
      "CloudDcError",
      "WaitError",
      "isCloudDcError",
      "waitForInstances",
    ]
  `);
});

it("a test can import these names of the simulator, and no others", () => {
  expect(names(simulator)).toMatchInlineSnapshot(`
    [
      "createCloud",
      "startSimulator",
    ]
  `);
});

it("the text in every state finds these two names of the provider", () => {
  // They are a contract with states that were written long ago: a name may come, and none may go.
  expect(names(provider)).toMatchInlineSnapshot(`
    [
      "instanceGate",
      "instanceStatus",
    ]
  `);
});

it("every path of package.json is compiled from a source that is there", () => {
  const source = (path: string) => path.replace(/^(\.\/)?dist\//, "src/").replace(/(\.d\.ts|\.js)$/, ".ts");
  const compiled = [
    manifest.main,
    manifest.types,
    ...Object.values(manifest.bin),
    ...Object.values(manifest.exports).flatMap((target) => (typeof target === "string" ? [] : Object.values(target))),
    ...Object.values(manifest.typesVersions["*"] ?? {}).flat(),
  ];
  expect(compiled.length).toBeGreaterThan(8);
  for (const path of compiled) {
    expect(path).toMatch(/^(\.\/)?dist\/.+(\.d\.ts|\.js)$/);
    expect([path, existsSync(join(ROOT, source(path)))]).toEqual([path, true]);
  }
  expect(manifest.files).toContain("dist");
});

it("package.json offers four entries, each with its types first, and a schema for editors", () => {
  const files = ["./simulator/scenario.schema.json", "./package.json"];
  expect(Object.keys(manifest.exports)).toEqual([".", "./provider", "./wait", "./simulator", ...files]);
  for (const target of Object.values(manifest.exports))
    if (typeof target === "object") expect(Object.keys(target)).toEqual(["types", "default"]);
  // The same for a program that resolves modules the old way.
  expect(Object.keys(manifest.typesVersions["*"] ?? {})).toEqual(["provider", "wait", "simulator"]);
});

it("package.json leaves Pulumi's SDK to the program, and names no plugin that the engine would look for", () => {
  expect(Object.keys(manifest.peerDependencies)).toEqual(["@pulumi/pulumi"]);
  expect(Object.keys(manifest.dependencies)).not.toContain("@pulumi/pulumi");
  expect(manifest.pulumi).toBeUndefined();
});
