/** An environment variable for the rest of a test. */
import { onTestFinished } from "./on-test-finished";

export function stubEnv(name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  onTestFinished(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}
