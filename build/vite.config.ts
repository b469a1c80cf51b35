import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { pdfData } from "./pdf-data.ts";

/** The renderer alone; the host is plain Node. Workers as modules and a modern target: cornerstone's decoders need both. */
export default defineConfig({
  root: new URL("../renderer", import.meta.url).pathname,
  base: "/",
  plugins: [react(), preloadEngine(), pdfData(new URL("../node_modules/pdfjs-dist", import.meta.url).pathname)],
  worker: { format: "es" },
  build: {
    outDir: new URL("../dist/renderer", import.meta.url).pathname,
    emptyOutDir: true,
    target: "esnext",
    chunkSizeWarningLimit: 8000,
    assetsInlineLimit: 0,
    // no module of src does anything by being imported: what the renderer does not use of a room stays out (the DICOM dictionary alone is half a megabyte)
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !/\/src\/[a-z]+\/.*\.ts$/.test(id) } },
  },
});

/** The engine of the images is a chunk of its own, but nobody opens the program without it: it is fetched beside the first one, not after. */
function preloadEngine(): Plugin {
  return {
    name: "preload-engine",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((chunk) => chunk.type === "chunk");
        const engine = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith("/renderer/viewport/index.ts"));
        return [engine?.fileName, ...(engine?.imports ?? [])].flatMap((file) =>
          file === undefined
            ? []
            : [{ tag: "link", attrs: { rel: "modulepreload", href: `/${file}` }, injectTo: "head" as const }],
        );
      },
    },
  };
}
