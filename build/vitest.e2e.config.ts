import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** The whole program in a real browser (and Electron where its runtime is): one file at a time, for the machine's sake. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["renderer/e2e/**/*.e2e.ts"],
    setupFiles: ["renderer/e2e/patience.ts"],
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // What tests start (the command line, the workstation, its workers) need not strip the same types each time.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), "hounsfield-compile-cache") },
    pool: "forks",
    fileParallelism: false,
  },
});
