import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** A family of codestreams that a WebAssembly decoder handles. */
export type CodecFamily = "jpeg" | "jpeg-ls" | "jpeg-2000" | "htj2k" | "jpeg-xl";

/** What the decoders of the installed packages have in common. */
export interface WasmDecoder {
  getEncodedBuffer(byteLength: number): Uint8Array;
  decode(): void;
  /** A view of the module's memory: valid until the decoder is deleted. */
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned?: boolean;
  };
  /** JPEG-LS: 0 planes, 1 lines, 2 samples. */
  getInterleaveMode?(): number;
  delete(): void;
}

type WasmModule = Readonly<Record<string, new () => WasmDecoder>>;

/** The decoders of one worker: loaded when first needed, kept, thrown away after a crash. */
export interface Codecs {
  /** A fresh decoder of a family; `delete` it when done. */
  decoder(family: CodecFamily): Promise<WasmDecoder>;
  /** Forgets a family's module after it failed in a way that may have broken its memory; the next use loads it anew. */
  discard(family: CodecFamily): void;
}

interface CodecPackage {
  /** Name of the decoder's class. */
  readonly decoder: string;
  readonly load: () => Promise<WasmModule>;
}

const packages: Readonly<Record<CodecFamily, CodecPackage>> = {
  jpeg: {
    decoder: "JPEGDecoder",
    load: async () => instantiate(await import("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs")),
  },
  "jpeg-ls": {
    decoder: "JpegLSDecoder",
    load: async () => instantiate(await import("@cornerstonejs/codec-charls/decodewasmjs")),
  },
  "jpeg-2000": {
    decoder: "J2KDecoder",
    load: async () => instantiate(await import("@cornerstonejs/codec-openjpeg/decodewasmjs")),
  },
  htj2k: {
    decoder: "HTJ2KDecoder",
    load: async () => instantiate(await import("@cornerstonejs/codec-openjph/wasmjs")),
  },
  "jpeg-xl": {
    decoder: "JpegXLDecoder",
    // This one looks for its binary with fetch, which reads no files in Node.
    load: async () => {
      const binary = createRequire(import.meta.url).resolve("@cornerstonejs/codec-libjxl/decodewasm");
      return instantiate(await import("@cornerstonejs/codec-libjxl/decodewasmjs"), { wasmBinary: await readFile(binary) });
    },
  },
};

/** Makes the codecs of a process; nothing is loaded until it is used (about 50 ms a family). */
export function createCodecs(): Codecs {
  const loaded = new Map<CodecFamily, Promise<WasmModule>>();
  return {
    async decoder(family) {
      const module = loaded.get(family) ?? packages[family].load();
      loaded.set(family, module);
      try {
        const Decoder = (await module)[packages[family].decoder];
        if (Decoder === undefined) throw new Error(`${packages[family].decoder} is missing`);
        return new Decoder();
      } catch (error) {
        loaded.delete(family);
        throw error;
      }
    },
    discard: (family) => void loaded.delete(family),
  };
}

/** Emscripten modules write to the console unless told otherwise; standard output belongs to the command line's JSON. */
function instantiate(
  script: { readonly default: (options: object) => Promise<WasmModule> },
  options: object = {},
): Promise<WasmModule> {
  return script.default({ print: () => undefined, printErr: () => undefined, ...options });
}
