/** The tarball of the matrix, which was packed from a clone that had nothing compiled. */
import { it } from "@jest/globals";
import { expectComplete } from "../support/tarball";

it("a clone without dist packs the whole package", () => {
  expectComplete(process.env.TEST_TARBALL ?? "");
});
