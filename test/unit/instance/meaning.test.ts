import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { isUnknownState, phaseOf, statusTable } from "../../../src/instance/meaning";

describe("what a status means", () => {
  it.each([
    ["running", undefined, "ready"],
    ["running", "install-succeed", "ready"],
    ["running", "reinstall-processing", "busy"],
    ["running", "modify-ip-failed", "failed"],
    ["pending", undefined, "busy"],
    ["pending", "install-failed", "failed"],
    ["stopped", "install-processing", "busy"],
    ["stopped", "reinstall-failed", "failed"],
    ["stopped", undefined, "idle"],
    ["stopped", "install-succeed", "idle"],
    ["error", undefined, "failed"],
    ["failed", undefined, "failed"],
    ["shutting-down", undefined, "gone"],
    ["shutting_down", undefined, "gone"],
    ["shutting-down", "uninstall-processing", "gone"],
    ["terminated", undefined, "gone"],
    ["teminated", undefined, "gone"],
    ["TERMINATED", undefined, "gone"],
    ["stopping", undefined, "busy"],
    ["reinstalling", undefined, "busy"],
    ["modifyIping", undefined, "busy"],
    ["switch-installing", undefined, "busy"],
    ["defragmenting", undefined, "busy"],
    [undefined, undefined, "busy"],
    ["", undefined, "busy"],
  ])("%s with %s is %s", (state, operationState, phase) => {
    expect(phaseOf({ ...(state !== undefined && { state }), ...(operationState && { operationState }) })).toBe(phase);
  });

  it("is unknown only for states that no page and no SDK of Huawei's names", () => {
    expect(isUnknownState({ state: "defragmenting" })).toBe(true);
    for (const state of ["pending", "running", "stopped", "stopping", "modifyIping", "error", "terminated"])
      expect(isUnknownState({ state, operationState: "install-processing" })).toBe(false);
    expect(isUnknownState({})).toBe(false);
  });
});

it("README shows the table that decides", () => {
  // The formatter pads the columns of a table.
  const readme = readFileSync(join(__dirname, "../../../README.md"), "utf8").replace(/ +/g, " ");
  for (const { observed, phase, inGate } of statusTable)
    expect(readme).toContain(`| ${observed} | ${phase} | ${inGate} |`);
});
