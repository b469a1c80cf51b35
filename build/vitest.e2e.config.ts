import { defineConfig } from "vitest/config";

/** The whole program in a real browser (and Electron where its runtime is): one file at a time, for the machine's sake. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["renderer/e2e/**/*.e2e.ts"],
    setupFiles: ["renderer/e2e/patience.ts"],
    testTimeout: 180_000,
    hookTimeout: 240_000,
    pool: "forks",
    fileParallelism: false,
  },
});
