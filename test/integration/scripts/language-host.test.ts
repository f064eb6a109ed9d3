/** The stand-in for Pulumi's language host, as an engine starts it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { startFakeEngine } from "../../support/engine-rpc";
import { onTestFinished } from "../../support/on-test-finished";

// It stayed behind where its engine was killed before it could look who its parent was.
it("ends when nobody is at its engine's address any more", async () => {
  const engine = await startFakeEngine(0);
  engine.close();
  const host = spawn(process.execPath, [join(__dirname, "../../../scripts/pulumi-language-nodejs"), engine.address], {
    stdio: "ignore",
  });
  onTestFinished(() => void host.kill("SIGKILL"));
  expect(await once(host, "exit")).toEqual([1, null]);
});
