/** The list of breakages follows the product: one that broke nothing any more would be seen by nobody. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { BREAKAGES } from "../../faults/breakages";

it.each(BREAKAGES.map(([what, file, from]) => ({ what, file, from })))("$what: $file says it in one place", ({
  file,
  from,
}) => {
  expect(readFileSync(join(__dirname, "../../../src", file), "utf8").split(from)).toHaveLength(2);
});
