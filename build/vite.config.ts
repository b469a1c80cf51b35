import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { pdfData } from "./pdf-data.ts";

/** The renderer alone; the host is plain Node. Workers as modules and a modern target: cornerstone's decoders need both. */
export default defineConfig({
  root: new URL("../renderer", import.meta.url).pathname,
  base: "/",
  plugins: [react(), askAhead(), preloadEngine(), pdfData(new URL("../node_modules/pdfjs-dist", import.meta.url).pathname)],
  worker: { format: "es" },
  build: {
    outDir: new URL("../dist/renderer", import.meta.url).pathname,
    emptyOutDir: true,
    target: "esnext",
    chunkSizeWarningLimit: 8000,
    assetsInlineLimit: 0,
    // no module of src does anything by being imported: what the renderer does not use of a room stays out (the DICOM dictionary alone is half a megabyte)
    rolldownOptions: {
      treeshake: { moduleSideEffects: (id) => !/\/src\/[a-z]+\/.*\.ts$/.test(id) },
      // what the screens share with what comes later is one file: many small ones are many requests before the first image
      output: { codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] } },
    },
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
        const link = (rel: string, file: string) => ({
          tag: "link",
          attrs: { rel, href: `/${file}` },
          injectTo: "head" as const,
        });
        const scripts = engine === undefined ? [] : [engine.fileName, ...engine.imports];
        // Its style sheets too: the engine is not run before they have come.
        const sheets = [...(engine?.viteMetadata?.importedCss ?? [])];
        return [...scripts.map((file) => link("modulepreload", file)), ...sheets.map((file) => link("stylesheet", file))];
      },
    },
  };
}

/** What an address needs of the host is asked for by a small script of its own, while the program is still on its way. */
function askAhead(): Plugin {
  const id = new URL("../renderer/ahead.ts", import.meta.url).pathname;
  return {
    name: "ask-ahead",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "chunk", id, name: "ahead" });
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((chunk) => chunk.type === "chunk");
        const found = chunks.find(({ facadeModuleId }) => facadeModuleId === id);
        if (found === undefined) throw new Error("The script that asks ahead was not built.");
        if (found.imports.length > 0) throw new Error("The script that asks ahead waits for another one.");
        // The words of each language, for it to choose from: nothing is drawn before they are there.
        const words = chunks.flatMap(({ facadeModuleId, fileName }) => {
          const [, language] = /\/assets\/locales\/([\w-]+)\.json$/.exec(facadeModuleId ?? "") ?? [];
          return language === undefined ? [] : [[language, `/${fileName}`]];
        });
        if (words.length === 0) throw new Error("The words of the languages are no files of their own.");
        const attrs = {
          type: "module",
          async: true,
          src: `/${found.fileName}`,
          "data-words": JSON.stringify(Object.fromEntries(words)),
        };
        return [{ tag: "script", attrs, injectTo: "head-prepend" as const }];
      },
    },
  };
}
