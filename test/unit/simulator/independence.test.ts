import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as simulator from "../../../src/simulator";

const folder = join(__dirname, "../../../src/simulator");

test("the simulator imports Node and itself only, so that it can disagree with the client", () => {
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), "utf8");
    for (const [, from] of text.matchAll(/from "([^"]+)"/g)) expect(from, file).toMatch(/^(node:|\.\/)/);
  }
});

test("the simulator exports two functions", () => {
  expect(Object.keys(simulator).sort()).toEqual(["createCloud", "startSimulator"]);
});
