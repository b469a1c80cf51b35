import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: [
      "src/**/*.test.ts",
      "electron/**/*.test.ts",
      "renderer/**/*.test.{ts,tsx}",
      "build/**/*.test.ts",
      "assets/**/*.test.ts",
      "models/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "renderer/e2e/**", "dist/**"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What tests start (the command line, the workstation, its workers) need not strip the same types each time.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), "hounsfield-compile-cache") },
    pool: "forks",
    maxWorkers: 2,
  },
});
