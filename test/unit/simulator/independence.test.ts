import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "@jest/globals";
import * as simulator from "../../../src/simulator";

const folder = join(__dirname, "../../../src/simulator");

it("the simulator imports Node and itself only, so that it can disagree with the client", () => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  for (const file of files) {
    const text = readFileSync(join(folder, file), "utf8");
    for (const [, from = ""] of text.matchAll(/from "([^"]+)"/g)) {
      const stays = from.startsWith(".") && !relative(folder, join(folder, dirname(file), from)).startsWith("..");
      expect([file, from, from.startsWith("node:") || stays]).toEqual([file, from, true]);
    }
  }
});

it("the simulator exports two functions", () => {
  expect(Object.keys(simulator).sort()).toEqual(["createCloud", "startSimulator"]);
});
