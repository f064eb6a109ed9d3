/** What users compile against: a change of it shows up in review as a changed file. */
import { readFileSync } from "node:fs";
import { expect, it, jest } from "@jest/globals";
import { publicTypes, REPORT } from "../../scripts/public-types";

/** Paths are joined as on Windows, with backslashes, which must not come between the script and the compiler's slashes. */
jest.mock("node:path", () => jest.requireActual<typeof import("node:path")>("node:path").win32);

it("the types of the public interface are those of docs/public-types.txt; npx tsx scripts/public-types.ts writes it anew", () => {
  expect(publicTypes()).toBe(readFileSync(REPORT, "utf8"));
});
