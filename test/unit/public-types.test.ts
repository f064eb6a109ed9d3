/** What users compile against: a change of it shows up in review as a changed file. */
import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { publicTypes, REPORT } from "../../scripts/public-types";

it("the types of the public interface are those of docs/public-types.txt; npx tsx scripts/public-types.ts writes it anew", () => {
  expect(publicTypes()).toBe(readFileSync(REPORT, "utf8"));
});
