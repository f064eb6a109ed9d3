/** Tells the engine tests where the engine is. Without one they are skipped, and said to be; under CI that is a failure. */
import { findEngine } from "../../scripts/engine";

export default async function setUp(): Promise<void> {
  const engine = await findEngine();
  if (engine === undefined) {
    const line = "no pulumi 3.216 or newer, on PATH or in the cache: run `npm run engine`";
    if (process.env.CI === "true") throw new Error(line);
    console.warn(`${line}; the engine tests are skipped`);
  }
  process.env.TEST_ENGINE = engine ?? "";
}
