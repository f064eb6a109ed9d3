/** The recipes of docs/recipes.md that need a plugin of Pulumi's, and the library, under Pulumi's mocks. */
import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import * as clouddc from "../../../src/index";
import { block } from "../../support/documents";
import { beginProgram, settled } from "../../support/pulumi-program";

const FILE = "docs/recipes.md";
const PACKAGES: Record<string, unknown> = { "@pulumi/pulumi": pulumi, "pulumi-clouddc": clouddc };

/** Runs a recipe's text, as Pulumi would; returns what it exports. */
function runRecipe(heading: string): Record<string, unknown> {
  const { outputText } = ts.transpileModule(block(FILE, heading), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported = {};
  new Function("require", "exports", outputText)((name: string) => PACKAGES[name] ?? require(name), exported);
  return exported;
}

const GATE = "pulumi-nodejs:dynamic/clouddc:InstanceGate";
const REMOTE = "command:remote:Command";

async function begin(config: Record<string, string> = {}) {
  const registered = await beginProgram({ config });
  const eventually = async (type: string) => {
    for (let turn = 0; turn < 1_000; turn++) {
      const found = registered.find((one) => one.type === type);
      if (found) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error(`no ${type} was registered`);
  };
  const orderOf = () => registered.map(({ type }) => type);
  return { eventually, orderOf };
}

describe("a recipe", () => {
  it("dials again until ssh answers, after the gate", async () => {
    const { eventually, orderOf } = await begin();
    runRecipe("The machine runs, but ssh does not answer yet");
    const { inputs } = await eventually(REMOTE);
    expect(pulumiValue(inputs.connection)).toMatchObject({ dialErrorLimit: 60, perDialTimeout: 15 });
    expect(orderOf().indexOf(GATE)).toBeLessThan(orderOf().indexOf(REMOTE));
  });

  it("creates, gates and configures", async () => {
    const { eventually, orderOf } = await begin();
    const { install } = runRecipe("Create, gate and configure in one stack");
    class Machine extends pulumi.CustomResource {}
    const machine = new Machine("acme:index:Machine", "machine");
    (install as (machine: pulumi.CustomResource, host: string) => unknown)(machine, "192.0.2.10");
    await eventually(REMOTE);
    expect((await eventually(GATE)).inputs.instanceIds).toEqual(["id-of-machine"]);
    expect(orderOf().filter((type) => ["acme:index:Machine", GATE, REMOTE].includes(type))).toEqual([
      "acme:index:Machine",
      GATE,
      REMOTE,
    ]);
  });

  it("waits in a hook of the resource that makes the instance, without a gate", async () => {
    const { eventually, orderOf } = await begin();
    runRecipe("The instance is a resource of your own");
    expect((await eventually("command:local:Command")).inputs.create).toBe("./create-instance.sh");
    expect(orderOf()).not.toContain(GATE);
  });

  it("runs the gate and the installation again when the generation counts up", async () => {
    const { eventually } = await begin({ "project:generation": "2" });
    runRecipe("Reinstall a machine, and run the installation again");
    expect((await eventually(REMOTE)).inputs.triggers).toEqual(["2"]);
    expect((await eventually(GATE)).inputs.triggers).toEqual(["2"]);
    expect((await eventually("command:local:Command")).inputs.create).toBe("echo web-1");
  });

  it("puts a gate into a library's component", async () => {
    const { eventually } = await begin();
    const { Site } = runRecipe("A component of your own, published as a library");
    const site = new (Site as new (name: string, args: object) => { hosts: pulumi.Output<string[]> })("web", {
      instanceIds: ["web-1"],
    });
    expect(await settled(site.hosts)).toEqual(["web-1"]);
    expect((await eventually(GATE)).name).toBe("web-ready");
  });
});

/** A connection is a secret of the command's: its value lies in an envelope. */
function pulumiValue(input: unknown): unknown {
  const { value } = input as { value?: unknown };
  return value ?? input;
}
