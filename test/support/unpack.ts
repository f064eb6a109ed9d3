/** Removes what the matrix installed: its tools, and all caches. */
import { rm } from "node:fs/promises";

export default async function tearDown(): Promise<void> {
  if (process.env.TEST_WORKSHOP) await rm(process.env.TEST_WORKSHOP, { recursive: true, force: true, maxRetries: 5 });
}
