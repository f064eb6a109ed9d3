import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { errorTable, failureClassOf } from "../../src/failure-class";

describe("what a failed look-up means", () => {
  it.each([
    ["INSTANCE_NOT_FOUND", "missing"],
    ["WRONG_ENDPOINT", "final"],
    ["UNAUTHENTICATED", "final"],
    ["FORBIDDEN", "final"],
    ["BAD_REQUEST", "final"],
    ["THROTTLED", "hold"],
    ["SERVER_ERROR", "retry"],
    ["CONNECTION_FAILED", "retry"],
    ["REQUEST_TIMED_OUT", "retry"],
    ["MALFORMED_ANSWER", "retry"],
    ["UNEXPECTED_ANSWER", "unreachable"],
    ["HOST_NOT_FOUND", "unreachable"],
    ["CERTIFICATE_REFUSED", "unreachable"],
    ["TLS_FAILED", "unreachable"],
    ["PROXY_FAILED", "unreachable"],
    ["HEADER_TOO_LARGE", "unreachable"],
  ] as const)("%s: %s", (code, failureClass) => {
    expect(failureClassOf(code)).toBe(failureClass);
  });
});

it("docs/troubleshooting.md shows the table that decides", () => {
  // The formatter pads the columns of a table.
  const page = readFileSync(join(__dirname, "../../docs/troubleshooting.md"), "utf8").replace(/ +/g, " ");
  for (const { observed, failureClass, inGate } of errorTable)
    expect(page).toContain(`| ${observed} | ${failureClass === "missing" ? "missing" : "–"} | ${inGate} |`);
});
