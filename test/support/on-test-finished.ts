/** What a test opened is closed when it has finished: the last first, and each of them, whatever became of the others. */
import { afterEach } from "@jest/globals";

type Cleanup = () => unknown;

const cleanups: Cleanup[] = [];

afterEach(async () => {
  const problems: unknown[] = [];
  for (const cleanup of cleanups.splice(0).reverse())
    try {
      await cleanup();
    } catch (problem) {
      problems.push(problem);
    }
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1)
    throw new AggregateError(problems, `${problems.length} clean-ups failed: ${problems.join("; ")}`);
});

/** Call it in a test, or in what a test calls. */
export function onTestFinished(cleanup: Cleanup): void {
  cleanups.push(cleanup);
}
