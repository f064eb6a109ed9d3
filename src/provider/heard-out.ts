/**
 * A hook is over when the engine has heard what it says: else a gate is shown as created before the last line of its wait, and a
 * warning comes after the deployment that it is about.
 */

/** The hooks, each of which ends after its lines. */
export function heardOut<Hooks extends object>(hooks: Hooks, heard: () => Promise<void>): Hooks {
  const ended = Object.entries(hooks).map(([name, hook]) => [
    name,
    async (...given: unknown[]) => {
      try {
        return await hook(...given);
      } finally {
        await heard();
      }
    },
  ]);
  return Object.fromEntries(ended);
}
