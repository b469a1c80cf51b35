import { defineConfig } from "vite";

const root = new URL("..", import.meta.url).pathname;
const isPreload = process.env.HOUNSFIELD_PART === "preload";

/** Electron's own side: main and worker as modules, the preload as the CommonJS that a sandboxed window needs. Packages stay packages. */
export default defineConfig({
  root,
  build: {
    outDir: `${root}dist/electron`,
    emptyOutDir: !isPreload,
    target: "node24",
    ssr: true,
    minify: false,
    rolldownOptions: {
      input: isPreload
        ? { preload: `${root}electron/preload.ts` }
        : {
            main: `${root}electron/main.ts`,
            "worker-main": `${root}src/host/tasks/worker-main.ts`,
            "inference-thread": `${root}src/inference/engine/thread-main.ts`,
          },
      external: ["electron"],
      output: {
        format: isPreload ? "cjs" : "es",
        entryFileNames: isPreload ? "[name].cjs" : "[name].js",
        chunkFileNames: "[name]-[hash].js",
      },
    },
  },
});
