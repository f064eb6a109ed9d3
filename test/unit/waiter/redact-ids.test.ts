import { expect, it } from "@jest/globals";
import { phaseOf } from "../../../src/instance/meaning";
import { registerSecretIds } from "../../../src/secret-ids";
import { redactIds } from "../../../src/waiter/redact-ids";

it("opens no gate and shuts none by an id that is spelled like a state or an operation", () => {
  registerSecretIds(["install-processing", "install-failed", "running", "error", "processing", "failed"]);
  const statuses = ["running", "error", "stopped"].flatMap((state) =>
    ["install-processing", "install-failed", "processing", ""].map((operationState) => ({ state, operationState })),
  );
  for (const status of statuses) {
    const redacted = redactIds({ status, askedAt: 0 });
    expect("status" in redacted && phaseOf(redacted.status)).toBe(phaseOf(status));
  }
});

it("leaves no id that is a secret in the name of an operation", () => {
  registerSecretIds(["vault-4f1d"]);
  expect(
    redactIds({ status: { state: "stopped", operationState: "vault-4f1d-processing" }, askedAt: 0 }),
  ).toMatchObject({
    status: { operationState: "[redacted]-processing" },
  });
});
