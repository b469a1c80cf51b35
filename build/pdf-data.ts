import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** What the reader of PDF fetches by name when a document needs it: character maps, fonts that files leave out, image decoders, colour profiles. */
const folders = {
  cmaps: /\.bcmap$/,
  standard_fonts: /\.(?:pfb|ttf)$/,
  wasm: /^(?:jbig2|openjpeg|qcms_bg)\.wasm$/,
  iccs: /\.icc$/,
};

/** Puts pdfjs-dist's data files beside the built renderer, so that nothing comes from the network. */
export function pdfData(packageDirectory: string): Plugin {
  return {
    name: "pdf-data",
    apply: "build",
    generateBundle() {
      for (const [folder, wanted] of Object.entries(folders)) {
        for (const name of readdirSync(join(packageDirectory, folder)).filter((each) => wanted.test(each))) {
          const source = readFileSync(join(packageDirectory, folder, name));
          this.emitFile({ type: "asset", fileName: `assets/pdf/${folder}/${name}`, source });
        }
      }
    },
  };
}
