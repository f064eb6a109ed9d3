import { expect, it } from "@jest/globals";
import { onTestFinished } from "../../support/on-test-finished";

const closed: string[] = [];

it("what a test opened is open until it has finished", () => {
  for (const name of ["first", "second"]) onTestFinished(() => closed.push(name));
  expect(closed).toEqual([]);
});

it("what the last test opened is closed, the last first, and once", () => {
  expect(closed).toEqual(["second", "first"]);
});
