import { defineConfig } from "vitest/config";

/** The package as users install it, under the languages and tools that they use: `npm run test:matrix`. */
export default defineConfig({
  test: {
    name: "matrix",
    include: ["test/matrix/**/*.test.ts"],
    globalSetup: ["test/support/find-engine.mts", "test/support/pack.mts"],
    // Installations from a registry that is slow today are no failure.
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
