/** Lines that reach the engine's log service over a socket. */
import { expect, it } from "@jest/globals";
import { connectEngineLog } from "../../src/provider/engine-log";
import { startFakeEngine } from "../support/engine-rpc";
import { onTestFinished } from "../support/on-test-finished";

// A pipeline's log ended with "created 3/3 · 1s/50m": what is under way at once, an engine hears in any order.
it("sends the lines of one moment one after the other, each when the engine has heard the one before", async () => {
  const engine = await startFakeEngine(50);
  onTestFinished(() => engine.close());
  const { log, heard } = connectEngineLog(engine.address);
  log("urn:a", "2/3 · 1 pending · 1s/50m", { ephemeral: true });
  log("urn:b", "b is stopped", { severity: "warning" });
  log("urn:a", "3/3 · running after 1s", { ephemeral: true });
  await heard();
  expect(engine.mostAtOnce()).toBe(1);
  expect(engine.lines).toEqual([
    { severity: "info", message: "2/3 · 1 pending · 1s/50m", urn: "urn:a", ephemeral: true },
    { severity: "warning", message: "b is stopped", urn: "urn:b", ephemeral: false },
    { severity: "info", message: "3/3 · running after 1s", urn: "urn:a", ephemeral: true },
  ]);
});

it("goes on with the next line where one is lost", async () => {
  const engine = await startFakeEngine(0);
  engine.close();
  const { log, heard } = connectEngineLog(engine.address);
  log(undefined, "nobody hears this");
  log(undefined, "nor this");
  await expect(heard()).resolves.toBeUndefined();
});
