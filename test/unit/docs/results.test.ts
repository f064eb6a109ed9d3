/** bench/RESULTS.md is written by a run of some minutes: what it says above its figures may change without one. */
import { expect, it } from "@jest/globals";
import { readDocument } from "../../support/documents";

it("bench/RESULTS.md says above its figures what `npm run bench` writes there", () => {
  const [, page = ""] = /const page = .*? => `(.*?)\n\n\$\{table\}/s.exec(readDocument("bench/run.ts")) ?? [];
  const lines = page.replaceAll("\\`", "`").split("\n");
  const fixed = lines.filter((line) => !line.includes("${"));
  expect(fixed.length).toBeGreaterThan(10);
  const [above = ""] = readDocument("bench/RESULTS.md").split("\n\n|", 1);
  expect(above.split("\n").filter((line) => !/^(Written by|Seeds:)/.test(line))).toEqual(fixed);
});
