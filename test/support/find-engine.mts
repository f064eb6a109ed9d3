/** Tells the engine tests where the engine is. Without one they are skipped, and said to be; under CI that is a failure. */
import type { TestProject } from "vitest/node";
import { findEngine } from "../../scripts/engine.cjs";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder that holds `pulumi`; empty where there is none. */
    engine: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  const engine = await findEngine();
  if (engine === undefined) {
    const line =
      "no pulumi 3.216 or newer, on PATH or in the cache: the engine tests are skipped; run `npm run engine`";
    if (process.env.CI === "true") throw new Error(line);
    console.warn(line);
  }
  project.provide("engine", engine ?? "");
}
